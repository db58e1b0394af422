import JSON

/// Where an object is kept: its resource, its namespace (empty for the cluster's own) and its name.
package struct ObjectKey: Hashable, Comparable, Sendable {
    package var group: String
    package var resource: String
    package var namespace: String
    package var name: String

    package init(group: String, resource: String, namespace: String, name: String) {
        self.group = group
        self.resource = resource
        self.namespace = namespace
        self.name = name
    }

    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.group, left.resource, left.namespace, left.name)
            < (right.group, right.resource, right.namespace, right.name)
    }

    func isOf(group: String, resource: String, namespace: String?) -> Bool {
        self.group == group && self.resource == resource && (namespace == nil || self.namespace == namespace)
    }
}

/// One write, as watches hear of it.
package struct ObjectChange: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    package var revision: UInt64
    package var kind: Kind
    package var key: ObjectKey
    /// The object after the write; a deleted one as it last was, at the revision of its removal.
    package var object: JSONValue
    /// The object before the write, by which a watch with a selector sees it leave; nil for one added.
    package var previous: JSONValue?
}

/// What must hold for a write to happen; nil asks for nothing.
package struct Preconditions: Hashable, Sendable {
    package var uid: String?
    package var resourceVersion: String?

    package init(uid: String? = nil, resourceVersion: String? = nil) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}

/// Why the store did not do what it was asked to.
package enum StoreError: Error, Hashable, CustomStringConvertible {
    case notFound
    case alreadyExists
    case uidConflict(expected: String, actual: String)
    case versionConflict(expected: String, actual: String)
    case compacted(floor: UInt64)
    case full(limit: Int)

    package var description: String {
        switch self {
        case .notFound: "There is no object of that name; create it."
        case .alreadyExists: "There is an object of that name already; update it."
        case .uidConflict(let expected, let actual):
            "The object's uid is \(actual), not \(expected): it was deleted and created again; read it anew."
        case .versionConflict(let expected, let actual):
            "The object is at version \(actual), not \(expected); read it anew and decide again."
        case .compacted(let floor):
            "Changes up to revision \(floor) have been forgotten; list the objects and watch from there."
        case .full(let limit): "The store holds \(limit) objects, its limit; delete some."
        }
    }
}
