/// The name of a namespace: an RFC 1123 label in lower case, at most 63 characters.
package struct Namespace: Hashable, Sendable {
    package static let `default` = Namespace(checked: "default")

    package let text: String

    /// - Throws: `NameError.notALabel`
    package init(_ text: String) throws(NameError) {
        guard Self.isValid(text) else {
            let nearest = DNSLabel.nearest(to: text, limit: 63)
            throw .notALabel(text, nearest: Self.isValid(nearest) ? nearest : nil)
        }
        self.text = text
    }

    private init(checked text: String) {
        self.text = text
    }

    private static func isValid(_ text: String) -> Bool {
        text.utf8.count <= 63 && DNSLabel.isValid(text[...])
    }
}
