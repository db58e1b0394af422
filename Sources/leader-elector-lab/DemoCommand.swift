import ArgumentParser
import Election
import Locks
import Runtime

/// Shows an election among three real processes.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows three real processes elect a leader, lose it and elect another.",
        discussion: """
            It starts a small Kubernetes API in its own process and three sidecars, each
            as a process of its own, shows who leads, and lets you kill, stop and freeze
            the leader. A process that ends is replaced after a while, as a ReplicaSet
            would. Without a terminal it prints a line a change.

            EXAMPLES
              leader-elector-lab demo
              leader-elector-lab demo --port 0 --ttl 5s
              leader-elector-lab demo --lock endpoints
              leader-elector-lab demo --lock endpointsleases
              leader-elector-lab demo --priority 0 5 10
              leader-elector-lab demo --tour
              leader-elector-lab demo --tour --repeat 20
              leader-elector-lab demo -- --handover-grace 200ms
            """
    )

    @Option(help: "The port of the first process; the others' follow it, and with 0 the kernel picks all.")
    var port: UInt16 = 4040

    @Option(help: "The port of the API server; 0 picks a free one.")
    var apiPort: UInt16 = 0

    @Option(help: ArgumentHelp("The object that is the lock, or a pair of them.", valueName: "kind"))
    var lock = LockChoice.leases

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The processes' priorities, for example 0 5 10.", valueName: "number")
    )
    var priority: [Int] = []

    @Option(
        help: ArgumentHelp(
            "The processes' lease duration. (default: 3s, or 5s where the lock takes no less)",
            valueName: "time"
        )
    )
    var ttl: String?

    @Option(
        help: ArgumentHelp("What is run as a sidecar. (default: leader-elector beside this program)", valueName: "path")
    )
    var program: String?

    @Argument(parsing: .postTerminator, help: "More flags for the sidecars, behind --.")
    var flags: [String] = []

    @Flag(help: "Go through the story by itself, measure, and exit with 0 only if every step was right.")
    var tour = false

    @Option(name: .customLong("repeat"), help: "How many tours to make, with the medians and the worst at the end.")
    var rounds = 1

    func validate() throws {
        guard Int(port) + Stage.podCount - 1 <= Int(UInt16.max) else {
            throw ValidationError(
                "--port is \(port), but the \(Stage.podCount) ports from there on must be below 65536."
            )
        }
        guard (1...10_000).contains(rounds) else { throw ValidationError("--repeat must be 1 to 10000.") }
        guard priority.count <= Stage.podCount else {
            throw ValidationError("--priority takes a number for each of the \(Stage.podCount) processes.")
        }
        guard !tour || priority.isEmpty else {
            throw ValidationError("--priority would hand over in the middle of a --tour; leave one of them out.")
        }
        guard tour || rounds == 1 else { throw ValidationError("--repeat is for the tour; add --tour.") }
    }

    func run() throws {
        do {
            let loop = try EventLoop()
            if tour {
                try TourRunner(options(pollPeriod: .milliseconds(1)), loop: loop).run(rounds: rounds)
            } else {
                try Show(options(pollPeriod: .milliseconds(10)), loop: loop).run()
            }
        } catch let failure as Stage.Failure {
            Console.error.writeLine("leader-elector-lab: \(failure.sentence)")
            throw ExitCode(failure.exitCode)
        }
    }

    private func options(pollPeriod: Duration) throws(Stage.Failure) -> Stage.Options {
        let program: Program
        do throws(Program.Missing) {
            program = try Program(at: self.program)
        } catch {
            throw Stage.Failure(sentence: "\(error)", exitCode: Exit.unavailable.rawValue)
        }
        return Stage.Options(
            program: program,
            flags: flags,
            apiPort: apiPort,
            firstPort: port,
            lock: lock,
            priorities: priority,
            ttl: ttl ?? (lock.timePrecision == .seconds ? "5s" : "3s"),
            pollPeriod: pollPeriod
        )
    }
}
