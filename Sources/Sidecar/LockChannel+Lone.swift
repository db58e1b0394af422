import Election
import Kubernetes
import Logging
import Runtime

extension LockChannel {
    /// A channel with nothing around it, on a loop that others use too: for another's elector in the laboratory.
    ///
    /// - Parameter onEvent: Is called with what becomes of an action, never from within `carryOut`.
    package convenience init(
        session: LockSession,
        cluster: Cluster,
        timing: Timing,
        loop: EventLoop,
        onEvent: @escaping (Elector.Event) -> Void
    ) {
        self.init(
            session: session,
            client: APIClient(aloneOn: cluster, timing: timing, loop: loop),
            timing: timing,
            watchSeconds: 300,
            loop: loop,
            onHeaders: { _ in },
            onEvent: onEvent
        )
    }
}

extension APIClient {
    /// Makes a client with connections and credentials of its own, of which no log is told.
    convenience init(aloneOn cluster: Cluster, timing: Timing, loop: EventLoop) {
        let credentials = CredentialSource(
            of: cluster,
            pluginLimit: timing.leaseDuration * 3,
            loop: loop,
            logger: Logger(label: "leader-elector") { _ in SwiftLogNoOpLogHandler() }
        )
        self.init(cluster: cluster, proxy: nil, credentials: credentials, loop: loop)
    }
}
