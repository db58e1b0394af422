import Election
import Testing

@testable import Simulation

@Suite struct HerdTests {
    @Test func aHerdElectsOneLeaderWhomAllName() throws {
        var herd = try Herd(candidates: 200, timing: Timing(), seed: 1)
        let start = herd.start()
        #expect(start.writes > 0 && start.requests >= 40)
        for blow in Herd.Blow.allCases {
            let report = herd.take(blow)
            #expect(report.convergence < .seconds(20), "\(blow): \(report)")
            #expect(report.requests > 0 && report.watchEvents > 0, "\(blow): \(report)")
            #expect(report.excess(over: blow.limit) == nil, "\(blow): \(report)")
        }
        #expect(herd.violation == nil)
    }

    @Test func atRestTheLeaderWritesAndTheOthersOnlyOpenTheirWatchesAnew() throws {
        var herd = try Herd(candidates: 100, timing: Timing(), seed: 1)
        _ = herd.start()
        let rest = herd.rest()
        // A renewal in two seconds, and now and then the heir's sign.
        #expect((30...32).contains(rest.writes), "\(rest)")
        // Each watch lasts four to five minutes.
        #expect((20...25).contains(rest.requests - rest.writes), "\(rest)")
        #expect(rest.watchEvents >= 100 * 30, "\(rest)")
        #expect(herd.violation == nil)
    }

    @Test func aHerdThatPollsPaysInReadsAndInTime() throws {
        let timing = try Timing()
        var herd = try Herd(candidates: 100, timing: timing, onlyClientGo: true, seed: 1)
        _ = herd.start()
        let poll = timing.retryPeriod * 22 / 10 + .milliseconds(60)
        for blow in Herd.Blow.allCases {
            let report = herd.take(blow)
            #expect(report.writes > 0 && report.proposals == 0 && report.watchEvents == 0, "\(blow): \(report)")
            #expect(report.requests > 50, "\(blow): \(report)")
            #expect(report.convergence <= poll, "\(blow): \(report)")
            guard blow != .serverRestart else { continue }
            // The last to poll learns of it last; the same one may lead again after an outage.
            #expect(report.convergence > timing.retryPeriod || blow == .serverOutage, "\(blow): \(report)")
        }
        #expect(herd.take(.crash).excess(over: Herd.Blow.crash.limit) != nil, "they need not be as fast as ours")
        let rest = herd.rest()
        #expect((28...31).contains(rest.writes) && rest.watchEvents == 0, "\(rest)")
        // From one to 2.2 retry periods between two polls.
        #expect((1800...1950).contains(rest.requests), "\(rest)")
    }

    @Test func whatIsOverALimitIsSaid() {
        let limit = Herd.Limit(writes: 3, vacancy: .seconds(1))
        var report = Herd.Report()
        report.writes = 2
        report.proposals = 1
        report.vacancy = .seconds(1)
        #expect(report.excess(over: limit) == nil)
        report.proposals = 2
        #expect(report.excess(over: limit) == "4 writes are more than 3")
        report.proposals = 1
        report.vacancy = .milliseconds(1001)
        #expect(report.excess(over: limit) == "1.001s without a leader is more than 1s")
    }
}
