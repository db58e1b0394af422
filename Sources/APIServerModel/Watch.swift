import Election
import JSON

/// The name of an open watch.
package struct WatchID: Hashable, Comparable, Sendable {
    var number: Int

    package static func < (left: WatchID, right: WatchID) -> Bool { left.number < right.number }
}

/// What a watch has to say at an instant.
package struct WatchPull: Hashable, Sendable {
    /// Parts of the body, one event with its line feed each.
    package var chunks: [[UInt8]]
    /// Whether the body ends here.
    package var isEnded: Bool
    /// When to pull at the latest if nothing is written before; nil once it ended.
    package var nextPull: Instant?
}

/// The last change that was made a line of, since watches of the same kind are told the same.
struct WatchLine: Sendable {
    /// A revision is of one object; a table is made for one watch.
    struct Key: Hashable, Sendable {
        var revision: UInt64
        var kind: String
        var root: String
    }

    var key: Key
    var bytes: [UInt8]
}

/// One open watch: which changes it shows, and up to which revision it has shown them.
struct Watch: Sendable {
    var type: ResourceType
    /// Nil for all namespaces.
    var namespace: String?
    var selector: Selector
    /// How it shows objects; nil for plain JSON.
    var table: Table?
    /// The revision up to which everything has been shown.
    var cursor: UInt64
    /// Events that come before those of the log.
    var opening: [JSONValue] = []
    var end: Instant
    /// When the next bookmark is due; nil if none are wanted.
    var nextBookmark: Instant?

    func event(_ kind: String, _ stored: JSONValue, _ now: Moment) -> JSONValue {
        guard let table else { return ["type": .string(kind), "object": type.shown(stored)] }
        let version = stored["metadata"]?["resourceVersion"]?.string.flatMap { UInt64($0) } ?? cursor
        return ["type": .string(kind), "object": table.rendered([stored], revision: version, now: now.wall)]
    }

    /// What a change is to this watch, one that leaves its selection being a deletion, and one that enters it an
    /// addition; nil for what it does not show.
    func kind(of change: ObjectChange) -> String? {
        let isIn = change.kind != .deleted && selector.matches(change.object)
        let wasIn = change.previous.map(selector.matches) ?? false
        return switch (wasIn, isIn) {
        case (false, false): nil
        case (false, true): "ADDED"
        case (true, true): "MODIFIED"
        case (true, false): "DELETED"
        }
    }

    /// A change as this watch shows it, after `kind(of:)`.
    func event(_ kind: String, _ change: ObjectChange, _ now: Moment) -> JSONValue {
        guard kind == "DELETED" else { return event(kind, change.object, now) }
        // The state that the watch knows, at the revision of the change.
        var last = change.previous ?? change.object
        last["metadata"]?["resourceVersion"] = change.object["metadata"]?["resourceVersion"]
        return event(kind, last, now)
    }

    /// A bookmark: nothing but a version, and the fields that an empty object has.
    func bookmark(_ revision: UInt64, _ now: Moment, endsOpening: Bool = false) -> JSONValue {
        var metadata: JSONValue = ["resourceVersion": .string(String(revision))]
        if endsOpening { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        var object = type.defaults
        object["metadata"] = metadata
        return event("BOOKMARK", object, now)
    }
}
