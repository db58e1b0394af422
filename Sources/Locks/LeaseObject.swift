import Election

/// What an election needs of a Lease's JSON (coordination.k8s.io/v1), read in one typed pass: a generic tree of the same
/// text costs six times as much, and every renewal of every candidate comes by here.
///
/// A record that cannot be read does not cost the object: uid and version are needed to wait it out and to write over
/// it. Decoding fails only where the text is no JSON object with metadata.
package struct LeaseObject: Sendable {
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
            source: source
        )
    }
}

extension LeaseObject: Decodable {
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
        var writer: String?

        enum CodingKeys: String, CodingKey {
            case writer = "leader-elector/writer"
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        kind = try container.decodeIfPresent(String.self, forKey: .kind) ?? ""
        let metadata = try container.decode(Metadata.self, forKey: .metadata)
        name = metadata.name ?? ""
        namespace = metadata.namespace ?? ""
        uid = metadata.uid ?? ""
        resourceVersion = metadata.resourceVersion ?? ""
        mark = metadata.annotations?.writer.flatMap(WriterMark.init(text:))
        do {
            let spec = try container.decodeIfPresent(LeaseSpec.self, forKey: .spec)
            content = spec?.content ?? .none
            isCoordinated = spec?.strategy?.isEmpty == false
        } catch {
            // A number that no integer holds is the coder's own error, not a DecodingError, until it leaves the coder.
            let cause = (error as? DecodingError)?.cause ?? "it has an impossible number"
            // The version is part of the sentence so that a renewal which cannot be read either is still a change.
            content = .unreadable("the Lease at version \(resourceVersion) has no readable record: \(cause)")
            isCoordinated = false
        }
    }
}

/// A Lease's spec with the names of the API.
///
/// Everything is optional: null and missing mean the same there.
private struct LeaseSpec: Decodable {
    var holderIdentity: String?
    var leaseDurationSeconds: Int?
    var acquireTime: LeaseTime?
    var renewTime: LeaseTime?
    var leaseTransitions: Int?
    var strategy: String?

    var content: LockSnapshot.Content {
        if holderIdentity == nil && leaseDurationSeconds == nil && acquireTime == nil && renewTime == nil
            && leaseTransitions == nil
        {
            return .none
        }
        // client-go leaves the holder out where it is empty.
        return .record(
            LeaderRecord(
                holderIdentity: holderIdentity ?? "",
                leaseDurationSeconds: leaseDurationSeconds ?? 0,
                acquireTime: acquireTime?.wall,
                renewTime: renewTime?.wall,
                leaderTransitions: leaseTransitions ?? 0
            )
        )
    }
}

/// A time of a Lease.
///
/// A text that is no time is an error: taking it for a missing one would hide the renewals of an
/// elector that writes such texts.
private struct LeaseTime: Decodable {
    var wall: WallTime

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let wall = MicroTime.time(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
        }
        self.wall = wall
    }
}
