import TestKit
import Testing

/// The demo as a process: real sidecars, real signals.
@Suite struct DemoCommandTests {
    @Test func theTourEndsWell() throws {
        let bench = try Workbench()
        let tour = try bench.start([try Lab.path(), "demo", "--tour", "--port", "0"])
        bench.wait(for: "the tour to end", atMost: .seconds(60)) { tour.isEnded }
        #expect(tour.result.code == 0, "\(tour.result.text)\n\(tour.result.complaint)")
        #expect(tour.result.output.last?.hasPrefix("All right: 8 steps") == true)
        #expect(tour.result.error.isEmpty)
    }
}
