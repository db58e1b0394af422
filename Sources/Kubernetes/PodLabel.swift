/// A label that only the leader's pod carries, so that a Service can select it: `leader-elector/role=leader`.
package struct PodLabel: Hashable, Sendable {
    package static let standard = PodLabel(key: "leader-elector/role", value: "leader")

    package let key: String
    package let value: String

    private init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Reads `key=value` by the rules of labels (Kubernetes, "Labels and selectors: syntax and character set").
    ///
    /// - Returns: nil where it does not keep them.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let key = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard let name = key.last, key.count <= 2, Self.isName(name), Self.isName(parts[1]) else { return nil }
        if key.count == 2 {
            do throws(NameError) {
                _ = try ObjectName(String(key[0]))
            } catch {
                return nil
            }
        }
        self.init(key: String(parts[0]), value: String(parts[1]))
    }

    package var text: String { "\(key)=\(value)" }

    private static func isName(_ text: Substring) -> Bool {
        guard (1...63).contains(text.utf8.count), let first = text.first, let last = text.last else { return false }
        return [first, last].allSatisfy { isAlphanumeric($0) }
            && text.allSatisfy { isAlphanumeric($0) || "-_.".contains($0) }
    }

    private static func isAlphanumeric(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
