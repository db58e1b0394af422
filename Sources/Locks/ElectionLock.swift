import Election
import JSON

/// An object of the Kubernetes API as the lock of an election.
///
/// # What it keeps
///
/// A write starts from the object as it was last read, and replaces the record and the annotations of our own alone:
/// labels, owners, finalizers, a ConfigMap's data, an Endpoints' subsets and fields of later versions of Kubernetes
/// survive it (rule 7). managedFields go back as they came; the server keeps its own account of them and takes that for
/// no change.
package struct ElectionLock: Hashable, Sendable {
    package let kind: LockKind
    package let name: String
    package let namespace: String

    package init(kind: LockKind, name: String, namespace: String) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
    }

    /// Reads the answer to a request for this object.
    ///
    /// - Throws: `LockError` where the answer is not this object, with uid and version.
    package func snapshot(of answer: [UInt8]) throws(LockError) -> LockSnapshot {
        let object: LockObject
        do {
            object = try LockObject(json: answer)
        } catch {
            throw .undecodable(wanted: kind.objectKind, error.cause)
        }
        guard isMe(object) else { throw .other(wanted: "the \(kind.objectKind) \(namespace)/\(name)") }
        guard let snapshot = object.snapshot(source: answer) else { throw .unversioned(kind.objectKind) }
        return snapshot
    }

    /// Whether an object is this one and no other.
    package func isMe(_ object: LockObject) -> Bool {
        object.kind == kind.objectKind && object.name == name && object.namespace == namespace
    }

    /// The object that a write sends: the base with our record on it, or a new one.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(of write: Elector.Write) throws(LockError) -> [UInt8] {
        var object = newObject
        if let base = write.base { object = try self.object(of: base) }
        object.annotate(.writer, write.mark.text)
        object.annotate(.fencingToken, write.fencingToken.map(String.init))
        if write.isTakeOver {
            object.annotate(.heir, nil)
            object.annotate(.stepDown, nil)
        }
        switch kind {
        case .leases: object["spec"] = spec(of: write.record, over: object["spec"] ?? [:])
        case .endpoints, .configmaps: object.annotate(.record, AnnotationRecord.text(of: write.record))
        }
        return object.bytes
    }

    /// The object that a proposal sends: the base with another heir, and the record and its mark as they are.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(of proposal: Elector.Proposal) throws(LockError) -> [UInt8] {
        var object = try object(of: proposal.base)
        object.annotate(.heir, proposal.heir.text)
        return object.bytes
    }

    /// The object that asks the leader of a term to give it up: the base with that wish, and all else as it is.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(askingToStepDown token: UInt64, on base: LockSnapshot) throws(LockError) -> [UInt8] {
        var object = try object(of: base)
        object.annotate(.stepDown, String(token))
        return object.bytes
    }

    /// The whole object of a snapshot, with the uid and the version that a write has to name.
    private func object(of base: LockSnapshot) throws(LockError) -> JSONValue {
        let tree: JSONValue
        do {
            tree = try JSONValue(parsing: base.source)
        } catch {
            throw .undecodable(wanted: kind.objectKind, error.cause)
        }
        // No kind of lock has a member of that name; a watch event carries the object in it.
        var object = tree["object"] ?? tree
        var metadata = object["metadata"] ?? [:]
        metadata["uid"] = .string(base.version.uid)
        metadata["resourceVersion"] = .string(base.version.resourceVersion)
        object["metadata"] = metadata
        return object
    }

    private var newObject: JSONValue {
        [
            "apiVersion": .string(kind.apiVersion),
            "kind": .string(kind.objectKind),
            "metadata": [
                "name": .string(name),
                "namespace": .string(namespace),
                "labels": ["app.kubernetes.io/managed-by": "leader-elector"],
            ],
        ]
    }

    private func spec(of record: LeaderRecord, over old: JSONValue) -> JSONValue {
        var spec = old
        spec["holderIdentity"] = .string(record.holderIdentity)
        spec["leaseDurationSeconds"] = .integer(Int64(record.leaseDurationSeconds))
        spec["acquireTime"] = record.acquireTime.map { .string(MicroTime.text($0)) }
        spec["renewTime"] = record.renewTime.map { .string(MicroTime.text($0)) }
        spec["leaseTransitions"] = .integer(Int64(record.leaderTransitions))
        return spec
    }
}

extension JSONValue {
    /// Sets an object's annotation, or removes it.
    fileprivate mutating func annotate(_ annotation: LockAnnotation, _ text: String?) {
        var metadata = self["metadata"] ?? [:]
        var annotations = metadata["annotations"] ?? [:]
        annotations[annotation.rawValue] = text.map(JSONValue.string)
        metadata["annotations"] = annotations
        self["metadata"] = metadata
    }
}
