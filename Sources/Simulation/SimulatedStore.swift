import Election

/// The API server's store as the fast depth sees it: one object, compare-and-swap, and a history for watches.
struct SimulatedStore: SimulatedServer, Hashable {
    /// One committed change, as a watch shows it.
    private struct Change: Hashable {
        var version: UInt64
        var event: Elector.Event
    }

    private(set) var object: LockSnapshot?
    private(set) var revision: UInt64 = 100
    /// There is nothing of other people's at this depth.
    let isIntact = true
    private var history: [Change] = []
    private var objects: UInt64 = 0
    /// Watches cannot start before it.
    private var oldestVersion: UInt64 = 0
    /// Up to which version each candidate's watch has been told; nil without a watch.
    private var watched: [UInt64?]

    /// How many changes a watch can start behind before it is told 410.
    private static let historyLimit = 64

    init(candidates: Int) {
        watched = Array(repeating: nil, count: candidates)
    }

    mutating func read(by candidate: Int, at now: Moment) -> Elector.Event {
        .readEnded(.success(object.map(Elector.Reading.found) ?? .absent))
    }

    /// What a write does, by the rules of the wire (exchanges 04 to 10 and 44).
    mutating func write(_ write: Elector.Write, by candidate: Int, at now: Moment) -> Elector.Event {
        guard write.base?.version == object?.version else { return .writeEnded(.conflict) }
        if let object, object.record == write.record && object.mark == write.mark {
            return .writeEnded(.confirmed(object))
        }
        return .writeEnded(.confirmed(save(.record(write.record), mark: write.mark)))
    }

    mutating func openWatch(by candidate: Int, from version: UInt64?, at now: Moment) -> [Elector.Event] {
        guard let version else {
            watched[candidate] = revision
            return [.watchOpened] + (object.map { [.watchSaw($0)] } ?? [])
        }
        if version < oldestVersion {
            return [.watchOpened, .watchEnded(.expired)]
        }
        watched[candidate] = version
        return [.watchOpened] + watchEvents(for: candidate, at: now)
    }

    mutating func watchEvents(for candidate: Int, at now: Moment) -> [Elector.Event] {
        guard let version = watched[candidate] else { return [] }
        watched[candidate] = revision
        let start = history.lastIndex { $0.version <= version }.map { $0 + 1 } ?? 0
        return history[start...].map(\.event)
    }

    mutating func closeWatch(of candidate: Int) {
        watched[candidate] = nil
    }

    mutating func edit(_ content: LockSnapshot.Content, at now: Moment) {
        // The server compares before it stores.
        if let object, object.content != content { save(content, mark: object.mark) }
    }

    mutating func label(_ value: String, at now: Moment) {
        if let object { save(object.content, mark: object.mark) }
    }

    mutating func delete(at now: Moment) {
        guard var last = object else { return }
        revision += 1
        last.version.resourceVersion = String(revision)
        object = nil
        remember(.watchSawDeletion(last))
    }

    mutating func restore(_ backup: LockSnapshot?, at now: Moment) {
        object = backup
        revision += 1_000_000
        oldestVersion = revision
        history = []
        watched = watched.map { _ in nil }
    }

    @discardableResult
    private mutating func save(_ content: LockSnapshot.Content, mark: WriterMark?) -> LockSnapshot {
        revision += 1
        if object == nil { objects += 1 }
        let version = ObjectVersion(uid: "uid-\(objects)", resourceVersion: String(revision))
        let saved = LockSnapshot(version: version, content: content, mark: mark)
        object = saved
        remember(.watchSaw(saved))
        return saved
    }

    private mutating func remember(_ event: Elector.Event) {
        history.append(Change(version: revision, event: event))
        if history.count > Self.historyLimit { oldestVersion = history.removeFirst().version }
    }
}
