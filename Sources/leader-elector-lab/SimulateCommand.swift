import ArgumentParser
import Election
import Runtime
import Simulation

/// Runs seeded elections against everything that goes wrong, and looks for two leaders.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run simulated elections, each from a seed, and check the promise.",
        discussion: """
            A seed decides everything that happens in a run, so that a failure can be
            looked at again:

              leader-elector-lab simulate --seed 42 --trace
            """
    )

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    @Option(help: "How many seeds to run, each the next one.")
    var seeds: UInt64 = 1

    @Option(help: "Stop after this many seconds, however many seeds are left.")
    var seconds: Int?

    @Option(help: "The simulated minutes of each run.")
    var minutes = 10

    @Option(help: "The lease duration in seconds.")
    var ttl = 10

    @Option(help: "How many candidates stand.")
    var candidates = 3

    @Flag(help: "Print a line an event.")
    var trace = false

    func validate() throws {
        guard seeds > 0, minutes > 0, (1...100).contains(candidates) else {
            throw ValidationError("--seeds and --minutes must be positive, --candidates 1 to 100")
        }
        do {
            _ = try Timing(leaseDuration: .seconds(ttl))
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() throws {
        let timing = try Timing(leaseDuration: .seconds(ttl))
        let began = SystemClock.instant()
        var passed = 0
        var failed = 0
        var total = Totals()
        for seed in self.seed..<self.seed &+ seeds {
            if let seconds, SystemClock.instant() - began > .seconds(seconds) { break }
            var simulation = Simulation(
                seed: seed,
                timing: timing,
                candidates: candidates,
                trace: trace ? { print($0) } : nil
            )
            let outcome = simulation.run(for: .seconds(60 * minutes))
            total.add(outcome)
            if let violation = outcome.violation {
                failed += 1
                print("seed \(seed): \(violation)")
                print("look at it with: leader-elector-lab simulate --seed \(seed) --ttl \(ttl) --trace")
            } else {
                passed += 1
            }
        }
        print("\(total), \((SystemClock.instant() - began).text) of time")
        print("\(passed) passed, \(failed) failed")
        if failed > 0 { throw ExitCode.failure }
    }

    private struct Totals: CustomStringConvertible {
        private var terms = 0
        private var yeses = 0
        private var requests = 0

        mutating func add(_ outcome: Simulation.Outcome) {
            terms += outcome.terms
            yeses += outcome.yeses
            requests += outcome.requests
        }

        var description: String { "\(terms) terms, \(yeses) yeses told, \(requests) requests" }
    }
}
