import HTTP
import Locks

/// A lock as the classic sidecar and old electors keep it: a record in an annotation of another object.
package struct AnnotationLock: Hashable, Sendable {
    /// The kinds of object that carry such records.
    package enum Kind: String, CaseIterable, Sendable {
        case endpoints
        case configmaps
    }

    package static let annotation = "control-plane.alpha.kubernetes.io/leader"

    /// Empty when nobody holds it, or when the record does not say.
    package var holder: String
    /// The whole record, which every renewal changes.
    package var record: String

    package init(holder: String, record: String) {
        self.holder = holder
        self.record = record
    }

    /// The lock on an object; nil where it carries none.
    ///
    /// - Throws: `DecodingError` where the text is no JSON.
    init?(on object: [UInt8]) throws(DecodingError) {
        guard let record = try JSONValue(parsing: object)["metadata"]?["annotations"]?[Self.annotation]?.string else {
            return nil
        }
        self.record = record
        do {
            holder = try JSONValue(parsing: record.utf8)["holderIdentity"]?.string ?? ""
        } catch {
            holder = ""
        }
    }
}
