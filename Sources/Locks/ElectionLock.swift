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
        guard let base = write.base else {
            return try edited(JSONText(newObject)) { object throws(JSONError) in try put(write, on: &object) }
        }
        return try edited(base) { object throws(JSONError) in try put(write, on: &object) }
    }

    /// The object that a proposal sends: the base with another heir, and the record and its mark as they are.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(of proposal: Elector.Proposal) throws(LockError) -> [UInt8] {
        try edited(proposal.base) { object throws(JSONError) in try object.annotate(.heir, proposal.heir.text) }
    }

    /// The object that asks the leader of a term to give it up: the base with that wish, and all else as it is.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(askingToStepDown token: UInt64, on base: LockSnapshot) throws(LockError) -> [UInt8] {
        try edited(base) { object throws(JSONError) in try object.annotate(.stepDown, String(token)) }
    }

    private func put(_ write: Elector.Write, on object: inout JSONText) throws(JSONError) {
        try object.annotate(.writer, write.mark.text)
        try object.annotate(.fencingToken, write.fencingToken.map(String.init))
        if write.isTakeOver {
            try object.annotate(.heir, nil)
            try object.annotate(.stepDown, nil)
        }
        switch kind {
        case .leases: try object.setSpec(write.record)
        case .endpoints, .configmaps: try object.annotate(.record, AnnotationRecord.text(of: write.record))
        }
    }

    /// The whole object of a snapshot, with the uid and the version that a write has to name, and with a change.
    private func edited(
        _ base: LockSnapshot,
        _ change: (inout JSONText) throws(JSONError) -> Void
    ) throws(LockError) -> [UInt8] {
        let object: JSONText
        do throws(JSONError) {
            // No kind of lock has a member of that name; a watch event carries the object in it.
            object = try JSONText(of: "object", orAllOf: base.source)
        } catch {
            throw .undecodable(wanted: kind.objectKind, error.cause)
        }
        return try edited(object) { object throws(JSONError) in
            try object.set(["metadata", "uid"], to: .string(base.version.uid))
            try object.set(["metadata", "resourceVersion"], to: .string(base.version.resourceVersion))
            try change(&object)
        }
    }

    private func edited(
        _ object: JSONText,
        _ change: (inout JSONText) throws(JSONError) -> Void
    ) throws(LockError) -> [UInt8] {
        var object = object
        do throws(JSONError) {
            try change(&object)
            return object.bytes
        } catch {
            throw .undecodable(wanted: kind.objectKind, error.cause)
        }
    }

    private var newObject: [String: JSONValue] {
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
}

extension JSONText {
    /// Sets an object's annotation, or removes it.
    fileprivate mutating func annotate(_ annotation: LockAnnotation, _ text: String?) throws(JSONError) {
        try set(["metadata", "annotations", annotation.rawValue], to: text.map(JSONValue.string))
    }

    /// Sets what a record says in a Lease's spec.
    fileprivate mutating func setSpec(_ record: LeaderRecord) throws(JSONError) {
        try set(["spec", "holderIdentity"], to: .string(record.holderIdentity))
        try set(["spec", "leaseDurationSeconds"], to: .integer(Int64(record.leaseDurationSeconds)))
        try set(["spec", "acquireTime"], to: record.acquireTime.map { .string(MicroTime.text($0)) })
        try set(["spec", "renewTime"], to: record.renewTime.map { .string(MicroTime.text($0)) })
        try set(["spec", "leaseTransitions"], to: .integer(Int64(record.leaderTransitions)))
    }
}
