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
        var annotations: [LockAnnotation: JSONValue] = [
            .writer: .string(write.mark.text),
            .fencingToken: write.fencingToken.map { .string(String($0)) } ?? .null,
        ]
        if write.isTakeOver {
            annotations[.heir] = .null
            annotations[.stepDown] = .null
        }
        if kind != .leases { annotations[.record] = .string(AnnotationRecord.text(of: write.record)) }
        return try body(over: write.base, annotations, spec: kind == .leases ? spec(of: write.record) : nil)
    }

    /// The object that a proposal sends: the base with another heir, and the record and its mark as they are.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(of proposal: Elector.Proposal) throws(LockError) -> [UInt8] {
        try body(over: proposal.base, [.heir: .string(proposal.heir.text)])
    }

    /// The object that asks the leader of a term to give it up: the base with that wish, and all else as it is.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(askingToStepDown token: UInt64, on base: LockSnapshot) throws(LockError) -> [UInt8] {
        try body(over: base, [.stepDown: .string(String(token))])
    }

    /// The whole object of a snapshot, with the uid and the version that a write has to name, and what is changed; null
    /// removes.
    private func body(
        over base: LockSnapshot?,
        _ annotations: [LockAnnotation: JSONValue],
        spec: JSONValue? = nil
    ) throws(LockError) -> [UInt8] {
        let named = Dictionary(uniqueKeysWithValues: annotations.map { ($0.key.rawValue, $0.value) })
        var metadata: [String: JSONValue] = ["annotations": .object(named)]
        metadata["uid"] = base.map { .string($0.version.uid) }
        metadata["resourceVersion"] = base.map { .string($0.version.resourceVersion) }
        var patch: [String: JSONValue] = ["metadata": .object(metadata)]
        patch["spec"] = spec
        do throws(JSONError) {
            let source = try JSONFields(parsing: base?.source ?? newObject.bytes)
            // No kind of lock has a member of that name; a watch event carries the object in it.
            return try (source.fields("object") ?? source).merged(with: patch)
        } catch {
            throw .undecodable(wanted: kind.objectKind, error.cause)
        }
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

    private func spec(of record: LeaderRecord) -> JSONValue {
        [
            "holderIdentity": .string(record.holderIdentity),
            "leaseDurationSeconds": .integer(Int64(record.leaseDurationSeconds)),
            "acquireTime": record.acquireTime.map { .string(MicroTime.text($0)) } ?? .null,
            "renewTime": record.renewTime.map { .string(MicroTime.text($0)) } ?? .null,
            "leaseTransitions": .integer(Int64(record.leaderTransitions)),
        ]
    }
}
