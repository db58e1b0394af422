/// Why an answer is not the lock, or cannot be written back; each is a sentence for people.
package enum LockError: Error, Hashable, CustomStringConvertible {
    case undecodable(String)
    /// Another object than the one of this kind and name.
    case other(wanted: String)
    case unversioned

    package var description: String {
        switch self {
        case .undecodable(let cause):
            "the API server's answer is no Lease: \(cause); is something else answering at its address?"
        case .other(let wanted):
            "the API server's answer is another object than \(wanted); is something else answering at its address?"
        case .unversioned:
            "the API server's answer is a Lease without uid or resourceVersion, which a write has to name"
        }
    }
}
