import Testing

@testable import Bench

@Suite struct SamplesTests {
    @Test func theMedianIsTheMiddleOneOrTheMeanOfTwo() {
        var samples = Samples([5, 1, 3])
        #expect(samples.median == 3)
        samples.add(4)
        #expect(samples.median == 3.5)
        #expect(samples.values == [5, 1, 3, 4])
        #expect((samples.least, samples.greatest) == (1, 5))
    }

    @Test func withoutValuesThereIsNone() {
        let samples = Samples()
        #expect(samples.median == nil && samples.least == nil && samples.greatest == nil)
    }

    @Test(arguments: [
        (Goal.atMost(4), [3.0, 4, 9], true), (.atMost(4), [3, 5, 9], false), (.atMost(4, worst: 8), [3, 4, 8], true),
        (.atMost(4, worst: 8), [3, 4, 9], false), (.atLeast(4), [3, 4, 9], true), (.atLeast(4), [3, 3, 9], false),
        (.below(1), [0], true), (.below(1), [1], false), (.atMost(4), [], false),
    ])
    func aGoalIsAboutTheMedianAndTheWorst(goal: Goal, values: [Double], isMet: Bool) {
        #expect(goal.isMet(by: Samples(values)) == isMet)
    }
}
