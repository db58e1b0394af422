/// One candidate's whole part in an election: an elector for each lock object, and what they may do together.
///
/// Usually there is one lock. While a fleet moves from one kind of lock to another, a candidate holds both and leads only
/// with both.
package struct Candidacy: Hashable, Sendable {
    /// Which of the locks an event or an action is about: the first is the only one, or the one that is taken first.
    package enum Half: Int, CaseIterable, Sendable {
        case first, second
    }

    /// What to do about one lock; notices and the end are about the whole, whatever the half.
    package struct Action: Hashable, Sendable {
        package var half: Half
        package var action: Elector.Action

        package init(half: Half, action: Elector.Action) {
            self.half = half
            self.action = action
        }
    }

    /// One for each lock, in the order in which they are taken; for those who look on.
    package private(set) var electors: [Elector]

    /// - Parameters:
    ///   - isPair: whether there are two locks, of the old kind and of the new one.
    ///   - seed: where chance comes from, as for an elector.
    package init(candidate: Candidate, timing: Timing, isPair: Bool = false, seed: UInt64) {
        electors = [Elector(candidate: candidate, timing: timing, seed: seed)]
    }

    package var candidate: Candidate { electors[0].candidate }
    package var timing: Timing { electors[0].timing }

    /// Takes in what happened to one lock, or to the whole process, and says what to do.
    package mutating func handle(_ event: Elector.Event, of half: Half = .first, at now: Moment) -> [Action] {
        electors[half.rawValue].handle(event, at: now).map { Action(half: half, action: $0) }
    }

    /// Who leads, at this moment, for somebody who will rely on it.
    package mutating func answer(at now: Moment) -> Leadership { electors[0].answer(at: now) }

    /// Who leads, at this moment, for logs and metrics that nobody acts on.
    package func leadership(at now: Moment) -> Leadership { electors[0].leadership(at: now) }

    /// What an asker compares with the revision that it knows, without being told who leads.
    package mutating func revision(at now: Moment) -> Revision { electors[0].revision(at: now) }

    /// Whether we lead at this moment.
    package func leads(at now: Moment) -> Bool { electors[0].leads(at: now) }

    /// Whether every lock has been read, or found absent, at least once.
    package var hasSeenLock: Bool { electors.allSatisfy(\.hasSeenLock) }

    /// Whether the caller has missed what it was asked for by more than a retry period.
    package func isOverdue(at now: Instant) -> Bool { electors.contains { $0.isOverdue(at: now) } }
}
