import Election
import Testing

@testable import Simulation

@Suite struct SimulatedClockTests {
    @Test(arguments: [-195_000, -1, 0, 1, 195_000] as [Int64])
    func itRunsAtItsRateAndNeverBack(skew: Int64) {
        let clock = SimulatedClock(skew: skew, offset: 123_456_789, wallOffset: -5)
        let start = clock.moment(at: 0)
        #expect(clock.moment(at: 1_000_000_000).instant - start.instant == .nanoseconds(1_000_000_000 + skew * 1000))
        var before = start
        for time in stride(from: 0, to: 3_000_000, by: 777) as StrideTo<Int64> {
            let now = clock.moment(at: time)
            #expect(now.instant >= before.instant && now.wall >= before.wall)
            before = now
        }
    }

    @Test(arguments: [-195_000, -1, 0, 1, 195_000] as [Int64])
    func itShowsAnInstantAtItsTrueTimeOrRightAfter(skew: Int64) {
        let clock = SimulatedClock(skew: skew, offset: 123_456_789, wallOffset: -5)
        for time in [0, 1, 999_999, 1_000_000_007, 3_600_000_000_001] as [Int64] {
            let instant = clock.moment(at: time).instant
            let found = clock.trueTime(of: instant)
            #expect(clock.moment(at: found).instant >= instant)
            #expect(found - time < 10_000)
        }
    }
}
