import Election
import Testing

@testable import Simulation

@Suite struct SeedLoopTests {
    @Test func noSeedOfTheElectionAloneBreaksThePromise() throws {
        try run(seeds: 1...40, depth: .election)
    }

    @Test func noSeedOfTheWholeConversationBreaksThePromise() throws {
        try run(seeds: 1...2, depth: .conversation)
    }

    @Test func aSeedGivesTheSameRunAgain() throws {
        let traces = try (0..<2).map { _ in
            var trace: [String] = []
            var simulation = try Simulation(seed: 7, options: .init(timing: Timing()), trace: { trace.append($0) })
            _ = simulation.run()
            return trace
        }
        #expect(traces[0].count > 1000)
        #expect(traces[0] == traces[1])
    }

    private func run(seeds: ClosedRange<UInt64>, depth: Simulation.Depth) throws {
        var options = Simulation.Options(timing: try Timing())
        options.depth = depth
        for seed in seeds {
            var simulation = try Simulation(seed: seed, options: options)
            let outcome = simulation.run()
            #expect(outcome.violation == nil, "seed \(seed)")
            #expect(outcome.terms > 0, "seed \(seed)")
        }
    }
}
