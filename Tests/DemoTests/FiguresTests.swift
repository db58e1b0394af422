import Election
import Testing

@testable import Demo

@Suite struct FiguresTests {
    @Test func medianAndWorstAreHeldAgainstTheGoal() {
        var figures = Figures()
        for milliseconds in [60, 10, 20, 30] { figures.add(Figure(.start, .milliseconds(milliseconds))) }
        for milliseconds in [3, 101, 5] { figures.add(Figure(.handover, .milliseconds(milliseconds))) }
        #expect(
            figures.lines == [
                "                                                  median     worst  goal",
                "start to the leader's name on every port         25.0 ms   60.0 ms  100.0 ms, worst 500.0 ms: met",
                "release to the successor's name on every port     5.0 ms  101.0 ms  20.0 ms, worst 100.0 ms: missed",
            ]
        )
    }

    @Test(arguments: [
        (Duration.microseconds(4249), "4.2 ms"), (.zero, "0.0 ms"), (.milliseconds(999), "999.0 ms"),
        (.microseconds(999_960), "1.00 s"), (.milliseconds(2345), "2.35 s"), (.milliseconds(-50), "-50.0 ms"),
    ])
    func durationsAreShownForComparison(duration: Duration, text: String) {
        #expect(duration.shown == text)
    }
}
