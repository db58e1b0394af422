import Election

/// The API server's store as the fast depth sees it: one object, compare-and-swap, and a history for watches.
struct SimulatedStore {
    /// One committed change, as a watch shows it.
    enum Change {
        case saved(LockSnapshot)
        case deleted(LockSnapshot)

        var version: UInt64 {
            switch self {
            case .saved(let snapshot), .deleted(let snapshot): snapshot.version.number ?? 0
            }
        }
    }

    private(set) var object: LockSnapshot?
    private(set) var history: [Change] = []
    private var revision: UInt64 = 100
    private var objects: UInt64 = 0

    /// How many changes a watch can start behind before it is told 410.
    private static let historyLimit = 64

    /// What a write of an elector does, by the rules of the wire (exchanges 04 to 10 and 44).
    mutating func apply(_ write: Elector.Write) -> Elector.WriteOutcome {
        if let base = write.base {
            guard let object, object.version == base.version else { return .conflict }
            if object.record == write.record && object.mark == write.mark { return .confirmed(object) }
        } else if object != nil {
            return .conflict
        }
        return .confirmed(save(.record(write.record), mark: write.mark))
    }

    /// A change by somebody who asks nobody: new content, the mark left as it is.
    mutating func edit(_ content: LockSnapshot.Content) {
        if let object { save(content, mark: object.mark) }
    }

    mutating func delete() {
        guard var last = object else { return }
        revision += 1
        last.version.resourceVersion = String(revision)
        object = nil
        remember(.deleted(last))
    }

    /// The changes after a version; nil if they are no longer known (410).
    func changes(after version: UInt64) -> [Change]? {
        if let first = history.first, first.version > version + 1, history.count == Self.historyLimit { return nil }
        let start = history.lastIndex { $0.version <= version }.map { $0 + 1 } ?? 0
        return Array(history[start...])
    }

    @discardableResult
    private mutating func save(_ content: LockSnapshot.Content, mark: WriterMark?) -> LockSnapshot {
        revision += 1
        if object == nil { objects += 1 }
        let version = ObjectVersion(uid: "uid-\(objects)", resourceVersion: String(revision))
        let saved = LockSnapshot(version: version, content: content, mark: mark)
        object = saved
        remember(.saved(saved))
        return saved
    }

    private mutating func remember(_ change: Change) {
        history.append(change)
        if history.count > Self.historyLimit { history.removeFirst() }
    }
}
