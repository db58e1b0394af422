import Election
import Kubernetes
import Locks
import Logging
import Operations
import Runtime

/// Tells each change of a lock's holder until a signal ends it.
package final class HolderWatch {
    private let session: OperatorSession
    private let sessions: [LockSession]
    private let choice: LockChoice?
    private let rights: Rights
    private let tell: (HolderNews, HolderNews.Item) -> Void
    private var news: HolderNews
    private var driver: ElectionDriver?
    private var failure: OperationFailure?

    /// - Parameter tell: is called for each change.
    /// - Throws: `RuntimeError` where the kernel gives no descriptors.
    package init(
        _ configuration: OperatorConfiguration,
        of lock: LockSession,
        logger: Logger,
        tell: @escaping (HolderNews, HolderNews.Item) -> Void
    ) throws(RuntimeError) {
        session = try OperatorSession(of: configuration.cluster, proxy: configuration.proxy, logger: logger)
        choice = configuration.lock
        sessions = (choice ?? .leases).kinds.map(lock.sibling)
        rights = Rights(ofOperatorOf: choice ?? .leases, writes: false)
        news = HolderNews(of: lock.lock)
        self.tell = tell
    }

    /// Watches until SIGINT or SIGTERM.
    ///
    /// - Returns: Why there was nothing to be watched; nil if a signal ended it.
    package func run() throws(RuntimeError) -> OperationFailure? {
        try session.stopOnSignals()
        // Whether there is a way to the lock is to be known before it is gone on about outages.
        session.carryOut(StatusInquiry(of: sessions[0], choice: choice, rights: rights)) { [unowned self] inquiry in
            failure = inquiry.failure ?? inquiry.otherKind
            if failure == nil { start() } else { session.loop.stop() }
        }
        session.run()
        return failure
    }

    private func start() {
        driver = session.observe(sessions, needing: rights) { [unowned self] event in
            guard let driver else { return }
            let item = news.saw(driver.glance(), driver.sights, after: event, at: SystemClock.now().wall)
            if let item { tell(news, item) }
            // Whoever read it has seen enough.
            if Console.output.isBroken { session.loop.stop() }
        }
        driver?.start()
    }
}
