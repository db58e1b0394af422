/// Why an answer is not the lock, or cannot be written back; each is a sentence for people.
package enum LockError: Error, Hashable, CustomStringConvertible {
    case undecodable(wanted: String, String)
    /// Another object than the one of this kind and name.
    case other(wanted: String)
    /// An object of this kind.
    case unversioned(String)

    package var description: String {
        switch self {
        case .undecodable(let kind, let cause):
            "the API server's answer is no \(kind): \(cause); is something else answering at its address?"
        case .other(let wanted):
            "the API server's answer is another object than \(wanted); is something else answering at its address?"
        case .unversioned(let kind):
            "the API server's answer, of kind \(kind), lacks the uid or resourceVersion that a write has to name"
        }
    }
}
