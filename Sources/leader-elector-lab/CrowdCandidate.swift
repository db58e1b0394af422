import Election
import Kubernetes
import Runtime
import Sidecar

/// One of a crowd: it stands in an election, and knows who leads.
protocol CrowdCandidate {
    /// - Parameter onEvent: Is called after every event, when what it knows may have changed.
    init(
        identity: Identity,
        lock: LockSession,
        timing: Timing,
        cluster: Cluster,
        loop: EventLoop,
        onEvent: @escaping () -> Void
    )

    /// Whom it names; empty where it knows of no leader.
    var leaderName: String { get }
    /// Whether it says that it leads.
    var isLeader: Bool { get }

    func start()
    /// Falls silent, as a process that is killed.
    func vanish()
}

extension LoneCandidate: CrowdCandidate {
    convenience init(
        identity: Identity,
        lock: LockSession,
        timing: Timing,
        cluster: Cluster,
        loop: EventLoop,
        onEvent: @escaping () -> Void
    ) {
        self.init(
            identity: identity,
            stands: true,
            lock: lock,
            timing: timing,
            cluster: cluster,
            loop: loop,
            onEvent: onEvent
        )
    }

    var leaderName: String { leadership().name }
    var isLeader: Bool { leadership().isLeader }
}
