/// The rule that a name breaks; the description says the rule and, where there is one, a valid name near it.
package enum NameError: Error, Hashable, CustomStringConvertible {
    case notASubdomain(String, nearest: String?)
    case notALabel(String, nearest: String?)
    case emptyIdentity
    case identityTooLong(bytes: Int)
    case identityNotPrintable

    package var description: String {
        switch self {
        case .notASubdomain(let text, let nearest):
            "the election's name '\(text.readable(limit: 80))' is no name of a Kubernetes object: at most 253 of a-z, 0-9, '-'"
                + " and '.', with a letter or digit at both ends of each part between dots\(Self.hint(nearest))"
        case .notALabel(let text, let nearest):
            "'\(text.readable(limit: 80))' is no name of a Kubernetes namespace: at most 63 of a-z, 0-9 and '-', with a letter"
                + " or digit at both ends\(Self.hint(nearest))"
        case .emptyIdentity:
            "the identity is empty, but an empty holder means a free lock; set --id or POD_NAME"
        case .identityTooLong(let bytes):
            "the identity has \(bytes) bytes, but may have at most \(Identity.limitBytes); set a shorter --id"
        case .identityNotPrintable:
            "the identity contains a control character, which logs and answers would carry on; set another --id"
        }
    }

    private static func hint(_ nearest: String?) -> String {
        nearest.map { "; '\($0)' would do" } ?? ""
    }
}
