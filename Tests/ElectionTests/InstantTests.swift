import Election
import Testing

@Suite struct InstantTests {
    @Test func arithmeticIsOnNanoseconds() {
        let start = Instant(nanoseconds: 5)
        #expect(start + .seconds(1) == Instant(nanoseconds: 1_000_000_005))
        #expect(start + .seconds(1) - .seconds(1) == start)
        #expect(start - (start + .milliseconds(3)) == .milliseconds(-3))
        #expect(start < start + .nanoseconds(1))
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.seconds(10), "10s"), (.milliseconds(250), "250ms"), (.milliseconds(6667), "6.667s"),
        (.milliseconds(1500), "1.5s"), (.milliseconds(1050), "1.05s"), (.milliseconds(-250), "-250ms"),
        (.milliseconds(-1500), "-1.5s"), (.microseconds(999), "1ms"), (.microseconds(499), "0s"),
        (.microseconds(999_500), "1s"), (.microseconds(999_499), "999ms"), (.microseconds(-999_500), "-1s"),
        (.nanoseconds(1_999_500_000), "2s"), (.seconds(3600), "3600s"),
        (.seconds(Int64.max), "9223372036854775807s"), (.seconds(Int64.min), "-9223372036854775808s"),
    ])
    func aDurationIsWrittenAsPeopleWriteIt(duration: Duration, text: String) {
        #expect(duration.text == text)
    }

    @Test func wholeUnitsAreCutTowardsZeroAndStayWithinBounds() {
        #expect(Duration.microseconds(1999).milliseconds == 1)
        #expect(Duration.microseconds(-1999).milliseconds == -1)
        #expect(Duration(secondsComponent: 0, attosecondsComponent: 1_999_999_999).nanoseconds == 1)
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.seconds(Int64.min).milliseconds == .min)
    }

    @Test func theClockThatMovedFurtherCounts() {
        let start = Moment(instant: Instant(nanoseconds: 0), wall: WallTime(microseconds: 0))
        for (boot, wall, longest) in [(3, 3, 3), (3, 5, 5), (3, -9, 3)] as [(Int64, Int64, Int64)] {
            let now = Moment(
                instant: Instant(nanoseconds: boot * 1_000_000_000),
                wall: WallTime(microseconds: wall * 1_000_000)
            )
            #expect(now.longestTime(since: start) == .seconds(longest))
        }
        let first = Moment(instant: Instant(nanoseconds: 0), wall: WallTime(microseconds: .min))
        let last = Moment(instant: Instant(nanoseconds: 1), wall: WallTime(microseconds: .max))
        #expect(last.longestTime(since: first) > .seconds(1))
    }
}
