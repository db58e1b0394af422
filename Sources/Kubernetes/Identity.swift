/// The name under which a candidate stands, as it goes into `holderIdentity`.
///
/// Kubernetes takes any text there. Ours are held to what a line of a log, a header and a JSON answer can carry, and to
/// a length that leaves no doubt about the object's.
package struct Identity: Hashable, Sendable {
    package static let limitBytes = 1024

    package let text: String

    /// - Throws: `NameError` for an empty text, one of more than `limitBytes`, and one with control characters.
    package init(_ text: String) throws(NameError) {
        guard !text.isEmpty else { throw .emptyIdentity }
        guard text.utf8.count <= Self.limitBytes else { throw .identityTooLong(bytes: text.utf8.count) }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) }) else {
            throw .identityNotPrintable
        }
        self.text = text
    }
}
