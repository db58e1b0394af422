import ArgumentParser
import Election
import Glibc
import Kubernetes
import Runtime
import Sidecar

/// Many candidates in one process, for `bench`: what they do at the API server is what as many pods would do.
struct CandidatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "candidates",
        abstract: "Runs many candidates in one process.",
        discussion: """
            Each has connections of its own, and none a server. SIGUSR1 takes the leader of each election away without a
            word. It prints 'named ELECTION ID NANOSECONDS' when all candidates of an election name the same leader, and
            'gone ELECTION ID NANOSECONDS' for each that is taken away, with the time of the boot clock.
            """,
        shouldDisplay: false
    )

    @Option(help: "The API server's URL.")
    var server: String

    @Option(help: "The elections' name; with several, it is numbered.")
    var election = "crowd"

    @Option(help: "How many elections are held.")
    var elections = 1

    @Option(help: "How many candidates stand in each.")
    var count = 10

    @Option(help: "The lease duration.")
    var ttl = "10s"

    @Option(help: "The time between two renewals. (default: 1/5 of --ttl)")
    var retryPeriod: String?

    @Flag(help: "Let client-go's elector stand, modelled, instead of ours.")
    var clientGo = false

    func validate() throws {
        guard (1...1000).contains(elections), (1...10_000).contains(count) else {
            throw ValidationError("--elections must be 1 to 1000, --count 1 to 10000.")
        }
    }

    func run() throws {
        DescriptorLimit.raise()
        let loop = try EventLoop()
        let cluster = Cluster(server: try ServerURL(parsing: server), namespace: .default, source: "--server")
        let timing = try Timing(leaseDuration: duration(ttl), retryPeriod: retryPeriod.map(duration))
        let kind: any CrowdCandidate.Type = clientGo ? PollingCandidate.self : LoneCandidate.self
        let crowds = try (0..<elections).map { number in
            let name = try ObjectName(elections == 1 ? election : "\(election)-\(number)")
            return try CandidateCrowd(count, of: kind, in: name, timing: timing, cluster: cluster, loop: loop)
        }
        try loop.onSignal(SIGUSR1) { crowds.forEach { $0.takeLeaderAway() } }
        crowds.forEach { $0.start() }
        loop.run()
    }

    private func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(goText: text) else {
            throw ValidationError("'\(text)' is no duration; write it as 10s or 50ms.")
        }
        return duration
    }
}
