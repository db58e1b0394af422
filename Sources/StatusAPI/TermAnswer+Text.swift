import Election

/// What the application is told of what became of its request.
extension TermAnswer {
    var name: String {
        switch self {
        case .givingUp: "givingUp"
        case .releasing: "releasing"
        case .notLeading, .otherTerm: "ignored"
        }
    }

    /// The token of the term that this pod leads in or is giving up.
    var fencingToken: UInt64? {
        switch self {
        case .givingUp(let token), .otherTerm(let token): token
        case .releasing(let token): token
        case .notLeading: nil
        }
    }

    var sentence: String {
        switch self {
        case .givingUp:
            "The term ends: the lock is released when the last yes has run out, or as soon as /stopped names the term."
        case .releasing:
            "The lock is released at once, or as soon as the program that is run has ended and the pod's label is off."
        case .notLeading:
            "Nothing was done: this pod does not lead."
        case .otherTerm:
            "Nothing was done: the term of this pod is another than the one that was named."
        }
    }
}
