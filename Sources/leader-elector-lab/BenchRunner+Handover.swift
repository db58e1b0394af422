import Bench
import Election
import Runtime

extension BenchRunner {
    private static let lease = Duration.seconds(10)
    private static let shortLease = Duration.seconds(2)

    /// Three candidates each, which stay while the rounds go on.
    func measureHandovers() {
        measure([.terminate, .stepDown], rounds: plan.politeHandovers, ttl: Self.lease, isRelayed: false)
        let cut: [Blow] = server.host == nil ? [] : [.partition]
        measure([.kill, .freeze] + cut, rounds: plan.hardHandovers, ttl: Self.shortLease, isRelayed: true)
    }

    private func measure(_ blows: [Blow], rounds: Int, ttl: Duration, isRelayed: Bool) {
        var elections: [String: BenchElection] = [:]
        defer { for election in elections.values { election.close() } }
        for blow in blows {
            // Nobody else has a request for it.
            let contestants = blow == .stepDown ? ours : options.contestants
            inTurns("handover by \(blow)", rounds: rounds, of: contestants) { contestant in
                let election =
                    try elections[contestant.name]
                    ?? BenchElection(
                        of: contestant,
                        size: 3,
                        ttl: ttl,
                        isRelayed: isRelayed,
                        on: server,
                        patience
                    )
                elections[contestant.name] = election
                let handover = try HandoverRound(election, patience).run(blow)
                for sight in Handover.Sight.allCases {
                    guard let delay = handover.delay(sight) else { continue }
                    let figure = Figure.handover(blow, sight, isRealServer: server.host == nil)
                    add(delay, of: figure, for: contestant)
                }
            }
        }
    }
}
