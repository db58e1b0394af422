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

/// Each seed found a mistake that has been mended since; the comment says which.
@Suite struct MendedSeedTests {
    /// A release that a lagging server showed late freed the lock from a claim that came after it.
    @Test func anOldReleaseFreesNoLaterClaim() throws {
        try expectPromise(seed: 128_569)
    }

    /// A restarted container that adopted the lock released it while its earlier life's yes was still good.
    @Test func anAdoptedLockIsReleasedOnlyAfterTheEarlierLifesLastYes() throws {
        try expectPromise(seed: 124_533)
    }

    /// The renewals of a machine whose clock was beyond the year 9999 all had one time, so client-go took them for dead.
    @Test func renewalsMoveOnWhateverTheWallClockSays() throws {
        try expectPromise(seed: 120)
    }

    private func expectPromise(seed: UInt64) throws {
        var simulation = try Simulation(seed: seed, options: .init(timing: Timing()))
        #expect(simulation.run().violation == nil)
    }
}
