import ArgumentParser
import Election
import Locks
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

    @Flag(help: "Go through HTTP and JSON, which is slower.")
    var deep = false

    @Flag(help: "Let client-go's elector stand instead of ours, to compare.")
    var clientGo = false

    @Flag(help: "Let every run be a fleet that moves from one kind of lock to another and back.")
    var migration = false

    @Option(help: "Measure what changes of leaders cost among so many candidates, and hold it to its bounds.")
    var herd: Int?

    @Option(help: "What all candidates hold, unless they migrate, as the sidecar's --lock says it.")
    var lock = LockChoice.leases

    @Option(parsing: .upToNextOption, help: "The candidates' priorities, for example 0 5 10; else seeds draw them.")
    var priority: [Int] = []

    @Flag(help: "Fail if a situation that matters was never reached.")
    var coverage = false

    @Flag(help: "Try everything that can happen to two candidates in --depth steps, instead of what seeds draw.")
    var exhaustive = false

    @Option(help: "How many steps the exhaustive walk goes.")
    var depth = 24

    @Option(help: "How many of them may depart from the ordinary course, by disorder, loss, delay, crashes or edits.")
    var departures = 2

    @Flag(help: "Print a line an event.")
    var trace = false

    func validate() throws {
        guard herd.map({ (10...10_000).contains($0) }) ?? true else {
            throw ValidationError("--herd must be 10 to 10000")
        }
        guard herd == nil || lock == .leases && priority.isEmpty && !migration else {
            throw ValidationError("--herd is about Leases without priorities; no --lock, --priority or --migration")
        }
        guard herd == nil || !deep && !coverage && !exhaustive && !trace else {
            throw ValidationError("--herd is one fast run; no --deep, --coverage, --exhaustive or --trace")
        }
        guard !clientGo || priority.isEmpty && !lock.isPair && !migration && !coverage && !exhaustive else {
            let others = "--priority, --migration, --coverage, --exhaustive or a --lock of two kinds"
            throw ValidationError("--client-go is to compare with, and knows one lock and no priorities; no \(others)")
        }
        guard seeds > 0, minutes > 0, (1...100).contains(candidates) else {
            throw ValidationError("--seeds and --minutes must be positive, --candidates 1 to 100")
        }
        do {
            let precision = migration ? TimePrecision.seconds : lock.timePrecision
            _ = try Timing(leaseDuration: .seconds(ttl), timePrecision: precision)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() throws {
        if exhaustive { return try walk() }
        if let herd { return try run(herd: herd) }
        var options = Simulation.Options(timing: try Timing(leaseDuration: .seconds(ttl)))
        options.depth = deep ? .conversation : .election
        options.candidates = candidates
        options.onlyClientGo = clientGo
        options.lock = lock
        options.priorities = priority
        if migration { options.scenario = .migration }
        options.length = .seconds(60 * minutes)
        let began = SystemClock.instant()
        var total = Totals()
        for seed in self.seed..<self.seed &+ seeds {
            if let seconds, SystemClock.instant() - began > .seconds(seconds) { break }
            var simulation = try Simulation(seed: seed, options: options, trace: trace ? { print($0) } : nil)
            let outcome = simulation.run()
            total.add(outcome)
            if let violation = outcome.violation, !clientGo {
                print("seed \(seed): \(violation)")
                print("look at it with: leader-elector-lab simulate --seed \(seed) \(flags)--trace")
            }
        }
        for point in Coverage.Point.allCases where seeds > 1 { print("\(point): \(total.coverage.count(of: point))") }
        print(total)
        // A trace is the same whenever it is made, so it does not say how long it took.
        if !trace { print("in \((SystemClock.instant() - began).text)") }
        var failed = total.failed
        let missing = total.coverage.missing(ofMigrations: migration)
        if coverage, !missing.isEmpty {
            print("never reached: \(missing)")
            failed += 1
        }
        print("\(total.passed) passed, \(failed) failed")
        if failed > 0 { throw ExitCode.failure }
    }

    private func walk() throws {
        let began = SystemClock.instant()
        let timing = try Timing(leaseDuration: .seconds(ttl))
        let outcome = ExhaustiveWalk(depth: depth, departures: departures, timing: timing).run()
        for line in outcome.path { print(line) }
        if let violation = outcome.violation { print(violation) }
        print("\(outcome.worlds) worlds in \((SystemClock.instant() - began).text)")
        print(outcome.violation == nil ? "1 passed, 0 failed" : "0 passed, 1 failed")
        if outcome.violation != nil { throw ExitCode.failure }
    }

    private var flags: String {
        var flags = "--ttl \(ttl) --minutes \(minutes) --candidates \(candidates) "
        if deep { flags += "--deep " }
        if migration { flags += "--migration " }
        if lock != .leases { flags += "--lock \(lock.rawValue) " }
        if !priority.isEmpty { flags += "--priority \(priority.map(String.init).joined(separator: " ")) " }
        return flags
    }

    private struct Totals: CustomStringConvertible {
        private(set) var passed = 0
        private(set) var failed = 0
        private(set) var coverage = Coverage()
        private var terms = 0
        private var yeses = 0
        private var requests = 0
        private var busiestMinute = 0
        private var ledSeconds = 0
        private var seconds = 0

        mutating func add(_ outcome: Simulation.Outcome) {
            if outcome.violation == nil { passed += 1 } else { failed += 1 }
            coverage.add(outcome.coverage)
            terms += outcome.terms
            yeses += outcome.yeses
            requests += outcome.requests
            busiestMinute = max(busiestMinute, outcome.busiestMinute)
            ledSeconds += outcome.ledSeconds
            seconds += outcome.seconds
        }

        var description: String {
            """
            \(terms) terms, \(yeses) yeses told, \(requests) requests, at most \(busiestMinute) of a candidate in a \
            minute, a leader in \(ledSeconds * 1000 / max(seconds, 1)) of 1000 seconds
            """
        }
    }
}

extension LockChoice: ExpressibleByArgument {}
