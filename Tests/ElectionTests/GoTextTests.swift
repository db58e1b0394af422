import Election
import Testing

/// What Go's flag package reads, as the classic sidecar's command lines have it.
@Suite struct GoTextTests {
    @Test(arguments: [
        ("10s", Duration.seconds(10)), ("1m30s", .seconds(90)), ("500ms", .milliseconds(500)),
        ("1.5s", .milliseconds(1500)), (".5s", .milliseconds(500)), ("5.s", .seconds(5)), ("1h", .seconds(3600)),
        ("1h1m1s1ms1us1ns", .nanoseconds(3_661_001_001_001)), ("250µs", .microseconds(250)),
        ("250μs", .microseconds(250)), ("0", .zero), ("0s", .zero), ("-1s", .seconds(-1)), ("+1s", .seconds(1)),
        ("-0", .zero), ("876600h", .seconds(3_155_760_000)),
    ])
    func aDurationIsReadAsGoReadsIt(text: String, duration: Duration) {
        #expect(Duration(goText: text) == duration)
    }

    @Test(arguments: [
        "", "10", "ten", "s", ".s", "-", "+", "1", "-1", "00", "1 s", " 1s", "1s ", "1S", "1d", "1e3s", "0x1s", "--1s",
        "1.2.3s", "1s2", "s1", "infs", "nans", "１s", "876601h", "99999999999999999999s", "1h-1m",
    ])
    func whatIsNoDurationIsRefused(text: String) {
        #expect(Duration(goText: text) == nil)
    }

    @Test(arguments: ["1", "t", "T", "true", "TRUE", "True"])
    func yesHasSixForms(text: String) {
        #expect(Bool(goText: text) == true)
    }

    @Test(arguments: ["0", "f", "F", "false", "FALSE", "False"])
    func noHasSixForms(text: String) {
        #expect(Bool(goText: text) == false)
    }

    @Test(arguments: ["", "yes", "on", "tRUE", "2", " true"])
    func whatIsNeitherIsRefused(text: String) {
        #expect(Bool(goText: text) == nil)
    }
}
