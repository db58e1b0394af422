import Election
import Locks
import Testing

struct LeaseReadingTests {
    let lock = ElectionLock(kind: .leases, name: "wire", namespace: "lab")

    func content(spec: String) throws -> LockSnapshot.Content {
        try lock.snapshot(of: LeaseText.lease(spec: spec)).content
    }

    func record(spec: String) throws -> LeaderRecord {
        try #require(try lock.snapshot(of: LeaseText.lease(spec: spec)).record)
    }

    @Test func everyFieldOfARecordIsRead() throws {
        let answer = LeaseText.lease(spec: LeaseText.held)
        let snapshot = try lock.snapshot(of: answer)
        #expect(snapshot.version == ObjectVersion(uid: "u-1", resourceVersion: "357"))
        #expect(
            snapshot.record
                == LeaderRecord(
                    holderIdentity: "pod-0",
                    leaseDurationSeconds: 15,
                    acquireTime: WallTime(microseconds: 1_795_255_200_000_000),
                    renewTime: WallTime(microseconds: 1_795_255_202_123_456),
                    leaderTransitions: 3
                )
        )
        #expect(snapshot.mark == nil)
        #expect(!snapshot.isCoordinated)
        #expect(snapshot.source == answer)
    }

    @Test func theWriterMarkIsReadFromItsAnnotation() throws {
        let annotations = #"{"other":"x","leader-elector/writer":"pod-uid/ff/7"}"#
        let snapshot = try lock.snapshot(of: LeaseText.lease(spec: LeaseText.held, annotations: annotations))
        #expect(snapshot.mark == WriterMark(podUID: "pod-uid", life: 255, counter: 7))
    }

    @Test(arguments: ["null", "{}", #"{"strategy":"OldestEmulationVersion"}"#, #"{"renewTime":null}"#])
    func aSpecWithoutARecordIsNone(spec: String) throws {
        #expect(try content(spec: spec) == .none)
    }

    @Test func aLeaseWithoutASpecIsNone() throws {
        let answer = #"{"kind":"Lease","metadata":{"name":"wire","namespace":"lab","uid":"u","resourceVersion":"1"}}"#
        #expect(try lock.snapshot(of: Array(answer.utf8)).content == .none)
    }

    @Test func aHolderLeftOutIsAnEmptyOne() throws {
        // client-go's release since v1.31.
        let release = try record(spec: #"{"leaseDurationSeconds":1,"renewTime":"2026-11-21T10:00:06.000000Z"}"#)
        #expect(release.isRelease)
    }

    @Test func whatIsMissingCostsNoRecord() throws {
        let bare = try record(spec: #"{"holderIdentity":"pod-1","acquireTime":null,"renewTime":null}"#)
        #expect(bare.leaseDurationSeconds == 0)
        #expect(bare.leaderTransitions == 0)
        #expect(bare.acquireTime == nil && bare.renewTime == nil)
    }

    @Test func anOffsetInATimeIsCounted() throws {
        let record = try record(spec: #"{"holderIdentity":"a","renewTime":"2026-11-21T12:00:02.123456+02:00"}"#)
        #expect(record.renewTime == WallTime(microseconds: 1_795_255_202_123_456))
    }

    @Test func aStrategyMakesItCoordinated() throws {
        let answer = LeaseText.lease(spec: #"{"holderIdentity":"a","strategy":"OldestEmulationVersion"}"#)
        #expect(try lock.snapshot(of: answer).isCoordinated)
    }

    @Test(arguments: [
        "[]", "7", #"{"holderIdentity":7}"#, #"{"holderIdentity":"a","leaseDurationSeconds":"15"}"#,
        #"{"holderIdentity":"a","leaseDurationSeconds":1e300}"#, #"{"holderIdentity":"a","renewTime":"yesterday"}"#,
        #"{"holderIdentity":"a","leaseDurationSeconds":99999999999999999999}"#,
    ])
    func aRecordThatCannotBeReadKeepsItsObject(spec: String) throws {
        let snapshot = try lock.snapshot(of: LeaseText.lease(spec: spec))
        #expect(snapshot.version == ObjectVersion(uid: "u-1", resourceVersion: "357"))
        guard case .unreadable = snapshot.content else {
            Issue.record("\(spec) was read as \(snapshot.content)")
            return
        }
    }

    @Test func aRenewalThatCannotBeReadIsStillAChange() throws {
        let text = String(decoding: LeaseText.lease(spec: #"{"renewTime":"now"}"#), as: UTF8.self)
        let first = try lock.snapshot(of: Array(text.utf8))
        let second = try lock.snapshot(of: Array(text.replacing("357", with: "358").utf8))
        #expect(first.content != second.content)
    }

    @Test(arguments: [
        "", "{", "null", "[]", "<html></html>", #"{"kind":"Lease"}"#,
        #"{"kind":"Lease","metadata":{"name":"other","namespace":"lab","uid":"u","resourceVersion":"1"}}"#,
        #"{"kind":"Lease","metadata":{"name":"wire","namespace":"bar","uid":"u","resourceVersion":"1"}}"#,
        #"{"kind":"Endpoints","metadata":{"name":"wire","namespace":"lab","uid":"u","resourceVersion":"1"}}"#,
        #"{"kind":"Lease","metadata":{"name":"wire","namespace":"lab","resourceVersion":"1"}}"#,
        #"{"kind":"Lease","metadata":{"name":"wire","namespace":"lab","uid":"u"}}"#,
    ])
    func whatIsNotThisLeaseIsRefused(text: String) {
        #expect(throws: LockError.self) { try lock.snapshot(of: Array(text.utf8)) }
    }
}
