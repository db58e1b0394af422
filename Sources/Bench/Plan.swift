/// How often and for how long is measured.
package struct Plan: Hashable, Sendable {
    package var starts = 20
    /// Elections at rest.
    package var rests = 3
    package var restSeconds = 30
    /// For how long requests are counted, once: a follower opens a watch every four to five minutes.
    package var trafficSeconds = 300
    /// How long a new election is left alone before its memory counts as that at rest.
    package var settleSeconds = 5
    package var politeHandovers = 50
    package var hardHandovers = 10
    package var loads = 3
    package var loadSeconds = 5
    /// Of answers, for the growth of memory.
    package var requests = 1_000_000
    package var renewals = 100_000
    package var crowds = [10, 100, 1000]
    package var crowdFailovers = 3
    package var crowdRestSeconds = 10

    /// Everything, in about forty minutes.
    package static let full = Plan()

    /// A glance, in a minute or two.
    package static let quick = Plan(
        starts: 3,
        rests: 1,
        restSeconds: 5,
        trafficSeconds: 5,
        settleSeconds: 2,
        politeHandovers: 3,
        hardHandovers: 1,
        loads: 1,
        loadSeconds: 1,
        requests: 100_000,
        renewals: 5000,
        crowds: [10, 100],
        crowdFailovers: 1,
        crowdRestSeconds: 3
    )

    /// The same with another number of rounds of everything.
    package func withRounds(_ rounds: Int?) -> Plan {
        guard let rounds else { return self }
        var plan = self
        plan.starts = rounds
        plan.rests = rounds
        plan.politeHandovers = rounds
        plan.hardHandovers = rounds
        plan.loads = rounds
        plan.crowdFailovers = rounds
        return plan
    }
}
