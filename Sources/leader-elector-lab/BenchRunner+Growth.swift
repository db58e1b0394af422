import Bench
import Election
import Runtime

extension BenchRunner {
    private static let crowdLease = Duration.seconds(10)

    /// What many candidates on one lock cost its API server, at rest and when their leader dies: ours, and others that
    /// poll.
    func measureCrowds() {
        guard let host = server.host else { return }
        for size in plan.crowds {
            inTurns("\(size) candidates", rounds: 1, of: options.crowds) { contestant in
                let election = contestant.isOurs ? "crowd-\(size)" : "polling-crowd-\(size)"
                let command = contestant.template.arguments([
                    .server: host.url, .election: election, .ttl: Self.crowdLease.text,
                ])
                let crowd = try Crowd(command + ["--count", "\(size)"], patience: patience)
                defer { crowd.close() }
                try crowd.waitForLeaders()
                for round in 0..<plan.crowdFailovers {
                    // Until there is an heir, as there is in all but the first moments of a term of ours.
                    try patience.wait(for: "an heir among \(size) candidates") {
                        !contestant.isOurs || server.lock(of: election).hasHeir
                    }
                    patience.pause(.seconds(1))
                    if round == 0 { measureCrowdRest(host, size, contestant) }
                    try measureFailover(host, crowd, election, size, contestant)
                }
            }
        }
    }

    private func measureCrowdRest(_ host: APIServerHost, _ size: Int, _ contestant: Contestant) {
        let before = host.traffic
        patience.pause(.seconds(plan.crowdRestSeconds))
        let minutes = Double(plan.crowdRestSeconds) / 60
        let requests = Double(host.traffic.requests - before.requests)
        let watched = Double(host.traffic.watchBytes - before.watchBytes)
        let answered = Double(host.traffic.answerBytes - before.answerBytes)
        add(requests / minutes, of: .restRequests(candidates: size), for: contestant)
        add(watched / minutes / Double(size), of: .watchBytes(candidates: size), for: contestant)
        add(answered / minutes / Double(size), of: .answerBytes(candidates: size), for: contestant)
    }

    private func measureFailover(
        _ host: APIServerHost,
        _ crowd: Crowd,
        _ election: String,
        _ size: Int,
        _ contestant: Contestant
    ) throws {
        let lock = server.lock(of: election)
        var free = lock.renewed + lock.duration
        var led: Instant?
        server.onChange = { name, now, instant in
            guard name == election, !now.holder.isEmpty else { return }
            if now.holder == lock.holder { free = now.renewed + now.duration } else { led = led ?? instant }
        }
        defer { server.onChange = { _, _, _ in } }
        let before = host.traffic
        crowd.takeLeaderAway()
        let named = try crowd.waitForLeaders()
        guard let led else { throw BenchFailure("the candidates name a leader whom the lock does not") }
        // As long as the simulator counts: those who come late are a part of the price.
        patience.pause(.seconds(2))
        add(Double(host.traffic.writes - before.writes), of: .writes(candidates: size), for: contestant)
        add(Double(host.traffic.requests - before.requests), of: .failoverRequests(candidates: size), for: contestant)
        add(led - free, of: .vacancy(candidates: size), for: contestant)
        add(named - led, of: .convergence(candidates: size), for: contestant)
    }
}
