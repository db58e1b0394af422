import Election
import HTTP
import Kubernetes
import Locks
import TestKit

/// Locks as a test tells them, with times in seconds since 2026-11-21T10:00:00Z.
enum Lock {
    static let epoch = MicroTime.time("2026-11-21T10:00:00Z")?.microseconds ?? 0
    static let lease = ElectionLock(kind: .leases, name: "example", namespace: "lab")
    static let mark = WriterMark(podUID: "5b1c", life: 1, counter: 9)
    static let heir = Heir(identity: "pod-1", priority: 0, life: 2, counter: 3)

    static func time(_ seconds: Double) -> WallTime {
        WallTime(microseconds: epoch + Int64(seconds * 1_000_000))
    }

    static func session(_ kind: LockKind = .leases) throws -> LockSession {
        LockSession(kind: kind, name: try ObjectName("example"), namespace: try Namespace("lab"), version: "1.0")
    }

    /// A record of 10 s.
    static func record(
        _ holder: String,
        acquired: Double? = 0,
        renewed: Double? = 0,
        seconds: Int = 10,
        transitions: Int = 3
    ) -> LeaderRecord {
        LeaderRecord(
            holderIdentity: holder,
            leaseDurationSeconds: seconds,
            acquireTime: acquired.map(time),
            renewTime: renewed.map(time),
            leaderTransitions: transitions
        )
    }

    static func snapshot(
        _ content: LockSnapshot.Content,
        version: Int = 1,
        mark: WriterMark? = Lock.mark,
        heir: Heir? = nil,
        fencingToken: UInt64? = nil,
        stepDownToken: UInt64? = nil
    ) -> LockSnapshot {
        LockSnapshot(
            version: ObjectVersion(uid: "u", resourceVersion: String(version)),
            content: content,
            mark: mark,
            heir: heir,
            fencingToken: fencingToken,
            stepDownToken: stepDownToken
        )
    }

    static func held(
        by holder: String,
        version: Int = 1,
        renewed: Double = 0,
        mark: WriterMark? = Lock.mark,
        fencingToken: UInt64? = nil,
        stepDownToken: UInt64? = nil
    ) -> LockSnapshot {
        snapshot(
            .record(record(holder, renewed: renewed)),
            version: version,
            mark: mark,
            fencingToken: fencingToken,
            stepDownToken: stepDownToken
        )
    }

    static func released(version: Int) -> LockSnapshot {
        snapshot(.record(record("", renewed: Double(version), seconds: 1)), version: version)
    }

    /// What an observer says who has just seen that.
    static func leadership(_ name: String, reason: Leadership.Reason? = nil) -> Leadership {
        Leadership(
            name: name,
            isLeader: false,
            state: reason == .noAnswerYet ? .starting : .standby,
            reason: name.isEmpty ? reason ?? .free : nil,
            fencingToken: nil,
            validity: .zero,
            validUntil: nil,
            transitions: 3,
            acquiredAt: nil,
            renewedAt: nil,
            revision: Revision(life: 0, change: 1)
        )
    }
}
