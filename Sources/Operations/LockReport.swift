import Election
import Kubernetes
import Locks

/// One election as one answer of the API server shows it, for people and scripts.
///
/// What is left of a lease is judged by the API server's own clock, the `Date` of that answer, to half a second; never by
/// the clock of the machine that asks. Its renewal is stamped by the holder's clock, though: as far as the two differ,
/// `left` and with it `state` is an estimate. No election goes by it: candidates count from when they saw a record.
package struct LockReport: Hashable, Sendable {
    /// How the lock stands.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Somebody holds it, and has renewed it in time.
        case healthy
        /// The lease of its holder has run out.
        case stale
        /// Its holder has given it back.
        case released
        /// Its object is there, and nobody has held it.
        case free
        /// Somebody has removed its holder; candidates wait its lease out.
        case blanked
        /// There is no such object.
        case absent
        /// Its record is none.
        case unreadable
        /// It has a holder, but times that tell nothing.
        case unclear
    }

    package let election: String
    package let namespace: String
    package let kind: LockKind
    package private(set) var state: State
    /// What is behind a state that does not explain itself, as a clause.
    package private(set) var why: String?
    /// Whether the API server names the holder (the Lease's `strategy` is set), and not the candidates.
    package let isCoordinated: Bool
    /// Whether an elector of ours has written it; a foreign one leaves that mark as it is.
    package let hasWriterMark: Bool
    /// Its record, where it can be read.
    package let record: LeaderRecord?
    /// For how long the holder has held it; nil without a holder, or where a time is missing.
    package private(set) var age: Duration?
    /// What is left of the lease, less than nothing if it has run out; nil as `age` is.
    package private(set) var left: Duration?
    package let heir: Heir?
    /// The holder's term as `/leader` names it, from its first renewal on; nil where that is not known.
    package let fencingToken: UInt64?

    /// An election without a lock.
    package init(absent lock: ElectionLock) {
        election = lock.name
        namespace = lock.namespace
        kind = lock.kind
        state = .absent
        isCoordinated = false
        hasWriterMark = false
        record = nil
        heir = nil
        fencingToken = nil
    }

    /// - Parameter serverTime: when the API server answered, by its own clock; nil if the answer does not say.
    package init(_ snapshot: LockSnapshot, of lock: ElectionLock, serverTime: WallTime?) {
        election = lock.name
        namespace = lock.namespace
        kind = lock.kind
        isCoordinated = snapshot.isCoordinated
        hasWriterMark = snapshot.mark != nil
        record = snapshot.record
        heir = snapshot.heir
        fencingToken = snapshot.record?.holderIdentity.isEmpty == false ? snapshot.fencingToken : nil
        switch snapshot.content {
        case .none:
            state = .free
        case .unreadable(let text):
            state = .unreadable
            why = text.readable()
        case .record(let record) where record.isRelease:
            state = .released
        case .record(let record) where record.holderIdentity.isEmpty:
            state = .blanked
            why = "somebody removed the holder; candidates wait its lease out"
        case .record(let record):
            state = .unclear
            judge(record, at: serverTime)
        }
    }

    /// Whether its record names a holder, which may live or not.
    package var isHeld: Bool {
        switch state {
        case .healthy, .stale, .unclear: true
        case .released, .free, .blanked, .absent, .unreadable: false
        }
    }

    /// Who holds it; empty for nobody.
    package var holder: String { record?.holderIdentity ?? "" }

    /// Whether the heir has given its sign lately enough to go first; nil where one look cannot tell.
    ///
    /// A sign has no time. But whoever takes the lock removes the heir of the term before, so that in a young term any is
    /// fresh.
    package var isHeirFresh: Bool? {
        guard heir != nil, let age, let record else { return nil }
        return age < .seconds(record.leaseDurationSeconds) * Heir.lifetimeInLeaseDurations ? true : nil
    }

    private mutating func judge(_ record: LeaderRecord, at serverTime: WallTime?) {
        guard let serverTime else {
            why = "the API server's answer does not say its time"
            return
        }
        guard let renewed = record.renewTime, record.leaseDurationSeconds > 0 else {
            why = "its record does not say when it was renewed, or for how long"
            return
        }
        let now = Duration.microseconds(serverTime.microseconds)
        let sinceRenewal = now - .microseconds(renewed.microseconds)
        guard sinceRenewal >= Self.leastSinceRenewal else {
            let ahead = Duration.zero - sinceRenewal
            why = "it was renewed \(ahead.short) from now, by the API server's clock: the holder's is wrong"
            return
        }
        age = record.acquireTime.map { max(.zero, now - .microseconds($0.microseconds)) }
        let left = Duration.seconds(record.leaseDurationSeconds) - sinceRenewal
        self.left = left
        state = left > .zero ? .healthy : .stale
    }

    /// A clock may be ahead of the API server's by as much; NTP keeps most within milliseconds.
    private static let leastSinceRenewal = Duration.seconds(-2)
}

extension Duration {
    /// The duration as `kubectl get` shows an age: `7s`, `5m12s`, `3h`, `2d`; `-3s` for one that is over.
    package var short: String {
        let seconds = Int64(components.seconds)
        if self < .zero { return "-" + (.zero - self).short }
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<600: return "\(seconds / 60)m\(seconds % 60 == 0 ? "" : "\(seconds % 60)s")"
        case ..<10_800: return "\(seconds / 60)m"
        case ..<172_800: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }
}
