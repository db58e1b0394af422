/// What the two halves of a move from one kind of lock to another may do, and what they answer together.
extension Candidacy {
    mutating func deliverToPair(_ event: Elector.Event, of half: Half, at now: Moment, _ actions: inout [Action]) {
        switch event {
        case .started:
            for half in halves { deliver(event, to: half, at: now, &actions) }
        case .resignationAsked, .resignationHastened:
            for half in halves.reversed() { deliver(event, to: half, at: now, &actions) }
        case .stepDownAsked(let token, let pause):
            stepDown(fencingToken: token, pause: pause, at: now, &actions)
        case .workStopped(let token):
            guard token == resigningToken else { return }
            for half in halves {
                guard case .resigning(let resignation) = electors[half.rawValue].state else { continue }
                deliver(.workStopped(fencingToken: resignation.fencingToken), to: half, at: now, &actions)
            }
        case .fitnessChanged:
            for half in halves { deliver(event, to: half, at: now, &actions) }
        case .releaseHeld:
            deliver(event, to: .second, at: now, &actions)
            // The first has to know that the second is only now about to be released.
            _ = openGates(at: now)
            deliver(event, to: .first, at: now, &actions)
        case .readEnded, .writeEnded, .proposalEnded, .watchOpened, .watchSaw, .watchSawDeletion, .watchAdvanced,
            .watchEnded, .timerFired:
            deliver(event, to: half, at: now, &actions)
        }
    }

    private mutating func stepDown(
        fencingToken: UInt64?,
        pause: Duration,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        guard fencingToken == nil || fencingToken == term(at: now)?.fencingToken else { return }
        for half in halves.reversed() {
            deliver(.stepDownAsked(fencingToken: nil, pause: pause), to: half, at: now, &actions)
        }
    }

    /// Lets each half know what the other allows, until nothing changes by it any more.
    ///
    /// - Parameter gated: whose gates have just changed.
    mutating func settlePair(_ gated: [Half], at now: Moment, _ actions: inout [Action]) {
        var changed = gated
        // What one half does can change what the other may do, and back: the first is taken, then the second; the second
        // is released, then the first.
        for _ in 0..<4 {
            for half in changed { deliver(.timerFired, to: half, at: now, &actions) }
            keepTogether(at: now, &actions)
            changed = openGates(at: now)
            if changed.isEmpty { return }
        }
    }

    /// Gives the halves the gates that follow from the other's state; those whose gate has changed.
    mutating func openGates(at now: Moment) -> [Half] {
        let first = Elector.Gate(
            standsFrom: firstStandsFrom(at: now.instant),
            releasesFrom: electors[1].firstMayReleaseFrom
        )
        // Whoever waited for the second waited for both.
        if electors[1].hasFollowed { electors[0].hasFollowed = true }
        let mayTakeSecond = electors[0].term(at: now) != nil
        let second = Elector.Gate(standsFrom: mayTakeSecond ? .distantPast : nil, releasesFrom: .distantPast)
        return zip(halves, [first, second]).compactMap { half, gate in
            guard electors[half.rawValue].gate != gate else { return nil }
            electors[half.rawValue].gate = gate
            return half
        }
    }

    /// From when on the first may be taken; nil for not now.
    ///
    /// A gate that opens opens for all who wait at it, so its instant is kept: others' turns count from there.
    private func firstStandsFrom(at now: Instant) -> Instant? {
        if let lameUntil, now < lameUntil { return nil }
        guard let from = electors[1].firstMayStandFrom else { return nil }
        if from > now { return from }
        if let old = electors[0].gate.standsFrom, old <= now { return old }
        return now
    }

    /// A half is given up with the other, and given back where the other is somebody else's or cannot be had.
    private mutating func keepTogether(at now: Moment, _ actions: inout [Action]) {
        let isLameTooLong = leadsWithHalfTooLong(at: now)
        if isLameTooLong {
            // Somebody else may have more luck, and be disturbed by us ever more seldom.
            lameUntil = now.instant + timing.leaseDuration * (1 << min(lameHalves, 6))
            lameHalves += 1
        }
        for (half, other) in [(Half.first, Half.second), (.second, .first)] {
            guard electors[half.rawValue].isHolding else { continue }
            var pause: Duration?
            if case .resigning(let resignation) = electors[other.rawValue].state {
                pause = resignation.pause
            } else if electors[other.rawValue].otherLeader(at: now.instant) != nil {
                pause = .zero
            } else if isLameTooLong {
                pause = timing.leaseDuration
            }
            guard let pause else { continue }
            deliver(.stepDownAsked(fencingToken: nil, pause: pause), to: half, at: now, &actions)
        }
    }

    /// Whether one half has led without the other for a lease duration.
    ///
    /// No timer is needed for it, since whoever leads with a half renews it.
    private mutating func leadsWithHalfTooLong(at now: Moment) -> Bool {
        guard electors.count(where: { $0.term(at: now) != nil }) == 1 else {
            halfHeldSince = nil
            return false
        }
        let since = halfHeldSince ?? now.instant
        halfHeldSince = since
        return now.instant - since >= timing.leaseDuration
    }

