extension Herd {
    /// What a herd costs its API server in a minute in which nothing happens, all candidates together.
    package struct Rest: Hashable, Sendable {
        /// Requests of all kinds, openings of watches included.
        package var requests = 0
        /// Those of them that store something: writes and proposals.
        package var writes = 0
        /// Events that watches showed.
        package var watchEvents = 0
    }

    /// Looks on for five minutes, in which each watch has to be opened anew, and gives one's share.
    package mutating func rest() -> Rest {
        let minutes = 5
        let before = simulation.traffic
        simulation.advance(to: simulation.now + Int64(minutes) * 60_000_000_000)
        let after = simulation.traffic
        return Rest(
            requests: (after.requests - before.requests) / minutes,
            writes: (after.writes - before.writes + after.proposals - before.proposals) / minutes,
            watchEvents: (after.watchEvents - before.watchEvents) / minutes
        )
    }
}

extension Herd.Rest: CustomStringConvertible {
    package var description: String {
        "\(requests) requests a minute, \(writes) of them writes or proposals, \(watchEvents) events shown"
    }
}
