/// What the application asks of the election, which it knows only by the tokens of its terms.
package enum TermRequest: Hashable, Sendable {
    /// Give up the term with this token, or the present one if nil, and do not stand for a pause, or for a lease duration
    /// if nil.
    case stepDown(fencingToken: UInt64?, pause: Duration?)
    /// The work of the term with this token has stopped: nobody relies on its yeses any more.
    case workStopped(fencingToken: UInt64)
}

/// What became of a `TermRequest`.
package enum TermAnswer: Hashable, Sendable {
    /// The term is being given up: the lock is released when its last yes has run out.
    case givingUp(fencingToken: UInt64?)
    /// Nothing is waited for any more before the lock is released.
    case releasing(fencingToken: UInt64)
    /// Nothing was done: this candidate leads in no term and gives none up.
    case notLeading
    /// Nothing was done: the term is this one, and another was named.
    case otherTerm(fencingToken: UInt64?)
}

extension Candidacy {
    /// Does what the application asks, if it is about the term that we lead in or are giving up.
    ///
    /// - Returns: what became of it, and what to do, as with an event. Work that has stopped ends its term, too: a leader
    ///   without work is none.
    package mutating func handle(_ request: TermRequest, at now: Moment) -> (answer: TermAnswer, actions: [Action]) {
        let present = term(at: now)
        let resigning = resigningTerm
        switch request {
        case .stepDown(let named, let pause):
            if let resigning, named == nil || named == resigning.fencingToken {
                return (.givingUp(fencingToken: resigning.fencingToken), [])
            }
            let isMeant = named == nil ? isHolding : named == present?.fencingToken
            guard isMeant else { return (refusal(present ?? resigning), []) }
            let event = Elector.Event.stepDownAsked(fencingToken: named, pause: pause ?? timing.leaseDuration)
            return (.givingUp(fencingToken: present?.fencingToken), handle(event, at: now))
        case .workStopped(let named):
            var actions: [Action] = []
            if present?.fencingToken == named {
                actions += handle(.stepDownAsked(fencingToken: named, pause: timing.leaseDuration), at: now)
            } else if resigning?.fencingToken != named {
                return (refusal(present ?? resigning), [])
            }
            actions += handle(.workStopped(fencingToken: named), at: now)
            return (.releasing(fencingToken: named), actions)
        }
    }

    private func refusal(_ present: Term?) -> TermAnswer {
        present.map { .otherTerm(fencingToken: $0.fencingToken) } ?? .notLeading
    }

    /// The term that is being given up; nil while none is.
    private var resigningTerm: Term? {
        for elector in electors {
            guard case .resigning(let resignation) = elector.state else { continue }
            return Term(fencingToken: isPair ? resigningToken : resignation.fencingToken)
        }
        return nil
    }
}