    /// What the halves want done, with the whole's notices and end in the place of theirs.
    mutating func asWhole(_ actions: [Action], at now: Moment) -> [Action] {
        var whole: [Action] = []
        var loss = Elector.Loss.expired
        for action in actions {
            switch action.action {
            case .note(.becameLeader), .finish:
                break
            case .note(.stoppedLeading(let reason)):
                loss = reason
            default:
                whole.append(action)
            }
        }
        catchUpPair(at: now)
        let term = term(at: now)
        if let toldTerm, term != toldTerm {
            resigningToken = toldTerm.fencingToken
            whole.insert(Action(half: .first, action: .note(.stoppedLeading(loss))), at: 0)
            self.toldTerm = nil
        }
        if let term, toldTerm == nil {
            toldTerm = term
            lameHalves = 0
            whole.append(Action(half: .first, action: .note(.becameLeader(fencingToken: term.fencingToken))))
        }
        if !actions.isEmpty, let ending { whole.append(Action(half: .first, action: .finish(ending))) }
        return whole
    }

    /// How the election ended, once it has for both halves.
    private var ending: Elector.Ending? {
        let endings = electors.compactMap(\.ending)
        guard endings.count == electors.count else { return nil }
        return [.leftToExpire, .released].first(where: endings.contains) ?? .heldNothing
    }

    // MARK: Answers

    mutating func catchUpPair(at now: Moment) {
        for index in electors.indices { electors[index].catchUp(at: now) }
        answersGiven.update(to: pairSummary(at: now))
    }

    func pairLeadership(at now: Moment) -> Leadership {
        let summary = pairSummary(at: now)
        let halves = electors.map { $0.leadership(at: now) }
        let states = halves.map(\.state)
        let validity = halves.map(\.validity).min() ?? .zero
        // The new kind's record says more than the old one's, where it is there.
        let told = halves.last { $0.transitions != nil } ?? halves[0]
        return Leadership(
            name: summary.name,
            isLeader: summary.isLeader,
            state: summary.isLeader ? .leading : Self.state(of: states),
            reason: summary.reason,
            fencingToken: summary.fencingToken,
            validity: summary.isLeader ? validity : .zero,
            validUntil: summary.isLeader ? now.instant + validity : nil,
            transitions: told.transitions,
            acquiredAt: told.acquiredAt,
            renewedAt: told.renewedAt,
            heir: halves[0].heir,
            fitness: fitness,
            revision: answersGiven.revision(of: summary, life: candidate.life)
        )
    }

    private static func state(of states: [Leadership.State]) -> Leadership.State {
        if states.contains(.resigning) { return .resigning }
        if states.contains(.leading) || states.contains(.holding) { return .holding }
        if states.contains(.starting) { return .starting }
        return states.allSatisfy { $0 == .stopped } ? .stopped : .standby
    }

    /// We lead with both halves.
    ///
    /// Another does whom both name, or whom one names while nobody holds the other: it has not moved yet, or has moved
    /// already.
    private func pairSummary(at now: Moment) -> RevisionCounter.Summary {
        if let term = term(at: now) {
            return .init(name: candidate.identity, isLeader: true, fencingToken: term.fencingToken, reason: nil)
        }
        let halves = electors.map { $0.summary(at: now) }
        // A claim that has run out binds nobody any more, but one of our own may be renewed.
        let held = zip(electors, halves).filter { elector, half in
            half.reason != .free && !(half.reason == .expired && elector.state == .standby)
        }.map(\.1)
        guard let name = held.first?.name else {
            let reason = halves.compactMap(\.reason).first { $0 == .expired } ?? .free
            return .init(name: "", isLeader: false, fencingToken: nil, reason: reason)
        }
        if !name.isEmpty, name != candidate.identity, held.allSatisfy({ $0.name == name }) {
            return .init(name: name, isLeader: false, fencingToken: nil, reason: nil)
        }
        let reason = held.compactMap(\.reason).first ?? .halvesDisagree
        return .init(name: "", isLeader: false, fencingToken: nil, reason: reason)
    }
}

extension Elector {
    /// Whether the lock is ours and we are not giving it up.
    package var isHolding: Bool {
        switch state {
        case .holding, .leading: true
        case .starting, .standby, .resigning, .stopped: false
        }
    }

    /// From when on the first of a pair may be released, by the state of this, its second; nil for not now.
    ///
    /// It waits for its turn, not for ever: it has to be given back even if the second cannot be.
    fileprivate var firstMayReleaseFrom: Instant? {
        if case .resigning(let resignation) = state { return resignation.quietFrom + Self.releaseTime / 2 }
        return isHolding ? nil : .distantPast
    }

    /// From when on the first of a pair may be taken, by the state of this, its second; nil for not now.
    fileprivate var firstMayStandFrom: Instant? {
        if state == .starting || !mayStand { return nil }
        if isHolding || adoptable != nil { return .distantPast }
        return sight.claimEnd ?? .distantPast
    }
}
