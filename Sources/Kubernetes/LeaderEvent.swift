import Election
import JSON
import Locks

/// A Kubernetes Event about the lock: who became its leader, or stopped leading, in the words of client-go.
///
/// It is an Event of the core group, v1, not of events.k8s.io: every cluster that has Leases takes it, most installed
/// roles grant it, and without `eventTime` it has one rule to keep, the namespace, where the other group counts
/// characters (kubernetes/pkg/apis/core/validation/events.go). kubectl reads both, and finds either by the lock's uid.
package struct LeaderEvent: Hashable, Sendable {
    package enum Change: String, Sendable {
        case becameLeader = "became leader"
        case stoppedLeading = "stopped leading"
        case becameUnfit = "does not stand: its application is unhealthy"
        case becameFit = "stands again: its application is healthy"
    }

    /// The longest name of an object (RFC 1123 subdomain).
    private static let nameLimitBytes = 253
    /// The longest message and the longest `reportingInstance` that events.k8s.io takes; kept, so that a tool that reads
    /// an Event there can write it back.
    private static let messageLimitBytes = 1024
    private static let instanceLimitBytes = 128

    package let change: Change
    package let identity: String
    /// The lock object's; `kubectl describe` finds Events by it.
    package let lockUID: String
    /// When it happened, by the wall clock, for people.
    package let time: WallTime
    /// Nanoseconds since the epoch, made different for every Event: what is behind the lock's name in the Event's.
    package let serial: UInt64

    package init(_ change: Change, identity: String, lockUID: String, time: WallTime, serial: UInt64) {
        self.change = change
        self.identity = identity
        self.lockUID = lockUID
        self.time = time
        self.serial = serial
    }

    /// The object to create.
    func object(on lock: ElectionLock) -> JSONValue {
        let time = JSONValue.string(MicroTime.wholeSecondsText(time))
        let words = " \(change.rawValue)"
        let message = identity.cut(toBytes: Self.messageLimitBytes - words.utf8.count) + words
        return [
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": [
                "name": .string(name(on: lock)),
                "namespace": .string(lock.namespace),
                "labels": ["app.kubernetes.io/managed-by": "leader-elector"],
            ],
            "involvedObject": [
                "apiVersion": .string(lock.kind.apiVersion),
                "kind": .string(lock.kind.objectKind),
                "name": .string(lock.name),
                "namespace": .string(lock.namespace),
                "uid": .string(lockUID),
            ],
            "type": change == .becameUnfit ? "Warning" : "Normal",
            "reason": "LeaderElection",
            "message": .string(message),
            "firstTimestamp": time,
            "lastTimestamp": time,
            "count": 1,
            "source": ["component": "leader-elector"],
            "reportingComponent": "leader-elector",
            "reportingInstance": .string(identity.cut(toBytes: Self.instanceLimitBytes)),
        ]
    }

    /// As client-go names its Events: the object's name, a dot, and nanoseconds in hexadecimal.
    private func name(on lock: ElectionLock) -> String {
        let end = ".\(String(serial, radix: 16))"
        var start = lock.name.prefix(Self.nameLimitBytes - end.utf8.count)
        while start.last == "." || start.last == "-" { start.removeLast() }
        return start + end
    }
}

extension String {
    /// The text without its end, so that it has at most so many bytes and no character of it is cut in two.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var text = self
        while text.utf8.count > limit { text.removeLast() }
        return text
    }
}
