import Election

/// What runs on a node: an elector of ours or client-go's.
enum SimulatedProcess {
    case ours(Running<Elector>)
    case clientGo(Running<ClientGoElector>)

    /// Behind a reference, since an elector is large and looking at one should not copy it.
    final class Running<Candidate> {
        var elector: Candidate

        init(_ elector: Candidate) {
            self.elector = elector
        }
    }

    var ours: Running<Elector>? {
        guard case .ours(let running) = self else { return nil }
        return running
    }

    func handle(_ event: Elector.Event, at now: Moment) -> [Elector.Action] {
        switch self {
        case .ours(let running): running.elector.handle(event, at: now)
        case .clientGo(let running): running.elector.handle(event, at: now)
        }
    }

    /// Whether it would say that it leads.
    func leads(at now: Moment) -> Bool {
        switch self {
        case .ours(let running): running.elector.leads(at: now)
        case .clientGo(let running): running.elector.isLeader
        }
    }
}
