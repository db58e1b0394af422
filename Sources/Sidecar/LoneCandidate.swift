import Election
import Kubernetes
import Logging
import Runtime

/// A candidate with nothing around it: no server, no signals, no logs, on a loop that others use too.
///
/// It is what the sidecar does at the API server, requests and connections included, for the laboratory, which wants a
/// thousand of them in one process. Of use from the loop's thread only.
package final class LoneCandidate {
    private let driver: ElectionDriver

    /// - Parameters:
    ///   - stands: Whether it takes part, or only looks who leads.
    ///   - lock: What is held, and where.
    ///   - onEvent: Is called after every event, when what it knows may have changed.
    package init(
        identity: Identity,
        stands: Bool = true,
        lock: LockSession,
        timing: Timing,
        cluster: Cluster,
        loop: EventLoop,
        onEvent: @escaping () -> Void
    ) {
        var random = SystemRandomNumberGenerator()
        let logger = Logger(label: "leader-elector") { _ in SwiftLogNoOpLogHandler() }
        let candidate = Candidate(
            identity: identity.text,
            podUID: "",
            life: random.next(),
            holdsPodGuard: false,
            stands: stands
        )
        let rights = Rights(lock: .leases, stands: stands, createsLock: true, recordsEvents: false)
        driver = ElectionDriver(
            candidacy: Candidacy(candidate: candidate, timing: timing, isPair: false, seed: random.next()),
            lockText: lock.lockText,
            sessions: [.first: lock],
            makeClient: { APIClient(aloneOn: cluster, timing: timing, loop: loop) },
            makeLog: { LeaderLog(of: $0, rights: rights) },
            loop: loop,
            logger: logger,
            onEvent: { _ in onEvent() },
            onFinish: { _ in }
        )
    }

    package func start() { driver.start() }

    /// Who leads, for those who do not act on it; computed now.
    package func leadership() -> Leadership { driver.glance() }

    /// Falls silent, as a process that is killed: the lock keeps its record, and nothing is sent any more.
    ///
    /// The connections close when nobody refers to it any more.
    package func vanish() { driver.close() }
}
