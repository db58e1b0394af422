import Election

extension Scene {
    /// What happened to the process at a place among `pods`, or to the lock.
    package enum Event: Hashable, Sendable {
        case started(Int, processID: Int32, uid: String)
        case listens(Int, port: UInt16)
        case answered(Int, Answer, asked: Instant)
        /// It answered something that is no status; with the reason.
        case answeredNonsense(Int, String)
        case signalled(Int, Signal)
        /// The kernel has confirmed that it stands still.
        case stoodStill(Int)
        case ended(Int, Ending)
        /// With nil, the lock was deleted.
        case leaseWritten(LeaseState?)
    }

    /// Takes in what happened and gives the news for people, a line each.
    package mutating func handle(_ event: Event, at now: Instant) -> [String] {
        let countBefore = violations.count
        var news: [String]
        switch event {
        case .started(let place, let processID, let uid):
            pods[place] = Pod(identity: pods[place].identity)
            pods[place].state = .starting
            pods[place].processID = processID
            pods[place].uid = uid
            news = ["\(pods[place].identity) starts as process \(processID)"]
        case .listens(let place, let port):
            pods[place].port = port
            if pods[place].state == .starting { pods[place].state = .running }
            news = ["\(pods[place].identity) answers on localhost:\(port)"]
        case .answered(let place, let answer, let asked):
            news = take(Poll(answer: answer, asked: asked, received: now), from: place)
        case .answeredNonsense(let place, let reason):
            violate("\(pods[place].identity) answers nonsense: \(reason)")
            news = []
        case .signalled(let place, let signal):
            news = [take(signal, for: place, at: now)]
        case .stoodStill(let place):
            pods[place].frozenSince = now
            news = []
        case .ended(let place, let ending):
            news = take(ending, of: place, at: now)
        case .leaseWritten(let state):
            news = take(state, at: now)
        }
        return news + agreementNews() + violations[countBefore...].map { "WRONG: \($0)" }
    }

    private mutating func take(_ poll: Poll, from place: Int) -> [String] {
        answerCount += 1
        var news: [String] = []
        if let violation = claims.add(poll, from: pods[place]) { violate(violation) }
        if pods[place].name != poll.answer.name { pods[place].namedSince = poll.received }
        pods[place].poll = poll
        if let token = poll.answer.fencingToken, token != tokens.last {
            tokens.append(token)
            news.append("\(pods[place].identity) leads with fencing token \(token)")
        }
        if let frozenSince = pods[place].frozenSince, poll.asked >= frozenSince, pods[place].firstAnswerAwake == nil {
            pods[place].firstAnswerAwake = poll
            let verdict = poll.answer.isLeader ? "I lead" : "not me"
            news.append("\(pods[place].identity) woke; its first answer: \(verdict)")
        }
        return news
    }

    private mutating func take(_ signal: Signal, for place: Int, at now: Instant) -> String {
        let identity = pods[place].identity
        switch signal {
        case .kill:
            pods[place].mayEnd = true
            return "\(identity) is killed (SIGKILL)"
        case .terminate:
            pods[place].mayEnd = true
            if pods[place].state != .frozen { pods[place].state = .stopping }
            return "\(identity) is told to stop (SIGTERM)"
        case .freeze:
            pods[place].state = .frozen
            forgetAnswers(of: place)
            pods[place].frozenSince = nil
            pods[place].firstAnswerAwake = nil
            return "\(identity) is frozen (SIGSTOP)"
        case .thaw:
            pods[place].state = pods[place].mayEnd ? .stopping : .running
            pods[place].thawedAt = now
            return "\(identity) is thawed (SIGCONT)"
        }
    }

    private mutating func take(_ ending: Ending, of place: Int, at now: Instant) -> [String] {
        let identity = pods[place].identity
        let isExpected = pods[place].mayEnd && ending == .signalled(number: 9)
        if !pods[place].mayEnd && !ending.isByHand { violate("\(identity) \(ending) without having been told to") }
        pods[place].state = .ended(ending)
        pods[place].endedAt = now
        forgetAnswers(of: place)
        // That it was killed has been told.
        return isExpected ? [] : ["\(identity) \(ending)"]
    }

    private mutating func forgetAnswers(of place: Int) {
        pods[place].poll = nil
        pods[place].namedSince = nil
    }

    private mutating func take(_ state: LeaseState?, at now: Instant) -> [String] {
        let old = lease
        // What is not written to the record lets nobody wait longer.
        if let old, let state, state.hasRecord(of: old) { return [] }
        lease = state
        guard let state else {
            heldSince = nil
            vacancy = nil
            return ["the lock is deleted"]
        }
        guard state.holder != old?.holder || state.term != old?.term else { return [] }
        heldSince = state.holder.isEmpty ? nil : now
        guard !state.holder.isEmpty else {
            vacancy = Vacancy(cause: .released, since: state.written)
            return ["\(old?.holder ?? "") releases the lock"]
        }
        if let old, !old.holder.isEmpty { vacancy = Vacancy(cause: .ranOut, since: old.end) }
        return ["\(state.holder) takes the lock"]
    }

    /// Says once for each term that its leader is known everywhere, and how long that took.
    private mutating func agreementNews() -> [String] {
        guard let agreement, let leader = pods.first(where: { $0.identity == agreement.name }) else { return [] }
        let term = "\(leader.uid) \(tokens.last ?? 0)"
        guard term != lastAgreement else { return [] }
        lastAgreement = term
        let line = "every port names \(agreement.name)"
        guard let vacancy else { return [line] }
        return ["\(line), \((agreement.since - vacancy.since).shown) \(vacancy.cause.afterWhat)"]
    }
}

extension Vacancy.Cause {
    /// What a takeover is measured from.
    package var afterWhat: String {
        switch self {
        case .released: "after the release"
        case .ranOut: "after the lease ran out"
        }
    }
}
