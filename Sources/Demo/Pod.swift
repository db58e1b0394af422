import Election

/// One of the demo's processes: a pod that is replaced when it ends, under the same name but with another UID.
package struct Pod: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Nothing runs; nil before the first start.
        case ended(Ending?)
        /// It does not listen yet.
        case starting
        case running
        /// It was told to end and still answers.
        case stopping
        case frozen
    }

    package let identity: String
    package internal(set) var state = State.ended(nil)
    package internal(set) var uid = ""
    package internal(set) var processID: Int32 = 0
    /// Zero before it listens.
    package internal(set) var port: UInt16 = 0
    /// The last answer; nil before the first, and while nobody knows what it would say: frozen or ended.
    package internal(set) var poll: Poll?
    /// Since when it has given the name that it gives; nil without an answer.
    package internal(set) var namedSince: Instant?
    /// When it stood still; nil if this process never did.
    package internal(set) var frozenSince: Instant?
    package internal(set) var thawedAt: Instant?
    /// The first answer to a question that was asked while it stood still, and so computed after it woke.
    package internal(set) var firstAnswerAwake: Poll?
    package internal(set) var endedAt: Instant?
    /// What the signals that it was sent let it do: end.
    package internal(set) var mayEnd = false

    /// The leader's name that it gives; nil without an answer.
    package var name: String? { poll?.answer.name }

    package var isEnded: Bool {
        if case .ended = state { return true }
        return false
    }

    /// Whether it takes part: neither ended nor frozen.
    package var isAwake: Bool { !isEnded && state != .frozen }
}
