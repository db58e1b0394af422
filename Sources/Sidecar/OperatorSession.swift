import Election
import Glibc
import Kubernetes
import Locks
import Logging
import Operations
import Runtime

/// What the operators' commands have in common: a loop and a connection to the API server, and how to look at elections.
final class OperatorSession {
    private static let requestPatience = Duration.seconds(10)

    let loop: EventLoop
    private(set) lazy var client = makeClient()
    private let logger: Logger
    private let cluster: Cluster
    private let proxy: ProxyURL?
    private let credentials: CredentialSource

    /// - Throws: `RuntimeError` where the kernel gives no descriptors.
    init(of cluster: Cluster, proxy: ProxyURL?, logger: Logger) throws(RuntimeError) {
        self.cluster = cluster
        self.proxy = proxy
        self.logger = logger
        loop = try EventLoop()
        credentials = CredentialSource(of: cluster, pluginLimit: Self.requestPatience, loop: loop, logger: logger)
    }

    /// SIGINT and SIGTERM end `run()`.
    func stopOnSignals() throws(RuntimeError) {
        for signal in [SIGINT, SIGTERM] {
            try loop.onSignal(signal) { [loop] in loop.stop() }
        }
    }

    /// Runs the loop until it is stopped, and ends what credentials need beside requests.
    func run() {
        loop.run()
        credentials.stop()
    }

    /// Carries out an inquiry, one request after the other, and hands it back at its end.
    func carryOut(_ inquiry: StatusInquiry, completion: @escaping (StatusInquiry) -> Void) {
        guard let request = inquiry.next() else { return completion(inquiry) }
        _ = client.send(request, by: SystemClock.instant() + Self.requestPatience) { [unowned self] result in
            var inquiry = inquiry
            inquiry.take(result)
            carryOut(inquiry, completion: completion)
        }
    }

    /// Looks on at an election without standing in it.
    ///
    /// - Parameter rights: what the command needs.
    func observe(
        _ sessions: [LockSession],
        needing rights: Rights,
        onEvent: @escaping (Elector.Event?) -> Void
    ) -> ElectionDriver {
        var random = SystemRandomNumberGenerator()
        // Nobody's name: a holder cannot be called so.
        let candidate = Candidate(identity: " ", podUID: "", life: random.next(), holdsPodGuard: false, stands: false)
        return ElectionDriver(
            candidacy: Candidacy(
                candidate: candidate,
                timing: Self.timing,
                isPair: sessions.count == 2,
                seed: random.next()
            ),
            lockText: sessions.lockText,
            sessions: Dictionary(uniqueKeysWithValues: zip([Candidacy.Half.first, .second], sessions)),
            makeClient: { [unowned self] in makeClient() },
            makeLog: { LeaderLog(of: $0, rights: rights) },
            loop: loop,
            logger: logger,
            onEvent: onEvent,
            onFinish: { [unowned self] _ in loop.stop() }
        )
    }

    /// The end of a shorter lease is told that late, and a request may take half of the renew deadline.
    private static let timing: Timing = {
        do throws(TimingError) {
            return try Timing(leaseDuration: .seconds(5), renewDeadline: .milliseconds(4500), timePrecision: .seconds)
        } catch {
            preconditionFailure("the observer's own timing breaks a rule: \(error)")
        }
    }()

    private func makeClient() -> APIClient {
        APIClient(cluster: cluster, proxy: proxy, credentials: credentials, loop: loop)
    }
}
