import Election

/// What an election needs of a lock object's JSON, read in one typed pass: a generic tree of the same text costs six times
/// as much, and every renewal of every candidate comes by here.
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

extension LockObject: Decodable {
    private enum Key: String, CodingKey {
        case kind, metadata, spec
    }

    private struct Metadata: Decodable {
        var name: String?
        var namespace: String?
        var uid: String?
        var resourceVersion: String?
        var annotations: Annotations?
    }

    private struct Annotations: Decodable {
        var record: String?
        var writer: String?
        var heir: String?
        var fencingToken: String?
        var stepDown: String?

        typealias CodingKeys = LockAnnotation
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        kind = try container.decodeIfPresent(String.self, forKey: .kind) ?? ""
        let metadata = try container.decode(Metadata.self, forKey: .metadata)
        name = metadata.name ?? ""
        namespace = metadata.namespace ?? ""
        uid = metadata.uid ?? ""
        resourceVersion = metadata.resourceVersion ?? ""
        let annotations = metadata.annotations
        mark = annotations?.writer.flatMap(WriterMark.init(text:))
        heir = annotations?.heir.flatMap(Heir.init(text:))
        fencingToken = Self.token(annotations?.fencingToken)
        stepDownToken = Self.token(annotations?.stepDown)
        do {
            if kind == LockKind.leases.objectKind {
                let spec = try container.decodeIfPresent(LeaseSpec.self, forKey: .spec)
                content = spec?.content ?? .none
                isCoordinated = spec?.strategy?.isEmpty == false
            } else {
                let text = annotations?.record ?? ""
                content = text.isEmpty ? .none : try AnnotationRecord(json: text.utf8).content
                isCoordinated = false
            }
        } catch {
            // A number that no integer holds is the coder's own error, not a DecodingError, until it leaves the coder.
            let cause = (error as? DecodingError)?.cause ?? "it has an impossible number"
            // The version is part of the sentence so that a renewal which cannot be read either is still a change.
            content = .unreadable("the \(kind) at version \(resourceVersion) has no readable record: \(cause)")
            isCoordinated = false
        }
    }

    /// A sign, which Swift takes too, is nobody's token.
    private static func token(_ text: String?) -> UInt64? {
        text.flatMap { $0.first?.isNumber == true ? UInt64($0) : nil }
    }
}

/// A Lease's spec with the names of the API.
///
/// Everything is optional: null and missing mean the same there.
private struct LeaseSpec: Decodable {
    var holderIdentity: String?
    var leaseDurationSeconds: Int?
    var acquireTime: RecordTime?
    var renewTime: RecordTime?
    var leaseTransitions: Int?
    var strategy: String?

    var content: LockSnapshot.Content {
        LockSnapshot.Content(
            holder: holderIdentity,
            seconds: leaseDurationSeconds,
            acquired: acquireTime,
            renewed: renewTime,
            transitions: leaseTransitions
        )
    }
}
