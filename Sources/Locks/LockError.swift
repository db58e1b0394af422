/// Why an answer is not the lock, or cannot be written back; each is a sentence for people.
package enum LockError: Error, Hashable, CustomStringConvertible {
    case undecodable(String)
    case other(String, instead: String)
    case unversioned

    package var description: String {
        switch self {
        case .undecodable(let cause):
            "the API server's answer is no Lease: \(cause); is something else answering at its address?"
        case .other(let found, let wanted):
            "the API server's answer is \(found) instead of \(wanted); is something else answering at its address?"
        case .unversioned:
            "the API server's answer is a Lease without uid or resourceVersion, which a write has to name"
        }
    }
}
