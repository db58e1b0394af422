import APIServerModel
import Election
import Kubernetes
import Locks
import Runtime
import Sidecar

/// The API server that elections are held on: the one in this process, or a cluster's.
final class BenchServer {
    /// For how many candidates it has room.
    private static let candidateLimit = 10_000

    let loop: EventLoop
    let namespace: String
    /// The one in this process; nil where it is a cluster's.
    let host: APIServerHost?
    private let kubeconfig: String?
    private let cluster: Cluster?
    private var observers: [String: LoneCandidate] = [:]
    private var locks: [String: LockState] = [:]
    /// Is told of each write to the lock of the election, and of each news of an observer's.
    var onChange: (_ election: String, LockState, Instant) -> Void = { _, _, _ in }

    /// - Parameter kubeconfig: The file that leads to a cluster; nil for the server in this process.
    /// - Throws: `RuntimeError`, `ClusterError`
    init(kubeconfig: String?, loop: EventLoop) throws {
        self.loop = loop
        self.kubeconfig = kubeconfig
        if let kubeconfig {
            var search = ClusterSearch(environment: [:])
            search.kubeconfig = kubeconfig
            let cluster = try search.cluster { (path: String) throws(FileError) -> [UInt8] in
                do throws(RuntimeError) {
                    return try readFile(path)
                } catch {
                    throw .unreadable("\(error)")
                }
            }
            self.cluster = cluster
            namespace = cluster.namespace.text
            host = nil
            return
        }
        cluster = nil
        namespace = "default"
        var random = SystemRandomNumberGenerator()
        var options = APIServer.Options()
        options.watchLimit = Self.candidateLimit
        let store = ObjectStore(seed: random.next())
        let server = try APIServer(store: store, options: options, at: SystemClock.now().wall)
        let host = try APIServerHost(server, port: 0, connections: 2 * Self.candidateLimit, loop: loop)
        self.host = host
        host.onWrite = { [unowned self] store, revision in sawWrites(in: store, after: revision) }
    }

    /// What the lock of an election says now.
    func lock(of election: String) -> LockState { locks[election] ?? LockState(at: SystemClock.instant()) }

    /// How many writes there have been, of all objects; the server in this process knows.
    var writes: UInt64 { host?.server.store.revision ?? 0 }

    /// Begins to look at an election's lock; needed with a cluster, which tells only those who ask.
    func observe(_ election: String, leaseDuration: Duration) throws {
        guard let cluster else { return }
        var random = SystemRandomNumberGenerator()
        let name = try ObjectName(election)
        let observer = LoneCandidate(
            identity: try Identity("observer-\(String(random.next(), radix: 16))"),
            stands: false,
            lock: LockSession(kind: .leases, name: name, namespace: cluster.namespace, version: "bench"),
            timing: try Timing(leaseDuration: leaseDuration),
            cluster: cluster,
            loop: loop,
            onEvent: { [unowned self] in
                guard let leadership = observers[election]?.leadership() else { return }
                let now = SystemClock.instant()
                locks[election, default: LockState(at: now)].saw(leadership, duration: leaseDuration, at: now)
                onChange(election, lock(of: election), now)
            }
        )
        observers[election] = observer
        observer.start()
    }

    /// Stops looking at an election's lock, which stays where it is.
    func forget(_ election: String) {
        observers.removeValue(forKey: election)?.vanish()
        locks[election] = nil
    }

    /// The URL by way of a relay, or straight; nil with a cluster, which may want more than a URL.
    func url(by relay: Relay?) -> String? {
        host.map { "http://127.0.0.1:\(relay?.port ?? $0.port)" }
    }

    /// A kubeconfig's path: the cluster's, or that of a new file which leads to the server in this process.
    func kubeconfig(by relay: Relay?, file: String) throws -> String {
        guard let url = url(by: relay) else { return kubeconfig ?? "" }
        let text = """
            apiVersion: v1
            kind: Config
            clusters: [{name: bench, cluster: {server: "\(url)"}}]
            users: [{name: bench, user: {}}]
            contexts: [{name: bench, context: {cluster: bench, user: bench, namespace: \(namespace)}}]
            current-context: bench

            """
        _ = try SharedFile(path: file).replace(with: Array(text.utf8)) { true }
        return file
    }

    /// Before the watches hear of it, so there is little that it may take its time for.
    private func sawWrites(in store: ObjectStore, after revision: UInt64) {
        let now = SystemClock.instant()
        for kind in LockKind.allCases {
            do {
                let changes = try store.changes(
                    after: revision,
                    group: kind.group,
                    resource: kind.resource,
                    namespace: namespace
                )
                for change in changes where change.kind != .deleted {
                    try locks[change.key.name, default: LockState(at: now)].saw(change.object, at: now)
                    onChange(change.key.name, lock(of: change.key.name), now)
                }
            } catch {
                // A peer's record that cannot be read: no holder, which whoever waits for one will say.
                continue
            }
        }
    }
}
