/// The name of a Kubernetes object: an RFC 1123 subdomain in lower case, at most 253 characters (API conventions).
package struct ObjectName: Hashable, Sendable {
    package let text: String

    /// - Throws: `NameError.notASubdomain`
    package init(_ text: String) throws(NameError) {
        guard Self.isValid(text) else {
            let nearest = DNSLabel.nearestParts(to: text, limit: 253)
            throw .notASubdomain(text, nearest: Self.isValid(nearest) ? nearest : nil)
        }
        self.text = text
    }

    private static func isValid(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(DNSLabel.isValid)
    }
}
