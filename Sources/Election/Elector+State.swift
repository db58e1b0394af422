extension Elector {
    /// Where this candidate stands; each state carries what it needs and nothing else.
    enum State: Hashable, Sendable {
        /// The lock has not been read yet.
        /// Can go to: standby, holding or leading (with the first answer), stopped.
        case starting
        /// The lock is not ours.
        /// Can go to: leading, holding (a take-over is confirmed too late to be of use), resigning (a take-over may
        /// still land), stopped.
        case standby
        /// The lock's record is ours, but our authority has run out: renewing starts a new term.
        /// Can go to: leading, standby, resigning.
        case holding
        /// We lead until the term's authority ends.
        /// Can go to: holding (no renewal confirmed in time), standby (another record, or none), resigning.
        case leading(Term)
        /// We have given up. Renewing until nobody can rely on a yes of ours, then releasing.
        /// Can go to: stopped, or standby where only the term was to end.
        case resigning(Resignation)
        /// The election is over for this process.
        case stopped
    }

    /// One uninterrupted leadership.
    struct Term: Hashable, Sendable {
        /// The version of the write that began it.
        var fencingToken: UInt64?
        /// When it began.
        var began: Instant
        /// When we decided to send the last confirmed write: authority ends a renew deadline later (rule 1).
        var anchor: Moment
    }

    /// A polite end.
    struct Resignation: Hashable, Sendable {
        /// The token of the term that is being given up; nil if we did not lead or had none.
        var fencingToken: UInt64?
        /// From here on nobody relies on a yes of ours.
        var quietFrom: Instant
        /// Where we stop trying to release.
        var giveUpAt: Instant
        /// For how long we do not stand afterwards; nil where the process is to end.
        var pause: Duration?
    }

    /// A write whose fate is not known, or the last one whose fate is.
    struct SentWrite: Hashable, Sendable {
        var write: Write
        var sent: Moment

        /// Whether `snapshot` shows that this write happened.
        func isShown(by snapshot: LockSnapshot) -> Bool {
            snapshot.mark == write.mark && snapshot.record == write.record
                && snapshot.version != write.base?.version
        }
    }

    /// The one request that is under way, apart from the watch.
    enum Request: Hashable, Sendable {
        case read(sent: Instant, deadline: Instant)
        case write(SentWrite, deadline: Instant)
        case proposal(sent: Instant, deadline: Instant)

        var deadline: Instant {
            switch self {
            case .read(_, let deadline), .write(_, let deadline), .proposal(_, let deadline): deadline
            }
        }
    }

    /// What the other lock of a pair lets this elector do; everything, where there is none.
    struct Gate: Hashable, Sendable {
        /// From when on it may take the lock; nil for not at present.
        var standsFrom: Instant?
        /// From when on it may release the lock; nil for not at present.
        var releasesFrom: Instant?

        static let open = Gate(standsFrom: .distantPast, releasesFrom: .distantPast)
    }

    /// The watch, and when to try again where there is none.
    enum Watch: Hashable, Sendable {
        case closed(retryAt: Instant?)
        case opening
        /// `heard`: when something last came over it.
        case open(since: Instant, heard: Instant)
        /// It did not show what it should have.
        case stuck
    }
}
