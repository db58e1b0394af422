/// What the API server says when it refuses a right: who lacks which.
///
/// It says so in words alone (kube-apiserver's `forbiddenMessage`, the same since v1.8): the Status' details name the
/// object, but neither the user nor the verb.
package struct AccessDenial: Hashable, Sendable {
    /// Who asks with credentials that are none.
    package static let anonymous = "system:anonymous"

    package var user: String
    package var right: Right

    /// The denial in a refusal's message; nil if it is refused for another reason, such as a quota, a namespace that is
    /// being deleted, or an admission webhook.
    package init?(message: String) {
        guard let start = message.firstRange(of: "User \"") else { return nil }
        var rest = message[start.upperBound...]
        guard let user = Self.takeQuoted(&rest), Self.take(" cannot ", off: &rest) else { return nil }
        let verb = rest.prefix { $0 != " " }
        rest = rest[verb.endIndex...]
        guard !verb.isEmpty, Self.take(" resource \"", off: &rest), let resource = Self.takeQuoted(&rest),
            Self.take(" in API group \"", off: &rest), let group = Self.takeQuoted(&rest)
        else { return nil }
        self.user = user
        right = Right(String(verb), resource, group: group)
    }

    private static func take(_ word: String, off rest: inout Substring) -> Bool {
        guard rest.hasPrefix(word) else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    /// The text up to the next quotation mark, as Go quotes it; the mark in front has been taken.
    private static func takeQuoted(_ rest: inout Substring) -> String? {
        var text = ""
        var isEscaped = false
        while let character = rest.popFirst() {
            if isEscaped {
                // Only what stands for itself; a control character's escape is no name that could be granted anything.
                guard character == "\\" || character == "\"" else { return nil }
                text.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return text
            } else {
                text.append(character)
            }
        }
        return nil
    }
}
