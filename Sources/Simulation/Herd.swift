import Election

/// A thousand candidates on one lock: what a change of leaders costs the API server, and how soon everybody knows; of
/// ours, or to compare with of client-go's electors, which poll.
///
/// Nothing goes wrong but what it is told to do: messages take up to 20 ms, and clocks run as true time does.
package struct Herd {
    /// What happens to the leader or to the server.
    package enum Blow: Equatable, Sendable, CaseIterable {
        /// The leader is stopped and releases the lock.
        case release
        /// The leader is gone without a word, so that its lease has to run out.
        case crash
        /// So is the heir, if there is one.
        case crashWithHeir
        /// The API server restarts and is away for 3 s.
        case serverRestart
        /// It is away for two leases: nobody leads when it comes back.
        case serverOutage

        /// A handful of writes, polite or not; a dead heir costs a while more.
        ///
        /// After an outage that is longer than the lease each learns at another moment that the server is back, the heir
        /// perhaps last.
        package var limit: Limit {
            switch self {
            case .release, .crash: Limit(writes: 20, vacancy: .milliseconds(150))
            case .crashWithHeir: Limit(writes: 20, vacancy: .milliseconds(600))
            case .serverRestart: Limit(writes: 20, vacancy: .zero)
            case .serverOutage: Limit(writes: 20, vacancy: .seconds(5))
            }
        }
    }

    /// What a blow may cost.
    package struct Limit: Sendable {
        /// Writes and proposals together.
        package var writes: Int
        package var vacancy: Duration
    }

    /// What a blow came to, until everybody named the leader.
    package struct Report: Hashable, Sendable {
        /// Writes that reached the server, conflicts included, without proposals: from the blow to the beginning of the
        /// next term and 2 s more, or, where the lead is to be kept, for a lease.
        package var writes = 0
        /// Proposals that did in that time.
        package var proposals = 0
        /// Requests of all kinds that were sent in that time, and events that watches showed.
        package var requests = 0
        package var watchEvents = 0
        /// From the lock's being free, to one who asks the server, until somebody leads; zero where the lead was kept.
        package var vacancy = Duration.zero
        /// From then until all named the leader.
        package var convergence = Duration.zero

        /// What is over the limit, as a sentence; nil if nothing is.
        package func excess(over limit: Limit) -> String? {
            if writes + proposals > limit.writes { return "\(writes + proposals) writes are more than \(limit.writes)" }
            if vacancy > limit.vacancy { return "\(vacancy.text) without a leader is more than \(limit.vacancy.text)" }
            return nil
        }
    }

    var simulation: Simulation
    private let timing: Timing

    /// - Parameter onlyClientGo: Whether all are `ForeignElector`s that do as client-go's, with the same timing.
    /// - Throws: what `Simulation` throws.
    package init(candidates: Int = 1000, timing: Timing, onlyClientGo: Bool = false, seed: UInt64) throws {
        var options = Simulation.Options(timing: timing)
        options.candidates = candidates
        options.onlyClientGo = onlyClientGo
        options.scenario = .herd
        options.length = .seconds(86_400)
        self.timing = timing
        simulation = try Simulation(seed: seed, options: options)
    }

    /// What the run has come to contradict, if it has.
    package var violation: Violation? { simulation.checker.violation }

    /// Lets all start, and settle: gives what it took until everybody named the leader.
    package mutating func start() -> Report {
        let report = observe(from: simulation.now) { $0.now }
        settle()
        return report
    }

    /// Strikes, and looks on until all who are left name a leader again; then lets them settle.
    package mutating func take(_ blow: Blow) -> Report {
        guard let leader = simulation.leader else { return Report() }
        let began = simulation.now
        let lease = timing.leaseDuration.nanoseconds
        let report: Report
        switch blow {
        case .release:
            simulation.askToGo(leader)
            report = observe(from: began) { $0.nodes[leader].lastCommit }
        case .crash, .crashWithHeir:
            if blow == .crashWithHeir, let heir = simulation.heir { simulation.kill(heir) }
            simulation.kill(leader)
            report = observe(from: began) { $0.nodes[leader].lastCommit + lease }
        case .serverRestart:
            simulation.restartServer(awayFor: .seconds(3))
            report = observe(from: began, isLeadKept: true) { $0.now }
        case .serverOutage:
            simulation.restartServer(awayFor: timing.leaseDuration * 2)
            report = observe(from: began) { _ in began + 2 * lease }
        }
        settle()
        return report
    }

    /// Three leases in which nothing happens, so that there is an heir again.
    private mutating func settle() {
        // A while more, so that renewals are not always at the same point.
        let more = simulation.random.duration(in: .zero...timing.retryPeriod)
        simulation.advance(to: simulation.now + (timing.leaseDuration * 3 + more).nanoseconds)
    }

    /// Looks on until a new term has begun and 2 s more, or, if the lead is to be kept, for a lease.
    ///
    /// - Parameter freeFrom: when the lock became free; it is asked right before the new term.
    private mutating func observe(
        from began: Int64,
        isLeadKept: Bool = false,
        freeFrom: (Simulation) -> Int64
    ) -> Report {
        let before = simulation.traffic
        let terms = simulation.terms
        let lease = timing.leaseDuration.nanoseconds
        var free = began
        if !isLeadKept {
            simulation.advance(to: began + 6 * lease) { simulation in
                if simulation.terms == terms { free = freeFrom(simulation) }
                return simulation.terms == terms
            }
        }
        let led = simulation.now
        let end = led + (isLeadKept ? lease : 2_000_000_000)
        var after: Simulation.Traffic?
        while simulation.now < led + 2 * lease, !simulation.allNameTheLeader {
            simulation.advance(to: simulation.now + 1_000_000)
            if after == nil, simulation.now >= end { after = simulation.traffic }
        }
        let converged = simulation.now
        simulation.advance(to: end)
        let traffic = after ?? simulation.traffic
        return Report(
            writes: traffic.writes - before.writes,
            proposals: traffic.proposals - before.proposals,
            requests: traffic.requests - before.requests,
            watchEvents: traffic.watchEvents - before.watchEvents,
            vacancy: .nanoseconds(isLeadKept ? 0 : max(0, led - free)),
            convergence: .nanoseconds(converged - led)
        )
    }
}

extension Herd.Report: CustomStringConvertible {
    package var description: String {
        """
        \(writes) writes, \(proposals) proposals, \(requests) requests, \(watchEvents) events shown, a leader \
        \(vacancy.text) after the lock was free, named by all \(convergence.text) later
        """
    }
}
