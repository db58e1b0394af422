import Election
import JSON

/// What an election needs of a lock object's JSON.
///
/// A Lease's record is its spec; all others' is an annotation. A record that cannot be read does not cost the object: uid
/// and version are needed to wait it out and to write over it. Decoding fails only where the text is no JSON object with
/// metadata.
package struct LockObject: Sendable {
    /// Empty where the text does not say; the items of a list do not.
    package let kind: String
    package let name: String
    package let namespace: String
    /// Empty where the text does not say, as in a bookmark.
    package let uid: String
    /// Empty where the text does not say.
    package let resourceVersion: String
    package let content: LockSnapshot.Content
    package let mark: WriterMark?
    package let isCoordinated: Bool
    package let heir: Heir?
    package let fencingToken: UInt64?
    package let stepDownToken: UInt64?

    /// The lock as this object shows it; nil where it lacks what a write has to name (rule 7).
    ///
    /// - Parameter source: the bytes that it was read from, the whole watch event included.
    package func snapshot(source: [UInt8]) -> LockSnapshot? {
        guard !uid.isEmpty, !resourceVersion.isEmpty else { return nil }
        return LockSnapshot(
            version: ObjectVersion(uid: uid, resourceVersion: resourceVersion),
            content: content,
            mark: mark,
            isCoordinated: isCoordinated,
            heir: heir,
            fencingToken: fencingToken,
            stepDownToken: stepDownToken,
            source: source
        )
    }
}

extension LockObject {
    /// - Throws: `JSONError` where the text is no JSON object with metadata.
    package init(json text: [UInt8]) throws(JSONError) {
        try self.init(JSONFields(parsing: text))
    }

    /// - Parameter listKind: what a list's items are, which do not say it, or that of their metadata.
    /// - Throws: `JSONError` where the object has no metadata that can be read.
    package init(_ object: JSONFields, inListOf listKind: LockKind? = nil) throws(JSONError) {
        if let listKind { kind = listKind.objectKind } else { kind = try object.string("kind") ?? "" }
        let metadata = try object.required("metadata", object.fields)
        name = try metadata.string("name") ?? ""
        namespace = try metadata.string("namespace") ?? ""
        uid = try metadata.string("uid") ?? ""
        resourceVersion = try metadata.string("resourceVersion") ?? ""
        let annotations = try metadata.fields("annotations")
        func annotation(_ name: LockAnnotation) throws(JSONError) -> String? { try annotations?.string(name.rawValue) }
        mark = try annotation(.writer).flatMap(WriterMark.init(text:))
        heir = try annotation(.heir).flatMap(Heir.init(text:))
        fencingToken = try Self.token(annotation(.fencingToken))
        stepDownToken = try Self.token(annotation(.stepDown))
        let text = try annotation(.record) ?? ""
        do throws(JSONError) {
            (content, isCoordinated) = try Self.record(
                in: kind == LockKind.leases.objectKind ? object : nil,
                orIn: text
            )
        } catch {
            // The version is part of the sentence so that a renewal which cannot be read either is still a change.
            content = .unreadable("the \(kind) at version \(resourceVersion) has no readable record: \(error.cause)")
            isCoordinated = false
        }
    }

    /// What a Lease or an annotation's text says, and whether a coordinated election is held there.
    private static func record(
        in lease: JSONFields?,
        orIn text: String
    ) throws(JSONError) -> (LockSnapshot.Content, Bool) {
        guard let lease else { return (text.isEmpty ? .none : try AnnotationRecord(json: text.utf8).content, false) }
        guard let spec = try lease.fields("spec") else { return (.none, false) }
        return (try content(spec), try spec.string("strategy")?.isEmpty == false)
    }

    /// A sign, which Swift takes too, is nobody's token.
    private static func token(_ text: String?) -> UInt64? {
        text.flatMap { $0.first?.isNumber == true ? UInt64($0) : nil }
    }

    /// A Lease's spec with the names of the API.
    private static func content(_ spec: JSONFields) throws(JSONError) -> LockSnapshot.Content {
        LockSnapshot.Content(
            holder: try spec.string("holderIdentity"),
            seconds: try spec.integer("leaseDurationSeconds"),
            acquired: try RecordTime("acquireTime", of: spec),
            renewed: try RecordTime("renewTime", of: spec),
            transitions: try spec.integer("leaseTransitions")
        )
    }
}
