/// One candidate's whole part in an election: an elector for each lock, and what they may do together.
///
/// Usually there is one lock. While a fleet moves from one kind of lock to another there are two: the old kind's, which
/// the candidates that have not moved yet take, and the new kind's, which those take that have moved. A candidate in
/// between holds both and leads only with both, until the earlier of both ends: so whoever holds either excludes it, and
/// it excludes whoever holds either. Each half is an election of its own, with its own compare-and-swap and timing, and
/// the rest is about getting on: the old one is taken first and released last, one is taken only while the other is free
/// or ours, and a half whose other half is held by somebody else, or cannot be had, is given back.
///
/// # What the caller must do
///
/// As with an elector, for each half; and carry out the notices and the one `finish` for the whole.
package struct Candidacy: Hashable, Sendable {
    /// Which of the locks an event or an action is about: the first is the only one, or the old one of a pair.
    package enum Half: Int, CaseIterable, Sendable {
        case first, second
        /// The old kind's lock, which a candidate for the new kind only reads.
        case neighbour
    }

    /// What to do about one lock; the end, and that a term begins or ends, are about the whole, whatever the half.
    package struct Action: Hashable, Sendable {
        package var half: Half
        package var action: Elector.Action

        package init(half: Half, action: Elector.Action) {
            self.half = half
            self.action = action
        }
    }

    /// One for each lock, in the order in which they are taken; for those who look on.
    package internal(set) var electors: [Elector]

    private var neighbour: NeighbourCheck?
    // What only a pair needs.
    var answersGiven = RevisionCounter()
    /// The pair's term that people were told of; nil while they were told of none.
    var toldTerm: Term?
    /// The token of the term that is being given up.
    var resigningToken: UInt64?
    /// Since when we have led with one half alone.
    var halfHeldSince: Instant?
    /// How often a half was given back because the other could not be had, since we led with both.
    var lameHalves = 0
    /// We take neither before this.
    var lameUntil: Instant?

    /// A term of the whole.
    struct Term: Hashable {
        /// Nil where a version of a lock is no number.
        var fencingToken: UInt64?
    }

    /// - Parameters:
    ///   - isPair: whether there are two locks, of the old kind and of the new one.
    ///   - checksNeighbour: whether to look for a fleet on the old kind's lock before the first take-over of the only one.
    ///   - heedsHeirs: as for an elector.
    ///   - seed: where chance comes from, as for an elector.
    package init(
        candidate: Candidate,
        timing: Timing,
        isPair: Bool = false,
        checksNeighbour: Bool = false,
        heedsHeirs: Bool = true,
        seed: UInt64
    ) {
        electors = [Elector(candidate: candidate, timing: timing, heedsHeirs: heedsHeirs, seed: seed)]
        // Who goes first is settled on the half that is taken first.
        if isPair { electors.append(Elector(candidate: candidate, timing: timing, heedsHeirs: false, seed: ~seed)) }
        if checksNeighbour {
            neighbour = NeighbourCheck(timing: timing)
            electors[0].gate.standsFrom = nil
        }
    }

    package var candidate: Candidate { electors[0].candidate }
    package var timing: Timing { electors[0].timing }
    /// Those that are taken, in their order.
    package var halves: [Half] { isPair ? [.first, .second] : [.first] }
    var isPair: Bool { electors.count == 2 }

    /// Takes in what happened to one lock, or to the whole process, and says what to do.
    ///
    /// - Parameter half: ignored for what happens to the whole: the start, a resignation, a step-down, work that stopped,
    ///   a release that is held, fitness.
    package mutating func handle(_ event: Elector.Event, of half: Half = .first, at now: Moment) -> [Action] {
        if half == .neighbour { return handleNeighbour(event, at: now) }
        var actions: [Action] = []
        if isPair {
            let changed = openGates(at: now)
            deliverToPair(event, of: half, at: now, &actions)
            settlePair(changed, at: now, &actions)
            actions = asWhole(actions, at: now)
        } else {
            if event == .started { actions += handleNeighbour(event, at: now) }
            deliver(event, to: .first, at: now, &actions)
            // An earlier life of this pod has looked already, and may have only seconds left to be gone on from.
            if neighbour != nil, electors[0].adoptable != nil { stopLooking(at: now, &actions) }
        }
        if case .fitnessChanged(let fitness) = event {
            actions.append(Action(half: .first, action: .note(.fitnessChanged(fitness))))
        }
        if let token = fencingTokenToStepDown(at: now) {
            actions += handle(.stepDownAsked(fencingToken: token, pause: timing.leaseDuration), at: now)
        } else if makesWay(at: now) {
            // As long as it is unfit it does not stand anyway.
            actions += handle(.stepDownAsked(fencingToken: nil, pause: .zero), at: now)
        }
        return actions
    }

    /// Whether our application cannot do the work that we lead for, and somebody can who is ready to.
    private func makesWay(at now: Moment) -> Bool {
        guard electors[0].fitness == .unfit, term(at: now) != nil else { return false }
        return candidate.stepsDownAlone || electors[0].hasReadyHeir(at: now.instant)
    }

    private mutating func handleNeighbour(_ event: Elector.Event, at now: Moment) -> [Action] {
        guard var check = neighbour else { return [] }
        let leader = electors[0].otherLeader(at: now.instant)
        var actions = check.handle(event, leader: leader, at: now.instant).map { Action(half: .neighbour, action: $0) }
        neighbour = check
        if check.isClear { stopLooking(at: now, &actions) }
        return actions
    }

    private mutating func stopLooking(at now: Moment, _ actions: inout [Action]) {
        neighbour = nil
        electors[0].gate = .open
        deliver(.timerFired, to: .first, at: now, &actions)
    }

    mutating func deliver(_ event: Elector.Event, to half: Half, at now: Moment, _ actions: inout [Action]) {
        for action in electors[half.rawValue].handle(event, at: now) {
            actions.append(Action(half: half, action: action))
        }
    }

    /// The token of our term, where an operator has put it on a lock so that we give it up.
    ///
    /// It ends the term that it names and no later one, so it may stay where it is.
    private func fencingTokenToStepDown(at now: Moment) -> UInt64? {
        let tokens = electors.indices.compactMap { electors[$0].sight.snapshot?.stepDownToken }
        guard !tokens.isEmpty, let token = term(at: now)?.fencingToken, tokens.contains(token) else { return nil }
        return token
    }

    /// The term that we lead in; nil while we do not lead.
    ///
    /// A pair's token is the greater of both: versions of each kind grow, so that it is greater than that of every term
    /// before, whichever half that was held by.
    func term(at now: Moment) -> Term? {
        var terms: [Elector.Term] = []
        for index in electors.indices {
            guard let term = electors[index].term(at: now) else { return nil }
            terms.append(term)
        }
        let tokens = terms.compactMap(\.fencingToken)
        return Term(fencingToken: tokens.count == terms.count ? tokens.max() : nil)
    }

    // MARK: Answers

    /// Who leads, at this moment, for somebody who will rely on it.
    package mutating func answer(at now: Moment) -> Leadership {
        guard isPair else { return electors[0].answer(at: now) }
        catchUpPair(at: now)
        let leadership = leadership(at: now)
        if let until = leadership.validUntil {
            for index in electors.indices { electors[index].said(yesUntil: until) }
        }
        return leadership
    }

    /// Who leads, at this moment, for logs and metrics that nobody acts on.
    package func leadership(at now: Moment) -> Leadership {
        isPair ? pairLeadership(at: now) : electors[0].leadership(at: now)
    }

    /// What is left of our lead if no renewal is confirmed any more; zero while we do not lead.
    ///
    /// For people: a yes may be relied on for less, which `answer` says.
    package func authority(at now: Moment) -> Duration {
        electors.map { elector in
            elector.term(at: now).map { elector.authorityLeft(of: $0, at: now) } ?? .zero
        }.min() ?? .zero
    }

    /// What an asker compares with the revision that it knows, without being told who leads.
    package mutating func revision(at now: Moment) -> Revision {
        guard isPair else { return electors[0].revision(at: now) }
        catchUpPair(at: now)
        return answersGiven.latestRevision(life: candidate.life)
    }

    /// Until when nobody else can lead, because every lock of ours is held; also while the lead is being given up.
    ///
    /// Nil where one is not, and where that end has come. What acts for our term must have ended by then (rule 15).
    package func heldUntil(at now: Moment) -> Instant? {
        let ends = electors.compactMap { $0.heldUntil(at: now) }
        return ends.count == electors.count ? ends.min() : nil
    }

    /// Whether a lock is ours.
    package var isHolding: Bool { electors.indices.contains { electors[$0].isHolding } }

    /// Whether our application can do the leader's work.
    package var fitness: Fitness { electors[0].fitness }

    /// Whether we lead at this moment.
    package func leads(at now: Moment) -> Bool { electors.allSatisfy { $0.leads(at: now) } }

    /// Whether every lock has been read, or found absent, at least once.
    package var hasSeenLock: Bool { electors.allSatisfy(\.hasSeenLock) }

    /// Whether the caller has missed what it was asked for by more than a retry period.
    package func isOverdue(at now: Instant) -> Bool { electors.contains { $0.isOverdue(at: now) } }
}
