import Bench
import Election
import Glibc
import Runtime

/// One candidate of an election, a process of its own.
final class BenchCandidate {
    let id: String
    /// Where it is told to answer.
    let port: UInt16
    /// Its way to the API server, if it has one of its own.
    let relay: Relay?
    private let arguments: [String]
    private let kubeconfig: String?
    private let loop: EventLoop
    private var child: ChildProcess?
    /// What it wrote last to standard error, for a complaint.
    private(set) var lastWords = ""
    private(set) var isFrozen = false

    /// - Throws: `BenchFailure`, `RuntimeError`
    init(
        _ contestant: Contestant,
        id: String,
        election: String,
        ttl: Duration,
        isRelayed: Bool,
        server: BenchServer
    ) throws {
        self.id = id
        loop = server.loop
        guard let port = LocalSocket.freePort() else { throw BenchFailure("no port is free") }
        self.port = port
        if isRelayed, let target = server.host?.port {
            relay = try Relay(to: target, loop: loop)
        } else {
            relay = nil
        }
        var values: [CommandTemplate.Placeholder: String] = [
            .election: election, .id: id, .namespace: server.namespace, .ttl: ttl.text, .http: "127.0.0.1:\(port)",
        ]
        values[.server] = server.url(by: relay)
        if contestant.template.uses(.kubeconfig) {
            let file = "/tmp/leader-elector-bench-\(getpid())-\(election)-\(id)"
            values[.kubeconfig] = try server.kubeconfig(by: relay, file: file)
        }
        // The cluster's own is not ours to remove.
        kubeconfig = server.host == nil ? nil : values[.kubeconfig]
        arguments = contestant.template.arguments(values)
    }

    var isRunning: Bool { child.map { $0.ending == nil } ?? false }

    /// Whether a name on the lock is its own; some electors put something of their own behind it.
    func isNamed(_ holder: String) -> Bool { holder == id || holder.hasPrefix(id + "_") }

    var probe: ProcessProbe { ProcessProbe(processID: child?.id ?? 0) }

    /// - Throws: `RuntimeError` where the program cannot be started.
    func start() throws {
        var random = SystemRandomNumberGenerator()
        isFrozen = false
        child = try ChildProcess(
            arguments,
            environment: Program.environment(podUID: String(random.next(), radix: 16)),
            loop: loop,
            onLine: { [weak self] output, line in if output == .error { self?.lastWords = line } },
            onEnd: { _ in }
        )
    }

    func send(_ signal: Int32) {
        if signal == SIGSTOP { isFrozen = true }
        if signal == SIGCONT { isFrozen = false }
        child?.send(signal)
    }

    /// Kills it, if it runs, and takes away what it has needed.
    func close() {
        child?.killGroup()
        relay?.close()
        if let kubeconfig { unlink(kubeconfig) }
    }
}
