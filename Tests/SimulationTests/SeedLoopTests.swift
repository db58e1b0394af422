import Election
import Testing

@testable import Simulation

@Suite struct SeedLoopTests {
    @Test func noSeedGivesTwoLeaders() throws {
        let timing = try Timing()
        for seed in UInt64(1)...30 {
            var simulation = Simulation(seed: seed, timing: timing)
            let outcome = simulation.run()
            #expect(outcome.violation == nil, "seed \(seed)")
            #expect(outcome.terms > 0, "seed \(seed)")
        }
    }
}
