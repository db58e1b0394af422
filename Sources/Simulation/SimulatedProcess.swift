import Election

/// What runs on a node: a candidacy of ours or another's elector.
enum SimulatedProcess {
    case ours(Running<Candidacy>)
    case foreign(Running<ForeignElector>)

    /// Behind a reference, since an elector is large and looking at one should not copy it.
    final class Running<Candidate> {
        var candidate: Candidate

        init(_ candidate: Candidate) {
            self.candidate = candidate
        }
    }

    var ours: Running<Candidacy>? {
        guard case .ours(let running) = self else { return nil }
        return running
    }

    func handle(_ event: Elector.Event, of half: Candidacy.Half, at now: Moment) -> [Candidacy.Action] {
        switch self {
        case .ours(let running):
            running.candidate.handle(event, of: half, at: now)
        case .foreign(let running):
            running.candidate.handle(event, at: now).map { Candidacy.Action(half: half, action: $0) }
        }
    }

    /// The version of the lock that it knows.
    func version(known half: Candidacy.Half) -> ObjectVersion? {
        ours?.candidate.electors[half.rawValue].sight.snapshot?.version
    }

    /// Whom it would name; empty where it knows of no leader.
    func leaderName(at now: Moment) -> String {
        switch self {
        case .ours(let running): running.candidate.leadership(at: now).name
        case .foreign(let running): running.candidate.leaderName
        }
    }

    /// Whether it would say that it leads.
    func leads(at now: Moment) -> Bool {
        switch self {
        case .ours(let running): running.candidate.leads(at: now)
        case .foreign(let running): running.candidate.isLeader
        }
    }
}
