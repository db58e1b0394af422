import Election
import HTTP
import Locks

/// What a check has found out about a cluster, on behalf of a sidecar with certain options.
///
/// What is nil or missing was not asked or not answered in time.
package struct CheckFacts: Sendable {
    /// How far the first request came, and the time since its start at each step; nil for a step that it did not make.
    package struct Connection: Hashable, Sendable {
        /// A step of the first request.
        package enum Step: String, Hashable, Sendable {
            case name
            case connection
            case tls = "TLS"
            case answer
        }

        package var resolved: Duration?
        package var connected: Duration?
        package var secured: Duration?
        /// The step at which there was no getting on; nil if there was an answer.
        package var brokeAt: Step?

        package init(
            resolved: Duration? = nil,
            connected: Duration? = nil,
            secured: Duration? = nil,
            brokeAt: Step? = nil
        ) {
            self.resolved = resolved
            self.connected = connected
            self.secured = secured
            self.brokeAt = brokeAt
        }
    }

    /// What a lock showed at first, and whether it showed something else later.
    package struct Sight: Sendable {
        package var first: Result<Elector.Reading, RequestFailure>
        package var hasChanged = false

        /// Its record, where it has a holder.
        var heldRecord: LeaderRecord? {
            guard case .success(.found(let snapshot)) = first, let record = snapshot.record,
                !record.holderIdentity.isEmpty
            else { return nil }
            return record
        }
    }

    package let cluster: Cluster
    package let proxy: ProxyURL?
    /// One for each kind of the sidecar's lock; at least one.
    package let sessions: [LockSession]
    package let identity: Identity
    /// Empty where the downward API does not give it.
    package let podUID: String
    package let timing: Timing
    package let rights: Rights

    /// Nil if no request was sent, for want of credentials.
    package var connection: Connection?
    package var version: Result<String, RequestFailure>?
    /// Of requests on a connection that was there already.
    package private(set) var roundTrips: [Duration] = []
    /// By how much the API server's clock is ahead of ours, give or take half a second and half a round trip.
    package private(set) var clockOffset: Duration?
    /// As whom the API server knows us.
    package var user: Result<String, RequestFailure>?
    package var reviews: [Right: Result<Bool, RequestFailure>] = [:]
    /// Whether the API server says that the lock's namespace does not exist.
    package var isNamespaceMissing = false
    /// What locks of the election's name showed, those of kinds that are not the sidecar's included.
    package private(set) var locks: [LockKind: Sight] = [:]
    /// For how long the locks were looked at.
    package var watchedFor = Duration.zero

    package init(
        cluster: Cluster,
        proxy: ProxyURL?,
        sessions: [LockSession],
        identity: Identity,
        podUID: String,
        timing: Timing,
        rights: Rights
    ) {
        self.cluster = cluster
        self.proxy = proxy
        self.sessions = sessions
        self.identity = identity
        self.podUID = podUID
        self.timing = timing
        self.rights = rights
    }

    /// The first of them, for what is the same for all: name and namespace.
    var session: LockSession { sessions[0] }

    /// The kinds of the sidecar's lock.
    var kinds: [LockKind] { sessions.map(\.lock.kind) }

    /// Whether somebody may be seen renewing a lock who has not been yet.
    package var isWorthWatching: Bool {
        locks.values.contains { $0.heldRecord != nil && !$0.hasChanged }
    }

    /// Takes in the times of an answer.
    ///
    /// - Parameter isOnKeptConnection: whether no connection had to be made for it.
    package mutating func answered(
        _ response: HTTPResponse,
        sent: Moment,
        received: Moment,
        isOnKeptConnection: Bool
    ) {
        let took = received.instant - sent.instant
        if isOnKeptConnection { roundTrips.append(took) }
        guard let server = response.serverTime else { return }
        clockOffset = .microseconds(server.microseconds) - (.microseconds(sent.wall.microseconds) + took / 2)
    }

    /// Takes in what a read of a lock showed.
    package mutating func saw(_ kind: LockKind, _ reading: Result<Elector.Reading, RequestFailure>) {
        guard let lock = locks[kind] else { return locks[kind] = Sight(first: reading) }
        if case .success(.found(let now)) = reading, case .success(.found(let before)) = lock.first,
            now.content != before.content
        {
            locks[kind]?.hasChanged = true
        }
    }
}
