import Election
import Kubernetes
import Logging
import Runtime

/// Gives each request what proves to the API server who we are: from files that are read again, or from a plugin that is
/// run again, when it is time.
final class CredentialSource {
    /// What a request carries.
    struct Proof {
        var token: BearerToken?
        var clientCertificate: Endpoint.ClientCertificate?
        /// What of it a plugin gave.
        fileprivate var given: ExecCredential?
    }

    typealias Completion = (Result<Proof, RequestFailure>) -> Void

    /// A request that waits for a plugin's run.
    private final class Waiter {
        let completion: Completion
        var timer: TimerID?

        init(_ completion: @escaping Completion) {
            self.completion = completion
        }
    }

    private let cluster: Cluster
    private let loop: EventLoop
    private let logger: Logger
    private let pluginLimit: Duration
    private var token = TokenCache()
    private var plugin: (plugin: ExecPlugin, cache: ExecCredentialCache)?
    private var run: PluginRun?
    private var waiters: [Waiter] = []

    /// - Parameter pluginLimit: For how long a credential plugin may run.
    init(of cluster: Cluster, pluginLimit: Duration, loop: EventLoop, logger: Logger) {
        self.cluster = cluster
        self.loop = loop
        self.logger = logger
        self.pluginLimit = pluginLimit
        if case .exec(let plugin) = cluster.credentials { self.plugin = (plugin, ExecCredentialCache(of: plugin)) }
    }

    /// Gives what the next request is to carry: at once, or when a plugin's run has ended, by the deadline in any case.
    func provide(by deadline: Instant, completion: @escaping Completion) {
        switch cluster.credentials {
        case .none: completion(proof(token: nil))
        case .token(let token): completion(proof(token: token))
        case .tokenFile(let path): completion(proof(token: currentToken(path)))
        case .exec: ask(by: deadline, completion)
        }
    }

    /// The server has answered with anything but 401.
    func accepted(_ proof: Proof) {
        if let given = proof.given { plugin?.cache.accepted(given) }
    }

    /// The server has answered 401; says whether there is something to read or run again.
    func refused(_ proof: Proof) -> Bool {
        token.refused()
        if let given = proof.given { plugin?.cache.refused(given, at: SystemClock.instant()) }
        switch cluster.credentials {
        case .tokenFile, .exec: return true
        case .none, .token:
            if case .file = cluster.clientCertificate?.certificate { return true }
            return false
        }
    }

    /// Ends a run of the plugin, which may have started programs that would outlive us.
    func stop() {
        run?.kill()
    }

    private func proof(token: BearerToken?) -> Result<Proof, RequestFailure> {
        do throws(RuntimeError) {
            return .success(Proof(token: token, clientCertificate: try cluster.clientCertificate?.read()))
        } catch {
            return .failure(.unreachable("nothing is sent without our client certificate: \(error)"))
        }
    }

    // MARK: A token's file

    /// A file that cannot be read or holds no token leaves the one before in use; without any, the server's 401 or 403
    /// is what the log shows.
    private func currentToken(_ path: String) -> BearerToken? {
        let now = SystemClock.instant()
        guard token.isDue(at: now) else { return token.token }
        do {
            try token.look(readFile(path), at: now)
        } catch {
            token.failedToLook(at: now)
        }
        return token.token
    }

    // MARK: A plugin

    private func ask(by deadline: Instant, _ completion: @escaping Completion) {
        guard let (plugin, _) = plugin, let reply = self.plugin?.cache.request(at: SystemClock.instant()) else {
            return
        }
        switch reply.supply {
        case .credential(let credential):
            completion(proof(credential))
        case .none(let failure):
            completion(.failure(.unauthorized("\(failure)")))
        case .awaited:
            let waiter = Waiter(completion)
            waiter.timer = loop.schedule(at: deadline) { [unowned self] in
                waiters.removeAll { $0 === waiter }
                completion(.failure(.unauthorized("\(ExecPluginFailure.stillRunning(command: plugin.command))")))
            }
            waiters.append(waiter)
        }
        if reply.startsRun { start(plugin) }
    }

    private func start(_ plugin: ExecPlugin) {
        do throws(ExecPluginFailure) {
            run = try PluginRun(of: plugin, for: cluster, limit: pluginLimit, loop: loop, logger: logger) {
                [unowned self] result in
                run = nil
                end(result)
            }
        } catch {
            end(.failure(error))
        }
    }

    private func end(_ result: Result<ExecCredential, ExecPluginFailure>) {
        plugin?.cache.runEnded(result, at: SystemClock.now())
        if case .failure(let failure) = result, waiters.isEmpty || failure.isHung {
            // Whoever waits tells of a failure itself, but of a run that hung it has told another story until now.
            logger.warning("\(failure)")
        }
        let ended = waiters
        waiters = []
        for waiter in ended {
            if let timer = waiter.timer { loop.cancel(timer) }
            waiter.completion(result.mapError { .unauthorized("\($0)") }.flatMap(proof))
        }
    }

    /// A certificate of the kubeconfig's own comes before a plugin's, as with client-go.
    private func proof(_ credential: ExecCredential) -> Result<Proof, RequestFailure> {
        do throws(RuntimeError) {
            let certificate = cluster.clientCertificate ?? credential.clientCertificate
            return .success(
                Proof(token: credential.token, clientCertificate: try certificate?.read(), given: credential)
            )
        } catch {
            return .failure(.unreachable("nothing is sent without our client certificate: \(error)"))
        }
    }
}

extension Cluster.ClientCertificate {
    fileprivate func read() throws(RuntimeError) -> Endpoint.ClientCertificate {
        Endpoint.ClientCertificate(certificate: try certificate.bytes(), key: try key.bytes())
    }
}
