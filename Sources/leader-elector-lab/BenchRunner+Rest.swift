import Bench
import Election
import Runtime

extension BenchRunner {
    /// What three candidates take that do nothing but wait, at the default timings.
    func measureRest() {
        inTurns("at rest", rounds: plan.rests) { contestant in
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
            if wants(.memory) { try measureMemory(election, leader) }
            if wants(.cpu) || wants(.traffic) { try measureMinute(election, leader) }
        }
    }

    private func measureMemory(_ election: BenchElection, _ leader: BenchCandidate) throws {
        for (role, candidate) in inOrder(election, leader) {
            let use = try candidate.probe.memory()
            add(Double(use.resident), of: .resident(role), for: election.contestant)
            add(Double(use.proportional), of: .proportional(role), for: election.contestant)
            add(Double(use.anonymous), of: .anonymous(role), for: election.contestant)
        }
    }

    private func measureMinute(_ election: BenchElection, _ leader: BenchCandidate) throws {
        let contestant = election.contestant
        let candidates = inOrder(election, leader)
        let before = try candidates.map { try Reading($0.candidate) }
        patience.pause(.seconds(plan.restSeconds))
        let after = try candidates.map { try Reading($0.candidate) }
        guard election.leader === leader else { throw BenchFailure("the leader changed while all were at rest") }
        let minutes = Double(plan.restSeconds) / 60
        for ((role, before), after) in zip(zip(candidates.map(\.role), before), after) {
            let time = Double((after.processorTime - before.processorTime).nanoseconds)
            if wants(.cpu) { add(time / minutes, of: .processorTime(role), for: contestant) }
            guard wants(.traffic), let first = before.traffic, let last = after.traffic else { continue }
            add(Double(last.requests - first.requests) / minutes, of: .requests(role), for: contestant)
            add(Double(last.bytes - first.bytes) / minutes, of: .traffic(role), for: contestant)
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
