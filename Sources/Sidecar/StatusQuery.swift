import Kubernetes
import Locks
import Logging
import Operations
import Runtime

/// Reads how elections stand, once.
package final class StatusQuery {
    private let session: OperatorSession
    private let inquiry: StatusInquiry

    /// - Parameter allNamespaces: whether to look for elections in all of them, where none is named.
    /// - Throws: `RuntimeError` where the kernel gives no descriptors.
    package init(
        _ configuration: OperatorConfiguration,
        allNamespaces: Bool,
        logger: Logger
    ) throws(RuntimeError) {
        session = try OperatorSession(of: configuration.cluster, proxy: configuration.proxy, logger: logger)
        if let lock = configuration.session {
            let rights = Rights(ofOperatorOf: configuration.lock ?? .leases, writes: false)
            inquiry = StatusInquiry(of: lock, choice: configuration.lock, rights: rights)
        } else {
            let namespace = allNamespaces ? nil : configuration.cluster.namespace
            inquiry = StatusInquiry(
                of: (configuration.lock ?? .leases).kinds.map {
                    LockList(kind: $0, namespace: namespace, version: configuration.version)
                }
            )
        }
    }

    /// The inquiry at its end: with reports, or with a failure.
    package func run() -> StatusInquiry {
        var result = inquiry
        session.carryOut(inquiry) { [session] in
            result = $0
            session.loop.stop()
        }
        session.run()
        return result
    }
}
