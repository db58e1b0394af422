/// What this candidate knows of the lock: which answers count (rule 9), and until when another's claim must be
/// respected (rule 3).
///
/// It knows nothing of our own authority; whether a record is ours is told to it.
package struct Sight: Hashable, Sendable {
    /// The lock as the last answer that counted showed it.
    package enum Lock: Hashable, Sendable {
        case unknown
        case absent
        case found(LockSnapshot)
    }

    /// How an answer came to us.
    package enum Source: Hashable, Sendable {
        /// The answer to a request of ours that was sent at this instant.
        case answer(sent: Instant)
        case watch
    }

    /// What became of an answer.
    package enum Verdict: Hashable, Sendable {
        /// It was older than what we know.
        case ignored
        /// It cannot be put in order; a plain read decides.
        case doubtful
        case accepted
    }

    package private(set) var lock: Lock = .unknown
    /// The largest count of transitions seen on the object that is there now.
    package private(set) var transitions: Int?

    /// Until when the records of the present object bind us; a release ends it.
    private var presentClaimEnd: Instant?
    /// Until when those of objects that are gone do; a release of the present one says nothing about them.
    private var formerClaimEnd: Instant?
    /// When the last answer that counted arrived; a read sent before that may show an older state.
    private(set) var acceptedAt: Instant?
    /// The claims seen lately, the newest last, so that an old record shown again does not start a new wait.
    private var known: [Claim] = []
    /// Objects that a watch showed deleted or a newer one has replaced, as last seen; a lagging server may still tell of
    /// them.
    ///
    /// An answer that there is no object, or an older one, retires nothing: it may lag itself, and an object that is
    /// taken for gone while it lives is waited for too short a time. One that is shown at a later version lives.
    private var retired: [ObjectVersion] = []
    /// How long the last record that we saw binds us, for when it is gone and cannot say any more.
    private var lastDuration: Duration
    private let ownDuration: Duration

    private struct Claim: Hashable {
        var content: LockSnapshot.Content
        var mark: WriterMark?
    }

    private static let knownLimit = 32
    private static let retiredLimit = 8

    /// - Parameter leaseDuration: ours; no record binds us for less, whatever it says.
    package init(leaseDuration: Duration) {
        lastDuration = leaseDuration
        ownDuration = leaseDuration
    }

    /// Until when somebody else may lead; nil when nobody can.
    package var claimEnd: Instant? {
        guard let presentClaimEnd, let formerClaimEnd else { return presentClaimEnd ?? formerClaimEnd }
        return max(presentClaimEnd, formerClaimEnd)
    }

    /// The snapshot that the last answer showed; nil if there is no object or none is known.
    package var snapshot: LockSnapshot? {
        guard case .found(let snapshot) = lock else { return nil }
        return snapshot
    }

    /// Takes in an answer that showed the object.
    ///
    /// - Parameters:
    ///   - isOurs: whether it carries, to the letter, a record that this life wrote. Such a record is no claim of
    ///     another's, and as our writes only succeed on a free or adopted lock, it ends all claims.
    package mutating func take(
        _ snapshot: LockSnapshot,
        from source: Source,
        at now: Instant,
        isOurs: Bool
    ) -> Verdict {
        let verdict = judge(snapshot.version, from: source)
        guard verdict == .accepted else { return verdict }
        if let old = self.snapshot?.version, old.uid != snapshot.version.uid {
            removeUnseen(at: now)
            // All objects of a kind share one order of versions (KEP-5504): an older one cannot have replaced it.
            if snapshot.version.isNewer(than: old) { retire(old) }
        }
        retired.removeAll { $0.uid == snapshot.version.uid }
        weigh(snapshot, at: now, isOurs: isOurs)
        lock = .found(snapshot)
        acceptedAt = now
        if let record = snapshot.record { transitions = max(transitions ?? 0, record.leaderTransitions) }
        return .accepted
    }

    /// Takes in a deletion that the watch showed, with the object's last state.
    package mutating func takeDeletion(_ last: LockSnapshot, at now: Instant, isOurs: Bool) -> Verdict {
        guard let current = snapshot, current.version.uid == last.version.uid,
            current.version == last.version || last.version.isNewer(than: current.version)
        else { return .ignored }
        weigh(last, at: now, isOurs: isOurs)
        remove(at: now)
        retire(last.version)
        return .accepted
    }

    /// Takes in the answer that there is no object.
    package mutating func takeAbsence(sent: Instant, at now: Instant) -> Verdict {
        guard sent >= acceptedAt ?? sent else { return .ignored }
        removeUnseen(at: now)
        return .accepted
    }

    /// Takes in that an object could not be created because there is one: the answer that denied it lagged, or it came
    /// since.
    ///
    /// Whoever holds it may have renewed it just now, and it can be deleted again before we see it.
    package mutating func takeRefusedCreation(at now: Instant) {
        if lock == .absent { extendClaim(to: now + lastDuration) }
    }

    /// The object has gone, and what happened to it since we last saw it is not known: even a free one may have been
    /// taken and renewed a moment before it was deleted, so a claim lasts as if that had been so.
    private mutating func removeUnseen(at now: Instant) {
        if snapshot != nil { extendClaim(to: now + lastDuration) }
        remove(at: now)
    }

    private mutating func remove(at now: Instant) {
        formerClaimEnd = claimEnd
        presentClaimEnd = nil
        lock = .absent
        acceptedAt = now
        transitions = nil
    }

    private func judge(_ version: ObjectVersion, from source: Source) -> Verdict {
        if case .answer(let sent) = source, sent >= acceptedAt ?? sent { return .accepted }
        switch lock {
        case .unknown:
            return .accepted
        case .absent:
            return isRetired(version) ? .ignored : .accepted
        case .found(let current):
            if isRetired(version) { return .ignored }
            if version.isNewer(than: current.version) { return .accepted }
            return version.uid == current.version.uid ? .ignored : .doubtful
        }
    }

    /// Rule 3: only a record never seen before starts a wait, nothing but a release ends one early.
    private mutating func weigh(_ next: LockSnapshot, at now: Instant, isOurs: Bool) {
        let claim = Claim(content: next.content, mark: next.mark)
        if isOurs {
            presentClaimEnd = nil
            formerClaimEnd = nil
            lastDuration = ownDuration
            remember(claim)
            return
        }
        switch next.content {
        case .none where snapshot == nil && next.mark == nil:
            // Somebody made the object for the election; a writer's mark would tell that its record was removed.
            break
        case .none, .unreadable:
            // Such content can come again after records that we have not seen, so it is only held against the last.
            if snapshot?.content != next.content || snapshot?.mark != next.mark {
                extendClaim(to: now + lastDuration)
            }
        case .record(let record):
            guard !known.contains(claim) else { return }
            // A release is a write of its own and moves the renew time; a lease of one second that somebody blanked does
            // not.
            if record.isRelease, snapshot?.record?.renewTime != record.renewTime {
                presentClaimEnd = nil
                // Should it be an old one, shown by a server that lags, then what is shown after it binds us anew.
                known = [claim]
            } else {
                remember(claim)
                lastDuration = duration(of: record, mark: next.mark)
                extendClaim(to: now + lastDuration)
            }
        }
    }

    /// How long a record binds us: as long as it says, but no shorter than our own lease duration, and, while its holder
    /// or its writer's life stays the same, no shorter than it said before.
    ///
    /// Somebody may have shortened a renewal that we have not seen. Waiting longer than a record asks costs time,
    /// waiting shorter than its writer counts on costs the promise.
    private func duration(of record: LeaderRecord, mark: WriterMark?) -> Duration {
        let said = max(.seconds(min(record.leaseDurationSeconds, Int(Int32.max))), ownDuration)
        guard let snapshot, let old = snapshot.record, !old.isRelease,
            old.holderIdentity == record.holderIdentity || snapshot.mark?.life == mark?.life
        else { return said }
        return max(said, lastDuration)
    }

    private mutating func extendClaim(to end: Instant) {
        presentClaimEnd = max(presentClaimEnd ?? end, end)
    }

    private mutating func remember(_ claim: Claim) {
        known.removeAll { $0 == claim }
        known.append(claim)
        if known.count > Self.knownLimit { known.removeFirst() }
    }

    private mutating func retire(_ last: ObjectVersion) {
        retired.removeAll { $0.uid == last.uid }
        retired.append(last)
        if retired.count > Self.retiredLimit { retired.removeFirst() }
    }

    private func isRetired(_ version: ObjectVersion) -> Bool {
        retired.contains { $0.uid == version.uid && !version.isNewer(than: $0) }
    }
}
