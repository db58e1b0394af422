/// Which form an object's name has (RFC 1123): a subdomain, or one label for namespaces.
enum NameRule {
    case subdomain
    case label

    /// The longest name in bytes.
    var limit: Int { self == .subdomain ? 253 : 63 }

    /// The rule as Kubernetes words it.
    var sentence: String {
        switch self {
        case .subdomain:
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                + " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        case .label:
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
                + " end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
        }
    }

    func allows(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return (self == .subdomain || labels.count == 1) && labels.allSatisfy(Self.isLabel)
    }

    private static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
