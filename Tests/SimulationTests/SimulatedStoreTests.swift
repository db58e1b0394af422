import Election
import Locks
import Testing

@testable import Simulation

@Suite struct SimulatedStoreTests {
    private var store = SimulatedStore(candidates: 2)
    private let now = Moment(instant: Instant(nanoseconds: 0), wall: WallTime(microseconds: 0))
    private let heir = Heir(identity: "pod-1", priority: 2, life: 7, counter: 1)

    private mutating func write(
        _ holder: String,
        counter: UInt64,
        to lock: LockKind = .leases,
        isTakeOver: Bool = false
    ) -> LockSnapshot? {
        let record = LeaderRecord(
            holderIdentity: holder,
            leaseDurationSeconds: 10,
            acquireTime: nil,
            renewTime: WallTime(microseconds: Int64(counter)),
            leaderTransitions: 0
        )
        let mark = WriterMark(podUID: "", life: 1, counter: counter)
        let write = Elector.Write(base: store.object(lock), record: record, mark: mark, isTakeOver: isTakeOver)
        guard case .writeEnded(.confirmed(let snapshot)) = store.write(write, to: lock, by: 0, at: now) else {
            return nil
        }
        return snapshot
    }

    @Test mutating func aProposalLeavesTheRecordAndItsMark() throws {
        let base = try #require(write("pod-0", counter: 1))
        let event = store.propose(.init(base: base, heir: heir), for: .leases, by: 1, at: now)
        let object = try #require(store.object(.leases))
        #expect(event == .proposalEnded(.confirmed(object)))
        #expect(object.heir == heir && object.content == base.content && object.mark == base.mark)
        #expect(object.version.isNewer(than: base.version) && object.version.uid == base.version.uid)
    }

    @Test mutating func aProposalOverAnOlderVersionIsAConflict() throws {
        let base = try #require(write("pod-0", counter: 1))
        _ = write("pod-0", counter: 2)
        #expect(store.propose(.init(base: base, heir: heir), for: .leases, by: 1, at: now) == .proposalEnded(.conflict))
        #expect(store.object(.leases)?.heir == nil)
    }

    @Test mutating func onlyATakeOverRemovesTheHeirAndTheWishToEndTheTerm() throws {
        let base = try #require(write("pod-0", counter: 1))
        _ = store.propose(.init(base: base, heir: heir), for: .leases, by: 1, at: now)
        store.annotate(.leases, stepDownToken: 101, at: now)
        let renewed = try #require(write("pod-0", counter: 2))
        #expect(renewed.heir == heir && renewed.stepDownToken == 101)
        let taken = try #require(write("pod-1", counter: 3, isTakeOver: true))
        #expect(taken.heir == nil && taken.stepDownToken == nil)
    }

    @Test mutating func allLocksShareOneOrderOfVersionsAndEachHasItsOwnWatch() throws {
        _ = store.openWatch(of: .leases, by: 1, from: nil, at: now)
        let old = try #require(write("pod-0", counter: 1, to: .endpoints))
        let new = try #require(write("pod-0", counter: 1, to: .leases))
        #expect(new.version.isNewer(than: old.version) && new.version.uid != old.version.uid)
        #expect(store.watchEvents(of: .leases, for: 1, at: now) == [.watchSaw(new)])
        #expect(store.watchEvents(of: .endpoints, for: 1, at: now).isEmpty)
    }
}
