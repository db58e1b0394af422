import Election

/// A Lease (coordination.k8s.io/v1) as the lock of an election.
///
/// # What it keeps
///
/// A write starts from the object as it was last read, and replaces the record and the writer mark alone: labels,
/// owners, finalizers and fields of later versions of Kubernetes survive it (rule 7). managedFields go back as they
/// came; the server keeps its own account of them and takes that for no change.
package struct LeaseLock: Hashable, Sendable {
    package static let group = "coordination.k8s.io"
    /// The API group and version, and where it is served.
    package static let apiVersion = "\(group)/v1"
    package static let kind = "Lease"
    /// The resource's name in paths and in the details of a Status.
    package static let resource = "leases"

    package let name: String
    package let namespace: String

    package init(name: String, namespace: String) {
        self.name = name
        self.namespace = namespace
    }

    /// Reads the answer to a request for this Lease.
    ///
    /// - Throws: `LockError` where the answer is not this Lease, with uid and version.
    package func snapshot(of answer: [UInt8]) throws(LockError) -> LockSnapshot {
        let object: LeaseObject
        do {
            object = try LeaseObject(json: answer)
        } catch {
            throw .undecodable(error.cause)
        }
        guard isMe(object) else { throw .other(wanted: "the Lease \(namespace)/\(name)") }
        guard let snapshot = object.snapshot(source: answer) else { throw .unversioned }
        return snapshot
    }

    /// Whether an object is this Lease and no other.
    package func isMe(_ object: LeaseObject) -> Bool {
        object.kind == Self.kind && object.name == name && object.namespace == namespace
    }

    /// The object that a write sends: the base with our record on it, or a new Lease.
    ///
    /// - Throws: `LockError` where the base's bytes cannot be written back without loss.
    package func body(of write: Elector.Write) throws(LockError) -> [UInt8] {
        var object = newObject
        if let base = write.base {
            let tree: JSONValue
            do {
                tree = try JSONValue(parsing: base.source)
            } catch {
                throw .undecodable(error.cause)
            }
            // A Lease has no member of that name; a watch event carries the Lease in it.
            object = tree["object"] ?? tree
        }
        var metadata = object["metadata"] ?? [:]
        if let version = write.base?.version {
            metadata["uid"] = .string(version.uid)
            metadata["resourceVersion"] = .string(version.resourceVersion)
        }
        var annotations = metadata["annotations"] ?? [:]
        annotations["leader-elector/writer"] = .string(write.mark.text)
        metadata["annotations"] = annotations
        object["metadata"] = metadata
        object["spec"] = spec(of: write.record, over: object["spec"] ?? [:])
        return object.bytes
    }

    private var newObject: JSONValue {
        [
            "apiVersion": .string(Self.apiVersion),
            "kind": .string(Self.kind),
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
