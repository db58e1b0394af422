import Bench
import Election
import Runtime

extension BenchRunner {
    /// What three candidates take that do nothing but wait, at the default timings.
    func measureRest() {
        inTurns("at rest", rounds: plan.rests) { contestant in
            try withThree(of: contestant) { election, leader in
                if wants(.memory) { try measureMemory(election, leader) }
                if wants(.cpu) {
                    try measureUse(election, leader, seconds: plan.restSeconds) { role, before, after, minutes in
                        let time = Double((after.processorTime - before.processorTime).nanoseconds)
                        add(time / minutes, of: .processorTime(role), for: contestant)
                    }
                }
            }
        }
    }

    /// What they ask the API server in that time.
    func measureTraffic() {
        guard server.host != nil else { return }
        inTurns("requests", rounds: 1) { contestant in
            try withThree(of: contestant) { election, leader in
                try measureUse(election, leader, seconds: plan.trafficSeconds) { role, before, after, minutes in
                    guard let first = before.traffic, let last = after.traffic else { return }
                    add(Double(last.requests - first.requests) / minutes, of: .requests(role), for: contestant)
                    add(Double(last.bytes - first.bytes) / minutes, of: .traffic(role), for: contestant)
                }
            }
        }
    }

    /// With three candidates, and the one that leads, when they have been left alone for a moment.
    private func withThree(
        of contestant: Contestant,
        _ body: (BenchElection, BenchCandidate) throws -> Void
    ) throws {
        let election = try BenchElection(
            of: contestant,
            size: 3,
            ttl: .seconds(10),
            isRelayed: true,
            on: server,
            patience
        )
        defer { election.close() }
        let leader = try election.settle()
        patience.pause(.seconds(plan.settleSeconds))
        try body(election, leader)
    }

    private func measureMemory(_ election: BenchElection, _ leader: BenchCandidate) throws {
        for (role, candidate) in inOrder(election, leader) {
            let use = try candidate.probe.memory()
            add(Double(use.resident), of: .resident(role), for: election.contestant)
            add(Double(use.proportional), of: .proportional(role), for: election.contestant)
            add(Double(use.anonymous), of: .anonymous(role), for: election.contestant)
        }
    }

    /// Calls `add` for each candidate with what it had taken before and after some time, and that time in minutes.
    private func measureUse(
        _ election: BenchElection,
        _ leader: BenchCandidate,
        seconds: Int,
        _ add: (Role, Reading, Reading, Double) -> Void
    ) throws {
        let candidates = inOrder(election, leader)
        let before = try candidates.map { try Reading($0.candidate) }
        patience.pause(.seconds(seconds))
        let after = try candidates.map { try Reading($0.candidate) }
        guard election.leader === leader else { throw BenchFailure("the leader changed while all were at rest") }
        for ((role, before), after) in zip(zip(candidates.map(\.role), before), after) {
            add(role, before, after, Double(seconds) / 60)
        }
    }

    private func inOrder(
        _ election: BenchElection,
        _ leader: BenchCandidate
    ) -> [(role: Role, candidate: BenchCandidate)] {
        [(.leader, leader)] + election.followers(of: leader).map { (.follower, $0) }
    }

    /// What a candidate has taken until now.
    private struct Reading {
        let processorTime: Duration
        let traffic: Relay.Traffic?

        init(_ candidate: BenchCandidate) throws {
            processorTime = try candidate.probe.processorTime()
            traffic = candidate.relay?.traffic
        }
    }
}
