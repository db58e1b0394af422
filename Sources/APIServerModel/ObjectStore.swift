import Election
import JSON

/// The objects of an API server: a map with one revision counter, compare-and-swap, and a bounded log of changes.
///
/// It keeps what etcd and the API server's watch cache promise together: every write has a revision of its own, greater
/// than all before; a change is in the log until `logLimit` later ones pushed it out; who asks for changes further back
/// is told so. It knows nothing of kinds, validation or rights.
package struct ObjectStore: Sendable {
    /// The revision of the last write; that of the store's beginning before the first.
    package private(set) var revision: UInt64
    /// The revision up to which changes have been forgotten.
    package private(set) var floor: UInt64

    private var objects: [ObjectKey: JSONValue] = [:]
    private var log: [ObjectChange] = []
    private var generator: SeededGenerator
    private let logLimit: Int
    private let objectLimit: Int

    /// An empty store.
    ///
    /// - Parameters:
    ///   - revision: Where counting begins; changes before it count as forgotten.
    ///   - logLimit: How many changes are kept for watches.
    ///   - objectLimit: How many objects there may be.
    package init(seed: UInt64, revision: UInt64 = 1, logLimit: Int = 1000, objectLimit: Int = 10_000) {
        precondition(logLimit > 0 && objectLimit > 0, "a store keeps at least one change and one object")
        self.revision = revision
        floor = revision
        generator = SeededGenerator(seed: seed)
        self.logLimit = logLimit
        self.objectLimit = objectLimit
    }

    /// The object of that key with the version of its last write; nil if there is none.
    package func object(at key: ObjectKey) -> JSONValue? { objects[key] }

    /// The keys and objects of one resource, all namespaces' if `namespace` is nil, ordered by namespace and name.
    package func objects(
        group: String,
        resource: String,
        namespace: String? = nil
    ) -> [(key: ObjectKey, object: JSONValue)] {
        objects.filter { $0.key.isOf(group: group, resource: resource, namespace: namespace) }
            .sorted { $0.key < $1.key }
            .map { (key: $0.key, object: $0.value) }
    }

    /// The changes of one resource after a revision, oldest first.
    ///
    /// - Throws: `StoreError.compacted` if some of them have been forgotten.
    package func changes(
        after revision: UInt64,
        group: String,
        resource: String,
        namespace: String? = nil
    ) throws(StoreError) -> [ObjectChange] {
        guard revision >= floor else { throw .compacted(floor: floor) }
        let first = log.lastIndex { $0.revision <= revision }.map { $0 + 1 } ?? 0
        return log[first...].filter { $0.key.isOf(group: group, resource: resource, namespace: namespace) }
    }

    /// Adds an object under a key; name, namespace, uid, version and creation time are set here, whatever it says.
    ///
    /// - Returns: The object as it is stored.
    /// - Throws: `StoreError.alreadyExists` or `.full`.
    package mutating func create(
        _ object: JSONValue,
        at key: ObjectKey,
        time: WallTime
    ) throws(StoreError) -> JSONValue {
        guard objects[key] == nil else { throw .alreadyExists }
        guard objects.count < objectLimit else { throw .full(limit: objectLimit) }
        var metadata = object["metadata"] ?? [:]
        metadata["name"] = .string(key.name)
        metadata["namespace"] = key.namespace.isEmpty ? nil : .string(key.namespace)
        metadata["uid"] = .string(randomUID())
        metadata["creationTimestamp"] = .string(MicroTime.wholeSecondsText(time))
        var stored = object
        stored["metadata"] = metadata
        return write(stored, at: key, as: .added)
    }

    /// Replaces an object; its name, namespace, uid and creation time stay.
    ///
    /// An object equal to the stored one but for its version is not written: the stored one comes back, no revision is
    /// used and no watch hears of it.
    /// - Returns: The object as it is stored.
    /// - Throws: `StoreError.notFound`, `.uidConflict` or `.versionConflict`.
    package mutating func update(
        _ object: JSONValue,
        at key: ObjectKey,
        if conditions: Preconditions = Preconditions()
    ) throws(StoreError) -> JSONValue {
        let current = try check(key, conditions)
        var metadata = object["metadata"] ?? [:]
        for field in ["name", "namespace", "uid", "creationTimestamp", "resourceVersion"] {
            metadata[field] = current["metadata"]?[field]
        }
        var wanted = object
        wanted["metadata"] = metadata
        return wanted == current ? current : write(wanted, at: key, as: .modified)
    }

    /// Removes an object.
    ///
    /// - Returns: The object as it last was, at the revision of its removal.
    /// - Throws: `StoreError.notFound`, `.uidConflict` or `.versionConflict`.
    package mutating func delete(
        _ key: ObjectKey,
        if conditions: Preconditions = Preconditions()
    ) throws(StoreError) -> JSONValue {
        let current = try check(key, conditions)
        return write(current, at: key, as: .deleted)
    }

    /// Forgets all changes up to a revision, as etcd's compaction does.
    package mutating func compact(through revision: UInt64) {
        floor = max(floor, min(revision, self.revision))
        log.removeAll { $0.revision <= floor }
    }

    /// A name's random ending as the API server makes it from `generateName`: five letters that spell no word.
    package mutating func randomSuffix() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters[Int.random(in: letters.indices, using: &generator)] })
    }

    /// Looks whether a write on these conditions would happen now.
    ///
    /// - Returns: The object as it is stored.
    /// - Throws: `StoreError.notFound`, `.uidConflict` or `.versionConflict`.
    @discardableResult
    package func check(_ key: ObjectKey, _ conditions: Preconditions) throws(StoreError) -> JSONValue {
        guard let current = objects[key] else { throw .notFound }
        let uid = current["metadata"]?["uid"]?.string ?? ""
        if let expected = conditions.uid, expected != uid { throw .uidConflict(expected: expected, actual: uid) }
        let version = current["metadata"]?["resourceVersion"]?.string ?? ""
        if let expected = conditions.resourceVersion, expected != version {
            throw .versionConflict(expected: expected, actual: version)
        }
        return current
    }

    private mutating func write(_ object: JSONValue, at key: ObjectKey, as kind: ObjectChange.Kind) -> JSONValue {
        revision += 1
        var stored = object
        stored["metadata"]?["resourceVersion"] = .string(String(revision))
        let previous = objects[key]
        objects[key] = kind == .deleted ? nil : stored
        log.append(ObjectChange(revision: revision, kind: kind, key: key, object: stored, previous: previous))
        if log.count > logLimit { floor = log.removeFirst().revision }
        return stored
    }

    /// A random UUID of version 4 (RFC 9562, 5.4).
    private mutating func randomUID() -> String {
        let high = generator.next() & ~0xf000 | 0x4000
        let low = generator.next() & ~(0xc000 << 48) | 0x8000 << 48
        let digits = [high, low].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var uid = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { uid += "-" }
            uid.append(digit)
        }
        return uid
    }
}
