import Election
import JSON
import Locks
import Testing

/// What electors of ours and operators say to each other through annotations, on every kind of lock.
@Suite struct HeirAnnotationTests {
    private let record = LeaderRecord(
        holderIdentity: "pod-1",
        leaseDurationSeconds: 10,
        acquireTime: nil,
        renewTime: nil,
        leaderTransitions: 4
    )
    private let heir = Heir(identity: "team/pod-2", priority: -5, life: 255, counter: 3)

    private func lock(_ kind: LockKind) -> ElectionLock { ElectionLock(kind: kind, name: "wire", namespace: "lab") }

    /// An object that pod-0 holds, with an heir and a wish that it steps down.
    private func object(_ kind: LockKind) throws -> JSONValue {
        var object = AnnotationText.object(
            kind,
            annotations: [
                .record: AnnotationText.held, .writer: "p/ff/7", .heir: "-5/ff/3/team/pod-2", .stepDown: "340",
            ]
        )
        if kind == .leases { object["spec"] = try JSONValue(parsing: LeaseText.held.utf8) }
        return object
    }

    private func annotations(_ body: [UInt8]) throws -> JSONValue? {
        try JSONValue(parsing: body)["metadata"]?["annotations"]
    }

    @Test(arguments: LockKind.allCases)
    func bothAreRead(kind: LockKind) throws {
        let snapshot = try lock(kind).snapshot(of: object(kind).bytes)
        #expect(snapshot.heir == heir)
        #expect(snapshot.stepDownToken == 340)
    }

    @Test(arguments: ["", "-1", "+1", "1.5", " 1", "all", "18446744073709551616"])
    func whatIsNoTokenIsNil(text: String) throws {
        let object = AnnotationText.object(annotations: [.stepDown: text, .heir: text])
        let snapshot = try lock(.endpoints).snapshot(of: object.bytes)
        #expect(snapshot.stepDownToken == nil && snapshot.heir == nil)
    }

    @Test(arguments: LockKind.allCases)
    func theyOutliveARenewalAndNoTakeOver(kind: LockKind) throws {
        let base = try lock(kind).snapshot(of: object(kind).bytes)
        var write = Elector.Write(base: base, record: record, mark: WriterMark(podUID: "", life: 1, counter: 1))
        let renewed = try annotations(lock(kind).body(of: write))
        #expect(renewed?["leader-elector/heir"] == "-5/ff/3/team/pod-2")
        #expect(renewed?["leader-elector/step-down"] == "340")
        write.isTakeOver = true
        let taken = try annotations(lock(kind).body(of: write))
        #expect(taken?["leader-elector/heir"] == nil && taken?["leader-elector/step-down"] == nil)
        #expect(taken?["leader-elector/writer"] == "/1/1")
    }

    @Test(arguments: LockKind.allCases)
    func aRenewalTellsTheTermsTokenAndItsEndRemovesIt(kind: LockKind) throws {
        let base = try lock(kind).snapshot(of: object(kind).bytes)
        var write = Elector.Write(base: base, record: record, mark: WriterMark(podUID: "", life: 1, counter: 1))
        write.fencingToken = 345
        let renewed = try lock(kind).snapshot(of: lock(kind).body(of: write))
        #expect(renewed.fencingToken == 345)
        // One that goes on with no term, one that begins one, one that ends it.
        write.base = renewed
        write.fencingToken = nil
        var takeOver = write
        takeOver.isTakeOver = true
        var release = write
        release.record.holderIdentity = ""
        release.record.leaseDurationSeconds = 1
        for end in [write, takeOver, release] {
            #expect(try annotations(lock(kind).body(of: end))?["leader-elector/fencing-token"] == nil)
        }
    }

    @Test(arguments: LockKind.allCases)
    func aWishToStepDownChangesNothingElse(kind: LockKind) throws {
        var expected = try object(kind)
        let base = try lock(kind).snapshot(of: expected.bytes)
        expected["metadata"]?["annotations"]?["leader-elector/step-down"] = "345"
        #expect(try JSONValue(parsing: lock(kind).body(askingToStepDown: 345, on: base)) == expected)
    }

    @Test(arguments: LockKind.allCases)
    func aProposalChangesTheHeirAlone(kind: LockKind) throws {
        var expected = try object(kind)
        var base = try lock(kind).snapshot(of: expected.bytes)
        base.version = ObjectVersion(uid: "u-2", resourceVersion: "400")
        let other = Heir(identity: "pod-3", priority: 7, life: 1, counter: 1)
        expected["metadata"]?["annotations"]?["leader-elector/heir"] = "7/1/1/pod-3"
        expected["metadata"]?["uid"] = "u-2"
        expected["metadata"]?["resourceVersion"] = "400"
        let body = try lock(kind).body(of: Elector.Proposal(base: base, heir: other))
        #expect(try JSONValue(parsing: body) == expected)
        let snapshot = try lock(kind).snapshot(of: body)
        #expect(snapshot.record == base.record && snapshot.mark == base.mark && snapshot.heir == other)
    }

    @Test func aBaseThatWouldLoseSomethingIsNotProposedOn() throws {
        var base = try lock(.leases).snapshot(of: object(.leases).bytes)
        base.source.removeLast()
        #expect(throws: LockError.self) { try lock(.leases).body(of: Elector.Proposal(base: base, heir: heir)) }
    }
}
