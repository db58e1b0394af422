import APIServerModel
import ArgumentParser
import Glibc
import Runtime

/// Serves the in-memory Kubernetes API until it is told to stop.
struct APIServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-server",
        abstract: "Serves a small in-memory Kubernetes API, for leader-elector and kubectl.",
        discussion: """
            It knows leases, endpoints, configmaps, pods, events, namespaces and what manifests are made of, keeps \
            them in memory, runs none of them, and listens on the loopback addresses, without TLS. kubectl sends tokens over TLS only: put a TLS front before it, or use \
            curl, where there are any.

            EXAMPLES
              leader-elector-lab api-server
              leader-elector-lab api-server --port 0 --namespace lab
              leader-elector-lab api-server --token alice=secret --token bob=hidden --role bob=lab
            """
    )

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port: UInt16 = 8001

    @Option(
        name: .customLong("namespace"),
        help: "A namespace to have beside default and kube-system; may be repeated."
    )
    var namespaces: [String] = []

    @Option(
        name: .customLong("token"),
        help: ArgumentHelp(
            "A user and the bearer token to know them by; may be repeated. Without any, everybody may do everything.",
            valueName: "name=token"
        )
    )
    var tokens: [Pair] = []

    @Option(
        name: .customLong("role"),
        help: ArgumentHelp(
            "Limits a user to what an elector needs in one namespace; may be repeated.",
            valueName: "name=namespace"
        )
    )
    var roles: [Pair] = []

    func validate() throws {
        for role in roles where !tokens.contains(where: { $0.name == role.name }) {
            throw ValidationError("--role names \(role.name), who has no --token; add one.")
        }
    }

    func run() throws {
        var generator = SystemRandomNumberGenerator()
        let now = SystemClock.now()
        let server = try APIServer(
            store: ObjectStore(seed: generator.next()),
            namespaces: namespaces + roles.map(\.value),
            access: access,
            at: now.wall
        )
        let loop = try EventLoop()
        let host: APIServerHost
        do {
            host = try APIServerHost(server, port: port, loop: loop)
        } catch {
            throw Exit.cannotListen.because("\(error)")
        }
        for signal in [SIGINT, SIGTERM] { try loop.onSignal(signal) { loop.stop() } }
        print(
            "Serving the Kubernetes API on \(host.url); try: kubectl --server \(host.url) get leases --all-namespaces"
        )
        // A reader at the other end of a pipe waits for this line.
        fflush(nil)
        loop.run()
        host.close()
    }

    private var access: Access {
        guard !tokens.isEmpty else { return .open }
        var access = Access(tokens: [:])
        for token in tokens {
            access.tokens?[token.value] = token.name
            let namespaces = roles.filter { $0.name == token.name }.map(\.value)
            access.rules[token.name] = namespaces.isEmpty ? [Access.Rule()] : Access.Rule.elector(in: Set(namespaces))
        }
        return access
    }

    /// Two texts with `=` between them.
    struct Pair: ExpressibleByArgument {
        var name: String
        var value: String

        init?(argument: String) {
            let parts = argument.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            name = String(parts[0])
            value = String(parts[1])
        }
    }
}
