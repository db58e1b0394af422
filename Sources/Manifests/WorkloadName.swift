import Kubernetes

/// The name of a workload and of all that stands around it: at most 52 of a-z, 0-9 and '-', beginning with a letter.
///
/// It has to do as a Service's name (RFC 1035) and as a label's value, with room for what controllers put behind it: a
/// StatefulSet's revision, a label, is the name, a hyphen and ten characters more, and may have 63.
package struct WorkloadName: Hashable, Sendable {
    package static let limitBytes = 52

    package let text: String

    /// - Throws: `ManifestError.badName`
    package init(_ text: String) throws(ManifestError) {
        guard DNSLabel.isValid(text[...]), text.utf8.count <= Self.limitBytes,
            let first = text.utf8.first, first >= UInt8(ascii: "a")
        else { throw .badName(text) }
        self.text = text
    }
}
