import Election

/// What a herd needs: a run that stops where it is told to, and what goes over the wire meanwhile.
extension Simulation {
    /// What was sent and shown since the beginning.
    struct Traffic {
        /// Writes that reached the server.
        var writes = 0
        /// Proposals that did.
        var proposals = 0
        /// Events that watches showed.
        var watchEvents = 0
        /// Requests of all kinds that were sent.
        var requests = 0
    }

    /// Goes on until that time, or until an event after which `isToGoOn` says no.
    mutating func advance(to time: Int64, while isToGoOn: (Simulation) -> Bool = { _ in true }) {
        while let next = queue.nextTime, next <= time {
            step()
            if !isToGoOn(self) { return }
        }
        now = max(now, time)
    }

    /// The node that says it leads.
    var leader: Int? { nodes.indices.first { nodes[$0].leads(at: now) } }

    /// The node that the lock names as the heir, if it runs.
    var heir: Int? {
        guard let heir = server.object(.leases)?.heir else { return nil }
        return nodes.indices.first { nodes[$0].process?.ours?.candidate.candidate.life == heir.life }
    }

    /// Whether all who run name the one who leads.
    var allNameTheLeader: Bool {
        guard let leader else { return false }
        return nodes.allSatisfy { node in
            guard let process = node.process else { return true }
            return process.leaderName(at: node.clock.moment(at: now)) == nodes[leader].name
        }
    }

    mutating func askToGo(_ node: Int) {
        deliver(.resignationAsked, to: address(of: node))
    }
}
