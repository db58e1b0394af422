import Election
import Testing

@Suite struct MicroTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (1_795_255_202_123_456, "2026-11-21T10:00:02.123456Z"),
        (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
        (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"),
        (1_709_251_200_000_000, "2024-03-01T00:00:00.000000Z"),
        (-2_203_891_200_000_000, "1900-03-01T00:00:00.000000Z"),
        (-2_203_891_200_000_001, "1900-02-28T23:59:59.999999Z"),
        (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
    ])
    func aTimeAndItsTextStandForEachOther(microseconds: Int64, text: String) {
        #expect(MicroTime.text(WallTime(microseconds: microseconds)) == text)
        #expect(MicroTime.time(text) == WallTime(microseconds: microseconds))
    }

    @Test func everyDayOfFourCenturiesIsTheOneAfterTheDayBefore() {
        var time = WallTime(microseconds: 946_684_800_000_000)
        for year in 2000..<2400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in zip(1..., [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
                for day in 1...days {
                    let date = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
                    #expect(MicroTime.wholeSecondsText(time) == "\(date)T00:00:00Z")
                    #expect(MicroTime.time("\(date)T00:00:00Z") == time)
                    time.microseconds += 86_400_000_000
                }
            }
        }
    }

    @Test func wholeSecondsAreCutNotRounded() {
        #expect(MicroTime.wholeSecondsText(WallTime(microseconds: 999_999)) == "1970-01-01T00:00:00Z")
        #expect(MicroTime.wholeSecondsText(WallTime(microseconds: -1)) == "1969-12-31T23:59:59Z")
    }

    @Test(arguments: [
        ("1970-01-01T00:00:01Z", 1_000_000), ("1970-01-01T00:00:01z", 1_000_000), ("1970-01-01t00:00:01Z", 1_000_000),
        ("1970-01-01 00:00:01", 1_000_000), ("1970-01-01T00:00:01", 1_000_000),
        ("1970-01-01T00:00:00.5Z", 500_000), ("1970-01-01T00:00:00.123456789Z", 123_456),
        ("1970-01-01T00:00:00.000001", 1),
        ("1970-01-01T01:00:00+01:00", 0), ("1969-12-31T18:30:00-05:30", 0), ("1970-01-01T00:00:00+00:00", 0),
        ("1970-01-01T00:00:00.5-00:01", 60_500_000), ("1969-12-31T23:59:60Z", 0),
    ])
    func othersWriteTimesInManyWays(text: String, microseconds: Int64) {
        #expect(MicroTime.time(text) == WallTime(microseconds: microseconds))
    }

    @Test(arguments: [
        "", "now", "1970", "1970-01-01", "1970-01-01T", "1970-01-01T00:00Z", "70-01-01T00:00:00Z",
        "1970-1-1T00:00:00Z", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z",
        "1970-01-32T00:00:00Z", "2023-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "1900-02-29T00:00:00Z",
        "1970-04-31T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:61Z",
        "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00,5Z", "1970-01-01T00:00:00ZZ", "1970-01-01T00:00:00Z ",
        " 1970-01-01T00:00:00Z", "1970-01-01T00:00:00+1:00", "1970-01-01T00:00:00+0100", "1970-01-01T00:00:00+24:00",
        "1970-01-01T00:00:00+00:60", "1970-01-01T00:00:00+", "-1970-01-01T00:00:00Z", "+970-01-01T00:00:00Z",
        "１９７０-01-01T00:00:00Z", "1970-01-01T00:00:00.٣Z", "\u{0}",
    ])
    func whatIsNoTimeIsNone(text: String) {
        #expect(MicroTime.time(text) == nil)
    }

    @Test func theEndsOfTheClockAreTimesToo() {
        for microseconds in [Int64.min, .max] {
            #expect(!MicroTime.text(WallTime(microseconds: microseconds)).isEmpty)
        }
    }
}
