import Testing

@testable import Bench

@Suite struct UnitTests {
    @Test(arguments: [
        (Unit.nanoseconds, 3_923_000.0, "3.92 ms"), (.nanoseconds, 12_000_000, "12 ms"), (.nanoseconds, 912, "912 ns"),
        (.nanoseconds, 23_440, "23.4 us"), (.nanoseconds, 1_250_000_000, "1.25 s"),
        (.nanoseconds, -2_500_000, "-2.50 ms"),
        (.bytes, 17_721_920, "17.7 MB"), (.bytes, 0, "0 B"), (.bytes, 4096, "4.10 kB"), (.bytes, -4096, "-4.10 kB"),
        (.count, 0.25, "0.25"), (.count, 7, "7"), (.count, 12_345, "12,345"), (.perSecond, 117_000.4, "117,000/s"),
        (.perSecond, 1_000_000, "1,000,000/s"),
    ])
    func threeDigitsCount(unit: Unit, value: Double, text: String) {
        #expect(unit.text(value) == text)
    }
}
