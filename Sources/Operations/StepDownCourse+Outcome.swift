import Election
import Kubernetes

extension StepDownCourse {
    /// What came of a wish that a term ends.
    package enum Outcome: Hashable, Sendable {
        /// The wish stands on the lock, and nothing was to be waited for.
        case asked(String)
        /// `took`: since the wish; nil where the other came before one was made.
        case handedOver(from: String, to: String, took: Duration?)
        /// The term has ended, and the same candidate leads again, since no other came.
        case cameBack(String, took: Duration)
        /// The term has ended, and nobody has taken the lock.
        case noneTook(from: String)
        /// The holder goes on as if it had not been asked.
        case ignored(by: String)
        /// No wish is known to stand on the lock, for that reason.
        case notAsked(String)
        case nobodyLeads(String)
        case failed(OperationFailure)
    }
}

extension StepDownCourse.Outcome {
    /// The outcome in a sentence.
    package var sentence: String {
        switch self {
        case .asked(let holder): "\(shown(holder)) is asked to step down"
        case .handedOver(let from, let to, let took?):
            "\(shown(to)) leads after \(shown(from)), \(took.text) after the wish"
        case .handedOver(let from, let to, nil): "\(shown(to)) leads after \(shown(from)), which was not asked"
        case .cameBack(let holder, let took):
            "\(shown(holder)) gave up, and leads again \(took.text) after the wish, since nobody else took the lock"
        case .noneTook(let from): "\(shown(from)) gave up, but nobody has taken the lock yet"
        case .ignored(let holder): "\(shown(holder)) still leads; the wish stands on the lock"
        case .notAsked(let why): why
        case .nobodyLeads(let why): "nobody leads: \(why)"
        case .failed(let failure): "\(failure)"
        }
    }

    private func shown(_ name: String) -> String { name.readable(limit: 200) }
}
