import Election
import Locks
import Testing

/// Records in annotations, in the words of all who write them.
struct AnnotationReadingTests {
    private let lock = ElectionLock(kind: .endpoints, name: "wire", namespace: "lab")

    private func content(_ text: String) throws -> LockSnapshot.Content {
        try lock.snapshot(of: AnnotationText.object(annotations: [.record: text]).bytes).content
    }

    private func record(_ text: String) throws -> LeaderRecord {
        let content = try content(text)
        guard case .record(let record) = content else {
            Issue.record("\(content)")
            return LeaderRecord(
                holderIdentity: "",
                leaseDurationSeconds: 0,
                acquireTime: nil,
                renewTime: nil,
                leaderTransitions: 0
            )
        }
        return record
    }

    @Test(arguments: [LockKind.endpoints, .configmaps])
    func everyFieldOfARecordIsRead(kind: LockKind) throws {
        let lock = ElectionLock(kind: kind, name: "wire", namespace: "lab")
        let answer = AnnotationText.object(kind, annotations: [.record: AnnotationText.held, .writer: "p/ff/7"]).bytes
        let snapshot = try lock.snapshot(of: answer)
        #expect(snapshot.version == ObjectVersion(uid: "u-1", resourceVersion: "357"))
        #expect(snapshot.mark == WriterMark(podUID: "p", life: 255, counter: 7))
        #expect(
            snapshot.record
                == LeaderRecord(
                    holderIdentity: "pod-0",
                    leaseDurationSeconds: 15,
                    acquireTime: WallTime(microseconds: 1_795_255_200_000_000),
                    renewTime: WallTime(microseconds: 1_795_255_202_000_000),
                    leaderTransitions: 3
                )
        )
        #expect(!snapshot.isCoordinated && snapshot.source == answer)
    }

    @Test(arguments: [
        // Java and C#
        """
        {"holderIdentity":"pod-0","leaseDurationSeconds":15,"acquireTime":"2026-11-21T10:00:00.000Z",\
        "renewTime":"2026-11-21T10:00:02.500Z","leaderTransitions":3}
        """,
        "{\"acquireTime\":null,\"holderIdentity\":\"pod-0\",\"leaseDurationSeconds\":15,\"leaderTransitions\":3,"
            + "\"renewTime\":\"2026-11-21T10:00:02.500000Z\"}",
        // Python
        """
        {"holderIdentity": "pod-0", "leaseDurationSeconds": "15", "acquireTime": "2026-11-21 10:00:00",
         "renewTime": "2026-11-21 10:00:02.500000", "leaderTransitions": 3}
        """,
        // fabric8
        """
        {"holderIdentity":"pod-0","leaseDuration":15.000000000,"acquireTime":"2026-11-21T10:00:00.000000Z",\
        "renewTime":"2026-11-21T10:00:02.500000Z","leaderTransitions":3}
        """,
        """
        {"holderIdentity":"pod-0","leaseDuration":"PT15S","renewTime":"2026-11-21T10:00:02.500000Z",\
        "leaderTransitions":3}
        """,
    ])
    func otherClientsRecordsAreRead(text: String) throws {
        let record = try record(text)
        #expect(record.holderIdentity == "pod-0" && record.leaseDurationSeconds == 15 && record.leaderTransitions == 3)
        #expect(record.renewTime == WallTime(microseconds: 1_795_255_202_500_000))
    }

    @Test(arguments: [
        ("15", 15), ("14.000000001", 15), ("0", 0), ("-1", -1), ("1e1", 10), (#""15""#, 15), (#""14.2""#, 15),
        (#""PT14.2S""#, 15), (#""PT1M""#, 60), (#""PT1H0.5S""#, 3601), (#""PT8H6M12S""#, 29_172), (#""PT0S""#, 0),
    ])
    func aDurationIsWholeSecondsRoundedUp(text: String, seconds: Int) throws {
        for name in ["leaseDuration", "leaseDurationSeconds"] {
            #expect(try record("{\"holderIdentity\":\"a\",\"\(name)\":\(text)}").leaseDurationSeconds == seconds)
        }
    }

    @Test(arguments: [
        #"{"holderIdentity":"","leaseDurationSeconds":1,"renewTime":"2026-11-21T10:00:00Z","leaderTransitions":1}"#,
        #"{"leaseDurationSeconds":1,"renewTime":"2026-11-21T10:00:00Z"}"#,
    ])
    func aReleaseIsOne(text: String) throws {
        #expect(try record(text).isRelease)
    }

    @Test(arguments: ["", "{}", #"{"other":1}"#, #"{"holderIdentity":null}"#])
    func anEmptyRecordIsNone(text: String) throws {
        #expect(try content(text) == .none)
    }

    @Test func anObjectWithoutTheAnnotationHasNone() throws {
        #expect(try lock.snapshot(of: AnnotationText.object(annotations: [:]).bytes).content == .none)
        var bare = AnnotationText.object(annotations: [:])
        bare["metadata"]?["annotations"] = nil
        #expect(try lock.snapshot(of: bare.bytes).content == .none)
    }

    @Test(arguments: [
        "nonsense", "null", "[]", "7", #"{"holderIdentity":7}"#, #"{"holderIdentity":"a","renewTime":"yesterday"}"#,
        #"{"holderIdentity":"a","leaseDurationSeconds":"soon"}"#, #"{"leaseDurationSeconds":"PT"}"#,
        #"{"leaseDurationSeconds":"PT5"}"#, #"{"leaseDurationSeconds":"PT5S1M"}"#, #"{"leaseDurationSeconds":"inf"}"#,
        #"{"leaseDurationSeconds":"nan"}"#, #"{"leaseDurationSeconds":2147483648}"#, #"{"leaseDurationSeconds":1e300}"#,
        #"{"leaseDurationSeconds":true}"#, #"{"leaderTransitions":99999999999999999999}"#,
        String(repeating: "[", count: 100_000),
    ])
    func aRecordThatCannotBeReadKeepsItsObject(text: String) throws {
        guard case .unreadable(let sentence) = try content(text) else {
            Issue.record("\(try content(text))")
            return
        }
        // Its version, so that the next one is a change.
        #expect(sentence.hasPrefix("the Endpoints at version 357 has no readable record: "))
    }

    @Test func aLeasesRecordIsNotInItsAnnotation() throws {
        let lease = AnnotationText.object(.leases, annotations: [.record: AnnotationText.held])
        let lock = ElectionLock(kind: .leases, name: "wire", namespace: "lab")
        #expect(try lock.snapshot(of: lease.bytes).content == .none)
    }

    @Test(arguments: LockKind.allCases, LockKind.allCases)
    func anObjectOfAnotherKindIsRefused(kind: LockKind, other: LockKind) throws {
        let lock = ElectionLock(kind: kind, name: "wire", namespace: "lab")
        let answer = AnnotationText.object(other, annotations: [:]).bytes
        if kind == other {
            _ = try lock.snapshot(of: answer)
        } else {
            let refusal = LockError.other(wanted: "the \(kind.objectKind) lab/wire")
            #expect(throws: refusal) { try lock.snapshot(of: answer) }
        }
    }
}
