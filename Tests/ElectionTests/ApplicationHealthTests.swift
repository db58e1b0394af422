import Election
import Testing

/// What probes say of an application: threshold 3, grace 30 s.
@Suite struct ApplicationHealthTests {
    private var health = ApplicationHealth(threshold: 3, grace: .seconds(30), at: at(0))

    private mutating func fitness(after probes: [(Bool, Double)]) -> [Fitness] {
        probes.map { isHealthy, second in
            let before = health.fitness
            let hasChanged = health.probed(isHealthy: isHealthy, at: at(second))
            #expect(hasChanged == (health.fitness != before))
            return health.fitness
        }
    }

    @Test mutating func itIsNothingBeforeTheFirstSuccessAndFitWithIt() {
        #expect(health.fitness == .unproven)
        #expect(fitness(after: [(false, 1), (true, 2)]) == [.unproven, .fit])
    }

    @Test mutating func onlyFailuresInARowMakeItUnfitAndOneSuccessEndsThat() {
        let probes = [(true, 1.0), (false, 2), (false, 3), (true, 4), (false, 5), (false, 6), (false, 7), (true, 8)]
        #expect(fitness(after: probes) == [.fit, .fit, .fit, .fit, .fit, .fit, .unfit, .fit])
    }

    @Test mutating func failuresCountWhenTheGraceIsOver() {
        let probes = [(false, 5.0), (false, 10), (false, 15), (false, 29.9), (false, 30)]
        #expect(fitness(after: probes) == [.unproven, .unproven, .unproven, .unproven, .unfit])
    }
}
