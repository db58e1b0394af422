import Testing

@testable import Bench

@Suite struct LatencyHistogramTests {
    @Test func quantilesAreAtMostASixtyFourthTooMuch() throws {
        var histogram = LatencyHistogram()
        for latency in 1...100_000 { histogram.add(nanoseconds: Int64(latency)) }
        for perThousand in [1, 500, 990, 999, 1000] {
            let exact = Double(perThousand * 100)
            let found = try #require(histogram.quantile(perThousand: perThousand))
            #expect(found >= exact && found <= exact * (1 + 1.0 / 64))
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 1_000_000_000] as [Int64])
    func oneValueIsItsOwnMedian(value: Int64) throws {
        var histogram = LatencyHistogram()
        histogram.add(nanoseconds: value)
        let found = try #require(histogram.quantile(perThousand: 500))
        #expect(found >= Double(value) && found <= Double(value) * (1 + 1.0 / 64))
    }

    @Test func whatIsOutOfItsRangeCountsAtItsEnds() throws {
        var histogram = LatencyHistogram()
        histogram.add(nanoseconds: -5)
        #expect(histogram.quantile(perThousand: 1000) == 0)
        histogram.add(nanoseconds: .max)
        #expect(try #require(histogram.quantile(perThousand: 1000)) < 1.2e12)
        #expect(histogram.count == 2)
    }

    @Test func withoutLatenciesThereIsNoQuantile() {
        #expect(LatencyHistogram().quantile(perThousand: 500) == nil)
    }
}
