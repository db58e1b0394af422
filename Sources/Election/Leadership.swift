/// What can be said about the leadership at one instant: the answer to "who leads?", computed when it is asked for.
///
/// It is a function of the elector's state and the moment (rule 5). It must not be kept: a copy that is answered from
/// later is how a frozen process goes on saying yes.
package struct Leadership: Hashable, Sendable {
    /// Where this candidate stands.
    package enum State: String, Sendable, CaseIterable {
        /// The lock has not been read yet.
        case starting
        /// Another holds the lock, or nobody does.
        case standby
        /// The lock's record is ours but our authority has run out: not leading, still renewing.
        case holding
        /// We lead.
        case leading
        /// We have given up and wait until nobody can rely on our last yes any more.
        case resigning
        /// The election is over for this process.
        case stopped
    }

    /// Why no leader's name can be given.
    package enum Reason: String, Sendable, CaseIterable {
        /// The lock has not been read yet.
        case noAnswerYet
        /// Nobody holds the lock.
        case free
        /// The last that we heard of the leader is older than its lease, or our own authority has run out.
        case expired
        /// The lock carries our name, but another life of it holds it.
        case namesake
        /// The lock's record cannot be read.
        case unreadable
        /// The API server refuses us the right to read the lock.
        case forbidden
        /// The two locks of a move from one kind to another are not in one hand.
        case halvesDisagree
    }

    /// The leader's identity; empty when no leader is known.
    ///
    /// It is our own if and only if `isLeader`.
    package var name: String
    package var isLeader: Bool
    package var state: State
    /// Nil exactly when `name` is not empty.
    package var reason: Reason?
    /// The version of the write that began this term; nil unless `isLeader` or where versions are not integers.
    package var fencingToken: UInt64?
    /// For how long a yes may be relied on, from the instant at which it was asked for; zero unless `isLeader`.
    package var validity: Duration
    /// The end of `validity` on the boot clock, for shapes that are pushed; nil unless `isLeader`.
    package var validUntil: Instant?
    /// How often the lock changed hands, as its record says; nil before the first record.
    package var transitions: Int?
    /// When the holder took the lock, as the record says; for people.
    package var acquiredAt: WallTime?
    /// When the record was renewed, as it says; for people.
    package var renewedAt: WallTime?
    /// Who is to take over first, if somebody is ready to.
    package var heir: String?
    /// Whether our own application can do the leader's work; `.fit` where nobody looks.
    package var fitness: Fitness
    package var revision: Revision

    package init(
        name: String,
        isLeader: Bool,
        state: State,
        reason: Reason?,
        fencingToken: UInt64?,
        validity: Duration,
        validUntil: Instant?,
        transitions: Int?,
        acquiredAt: WallTime?,
        renewedAt: WallTime?,
        heir: String? = nil,
        fitness: Fitness = .fit,
        revision: Revision
    ) {
        self.name = name
        self.isLeader = isLeader
        self.state = state
        self.reason = reason
        self.fencingToken = fencingToken
        self.validity = validity
        self.validUntil = validUntil
        self.transitions = transitions
        self.acquiredAt = acquiredAt
        self.renewedAt = renewedAt
        self.heir = heir
        self.fitness = fitness
        self.revision = revision
    }
}
