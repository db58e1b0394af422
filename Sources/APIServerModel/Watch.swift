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

    /// A change as this watch sees it: one that leaves its selection was deleted for it, one that enters was added.
    func event(_ change: ObjectChange, _ now: Moment) -> JSONValue? {
        let isIn = change.kind != .deleted && selector.matches(change.object)
        let wasIn = change.previous.map(selector.matches) ?? false
        switch (wasIn, isIn) {
        case (false, false):
            return nil
        case (false, true):
            return event("ADDED", change.object, now)
        case (true, true):
            return event("MODIFIED", change.object, now)
        case (true, false):
            // The state that the watch knows, at the revision of the change.
            var last = change.previous ?? change.object
            last["metadata"]?["resourceVersion"] = change.object["metadata"]?["resourceVersion"]
            return event("DELETED", last, now)
        }
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
