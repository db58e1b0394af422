import Bench
import Election
import Runtime

extension BenchRunner {
    private static let connections = [1, 16, 256]
    /// So many answers come before what counts.
    private static let warmUp = 200_000

    /// A leader alone, asked as fast as it answers.
    func measureAnswers() {
        for connections in Self.connections {
            inTurns("\(connections) connections", rounds: plan.loads, of: options.contestants.filter(\.answers)) {
                contestant in
                try withLeader(of: contestant) { leader in
                    let generator = LoadGenerator(port: leader.port, connections: connections, patience: patience)
                    _ = try generator.run(for: .milliseconds(200))
                    let before = try leader.probe.processorTime()
                    let load = try generator.run(for: .seconds(plan.loadSeconds))
                    let time = try leader.probe.processorTime() - before
                    add(load, time, connections, contestant)
                }
            }
        }
    }

    /// What a process keeps of requests that are answered and of renewals that are done: nothing.
    func measureMemoryGrowth() {
        let rounds = min(plan.loads, 3)
        inTurns("\(plan.requests) requests", rounds: rounds, of: options.contestants.filter(\.answers)) { contestant in
            try withLeader(of: contestant) { leader in
                let generator = LoadGenerator(port: leader.port, connections: 16, patience: patience)
                _ = try generator.run(answers: Self.warmUp)
                let before = try leader.probe.memory().anonymous
                _ = try generator.run(answers: plan.requests)
                let after = try leader.probe.memory().anonymous
                add(Double(after - before), of: .growth(overRequests: plan.requests), for: contestant)
            }
        }
        guard server.host != nil else { return }
        inTurns("\(plan.renewals) renewals", rounds: 1, of: ours) { contestant in
            try measureRenewals(contestant)
        }
    }

    /// A renewal every 50 ms is the quickest that the timings allow, so a process with many elections makes them.
    private func measureRenewals(_ contestant: Contestant) throws {
        let elections = 50
        let crowd = try Crowd(
            [
                Program.own, "candidates", "--server", server.url(by: nil) ?? "", "--election", "renewals",
                "--elections", "\(elections)", "--count", "1", "--ttl", "2s", "--retry-period", "50ms",
            ],
            patience: patience
        )
        defer { crowd.close() }
        try crowd.waitForLeaders(of: elections)
        // The heap of fifty elections finds its shape in about as many as are counted then.
        try waitForWrites(plan.renewals)
        let before = try crowd.probe.memory().anonymous
        try waitForWrites(plan.renewals)
        let after = try crowd.probe.memory().anonymous
        add(Double(after - before), of: .growth(overRenewals: plan.renewals), for: contestant)
    }

    private func waitForWrites(_ count: Int) throws {
        let goal = server.writes + UInt64(count)
        try patience.wait(for: "\(count) renewals", atMost: .seconds(1800)) { server.writes >= goal }
    }

    var ours: [Contestant] { options.contestants.filter(\.isOurs) }

    private func withLeader(of contestant: Contestant, _ body: (BenchCandidate) throws -> Void) throws {
        let election = try BenchElection(of: contestant, size: 1, ttl: .seconds(10), on: server, patience)
        defer { election.close() }
        try body(try election.settle())
    }

    private func add(_ load: LoadGenerator.Load, _ time: Duration, _ connections: Int, _ contestant: Contestant) {
        add(load.perSecond, of: .answersPerSecond(connections: connections), for: contestant)
        for rank in [500, 990, 999] {
            guard let latency = load.latencies.quantile(perThousand: rank) else { continue }
            add(latency, of: .answerTime(connections: connections, perThousand: rank), for: contestant)
        }
        let each = Double(time.nanoseconds) / Double(max(1, load.latencies.count))
        add(each, of: .processorTime(ofAnswerOver: connections), for: contestant)
    }
}
