import Election
import StatusAPI

/// Decides which hook runs when: one when a term of this pod's has begun, one when it has ended, one at a time.
///
/// # What it guarantees
///
/// A hook for a beginning is told of only while this pod leads, which is looked up then. Each of them is followed by one
/// for the end of the same term, and before that by no other. So what happens while a hook runs is passed over, unless
/// it ends the term that a hook was run for.
///
/// # What it does not
///
/// That a hook for a beginning ends before its term does.
///
/// # What the caller must do
///
/// After every event of the election, and when a hook has ended, do what `next` says, and report with `ended`.
package struct HookQueue: Sendable {
    package enum Step: Hashable, Sendable {
        case run(HookRun)
        /// The end of the hook that runs comes first.
        case underWay
        /// There is nothing to run.
        case rest
    }

    private enum Term: Hashable {
        /// No hook was run since the last one for an end.
        case none
        case begun(token: UInt64?)
        /// It is over, and that has not been told.
        case over(token: UInt64?)
    }

    private var term = Term.none
    private var isUnderWay = false
    private var seen: Revision?
    private var leads = false

    package init() {}

    /// What to do now.
    package mutating func next(status: StatusSource) -> Step {
        look(status)
        guard !isUnderWay else { return .underWay }
        switch term {
        case .begun:
            return .rest
        case .over(let token):
            term = .none
            isUnderWay = true
            return .run(HookRun(.stopped, status.leadership(), fencingToken: token))
        case .none:
            guard leads else { return .rest }
            let leadership = status.leadership()
            guard leadership.isLeader else { return .rest }
            term = .begun(token: leadership.fencingToken)
            isUnderWay = true
            return .run(HookRun(.started, leadership, fencingToken: leadership.fencingToken))
        }
    }

    /// The hook that `next` asked for has ended, or could not be run.
    package mutating func ended() {
        precondition(isUnderWay, "no hook runs: \(self)")
        isUnderWay = false
    }

    /// Who leads is asked for only where it has changed: each yes that is given prolongs a handover.
    private mutating func look(_ status: StatusSource) {
        guard status.revision() != seen else { return }
        let leadership = status.leadership()
        seen = leadership.revision
        leads = leadership.isLeader
        if case .begun(let token) = term, !leads || leadership.fencingToken != token { term = .over(token: token) }
    }
}
