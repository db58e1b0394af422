import Election
import Kubernetes
import Locks
import Runtime

/// Everything a sidecar is told at its start, checked.
package struct SidecarConfiguration: Sendable {
    package var election: ObjectName
    package var identity: Identity
    package var namespace: Namespace
    /// Empty where the downward API does not give it; a restarted container then waits its own lease out.
    package var podUID: String
    package var lock: LockChoice
    package var timing: Timing
    /// Whether the lock's object is made where there is none.
    package var createsLock: Bool
    /// Whether we take part, or only look who leads.
    package var stands: Bool
    /// How much we are to be preferred as the leader.
    package var priority: Int
    package var cluster: Cluster
    /// What stands between us and the cluster's API server.
    package var proxy: ProxyURL?
    /// Whether Events tell of the terms that begin and end here.
    package var recordsEvents: Bool
    /// Whom we tell of changes without being asked.
    package var notifications: NotificationTargets
    /// Where the status API is served; nil for nowhere.
    package var statusAddress: ListenAddress?
    /// Where only the probes are served; nil for nowhere.
    package var probeAddress: ListenAddress?
    /// What to run while we lead; nil for nothing.
    package var program: ProgramConfiguration?
    /// Our pod, if it is to carry the leader's label while we lead.
    package var pod: PodSession?
    /// How it is found out whether the application can do the leader's work; nil where nobody looks.
    package var healthCheck: HealthCheck?
    /// Whether an unhealthy application's lead is given up although nobody is there to take it.
    package var stepsDownAlone: Bool
    package var version: String

    package init(
        election: ObjectName,
        identity: Identity,
        namespace: Namespace,
        podUID: String,
        lock: LockChoice,
        timing: Timing,
        createsLock: Bool,
        stands: Bool,
        priority: Int,
        cluster: Cluster,
        proxy: ProxyURL?,
        recordsEvents: Bool,
        notifications: NotificationTargets,
        statusAddress: ListenAddress?,
        probeAddress: ListenAddress?,
        program: ProgramConfiguration?,
        pod: PodSession?,
        healthCheck: HealthCheck?,
        stepsDownAlone: Bool,
        version: String
    ) {
        self.election = election
        self.identity = identity
        self.namespace = namespace
        self.podUID = podUID
        self.lock = lock
        self.timing = timing
        self.createsLock = createsLock
        self.stands = stands
        self.priority = priority
        self.cluster = cluster
        self.proxy = proxy
        self.recordsEvents = recordsEvents
        self.notifications = notifications
        self.statusAddress = statusAddress
        self.probeAddress = probeAddress
        self.program = program
        self.pod = pod
        self.healthCheck = healthCheck
        self.stepsDownAlone = stepsDownAlone
        self.version = version
    }

    /// The lock, once for each of its kinds, and this program as the API server sees it.
    package var sessions: [LockSession] {
        lock.kinds.map { LockSession(kind: $0, name: election, namespace: namespace, version: version) }
    }

    /// The lock as people write it, for example `leases/example`, or `endpoints/example+leases/example` of a pair.
    package var lockText: String { sessions.lockText }

    /// The lock that a fleet may still use which has not moved to Leases; nil where that is no question.
    package var oldLock: LockSession? {
        stands && lock == .leases ? sessions[0].sibling(.endpoints) : nil
    }

    /// What all this needs to be allowed.
    package var rights: Rights {
        Rights(
            lock: lock,
            stands: stands,
            createsLock: createsLock,
            recordsEvents: recordsEvents,
            labelsPods: pod != nil && stands,
            podNamespace: pod?.namespace.text
        )
    }
}
