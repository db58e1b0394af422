import Election
import Locks

/// The API server's store as the fast depth sees it: an object for each lock, compare-and-swap, and a history for
/// watches.
struct SimulatedStore: SimulatedServer, Hashable {
    /// One committed change, as a watch shows it.
    private struct Change: Hashable {
        var version: UInt64
        var event: Elector.Event
    }

    /// What is kept of one lock.
    private struct Shelf: Hashable {
        var object: LockSnapshot?
        var history: [Change] = []
        /// Watches cannot start before it.
        var oldestVersion: UInt64 = 0
        /// Up to which version each candidate's watch has been told; nil without a watch.
        var watched: [UInt64?]
    }

    private(set) var revision: UInt64 = 100
    /// There is nothing of other people's at this depth.
    let isIntact = true
    private var objects: UInt64 = 0
    /// By `LockKind.index`.
    private var shelves: [Shelf]

    /// How many changes a watch can start behind before it is told 410.
    private static let historyLimit = 64

    init(candidates: Int) {
        shelves = LockKind.allCases.map { _ in Shelf(watched: Array(repeating: nil, count: candidates)) }
    }

    func object(_ lock: LockKind) -> LockSnapshot? { shelves[lock.index].object }

    mutating func read(_ lock: LockKind, by candidate: Int, at now: Moment) -> Elector.Event {
        .readEnded(.success(object(lock).map(Elector.Reading.found) ?? .absent))
    }

    /// What a write does, by the rules of the wire (exchanges 04 to 10 and 44).
    mutating func write(
        _ write: Elector.Write,
        to lock: LockKind,
        by candidate: Int,
        at now: Moment
    ) -> Elector.Event {
        let object = object(lock)
        guard write.base?.version == object?.version else { return .writeEnded(.conflict) }
        if let object, object.record == write.record && object.mark == write.mark {
            return .writeEnded(.confirmed(object))
        }
        var next = object ?? Self.empty
        next.content = .record(write.record)
        next.mark = write.mark
        if write.isTakeOver {
            next.heir = nil
            next.stepDownToken = nil
        }
        return .writeEnded(.confirmed(save(next, as: lock)))
    }

    mutating func propose(
        _ proposal: Elector.Proposal,
        for lock: LockKind,
        by candidate: Int,
        at now: Moment
    ) -> Elector.Event {
        guard var object = object(lock), proposal.base.version == object.version else {
            return .proposalEnded(.conflict)
        }
        if object.heir == proposal.heir { return .proposalEnded(.confirmed(object)) }
        object.heir = proposal.heir
        return .proposalEnded(.confirmed(save(object, as: lock)))
    }

    mutating func openWatch(
        of lock: LockKind,
        by candidate: Int,
        from version: UInt64?,
        at now: Moment
    ) -> [Elector.Event] {
        guard let version else {
            shelves[lock.index].watched[candidate] = revision
            return [.watchOpened] + (object(lock).map { [.watchSaw($0)] } ?? [])
        }
        if version < shelves[lock.index].oldestVersion {
            return [.watchOpened, .watchEnded(.expired)]
        }
        shelves[lock.index].watched[candidate] = version
        return [.watchOpened] + watchEvents(of: lock, for: candidate, at: now)
    }

    mutating func watchEvents(of lock: LockKind, for candidate: Int, at now: Moment) -> [Elector.Event] {
        guard let version = shelves[lock.index].watched[candidate] else { return [] }
        shelves[lock.index].watched[candidate] = revision
        let history = shelves[lock.index].history
        let start = history.lastIndex { $0.version <= version }.map { $0 + 1 } ?? 0
        return history[start...].map(\.event)
    }

    mutating func closeWatch(of lock: LockKind, by candidate: Int) {
        shelves[lock.index].watched[candidate] = nil
    }

    mutating func edit(_ lock: LockKind, _ content: LockSnapshot.Content, at now: Moment) {
        // The server compares before it stores.
        guard var object = object(lock), object.content != content else { return }
        object.content = content
        save(object, as: lock)
    }

    mutating func label(_ lock: LockKind, _ value: String, at now: Moment) {
        if let object = object(lock) { save(object, as: lock) }
    }

    mutating func annotate(_ lock: LockKind, stepDownToken: UInt64, at now: Moment) {
        guard var object = object(lock), object.stepDownToken != stepDownToken else { return }
        object.stepDownToken = stepDownToken
        save(object, as: lock)
    }

    mutating func delete(_ lock: LockKind, at now: Moment) {
        guard var last = object(lock) else { return }
        revision += 1
        last.version.resourceVersion = String(revision)
        shelves[lock.index].object = nil
        remember(.watchSawDeletion(last), of: lock)
    }

    mutating func restore(_ backup: StoredLocks, at now: Moment) {
        revision += 1_000_000
        for lock in LockKind.allCases {
            let unwatched: [UInt64?] = Array(repeating: nil, count: shelves[lock.index].watched.count)
            shelves[lock.index] = Shelf(object: backup[lock], oldestVersion: revision, watched: unwatched)
        }
    }

    private static let empty = LockSnapshot(version: ObjectVersion(uid: "", resourceVersion: ""), content: .none)

    /// Stores an object at a new version.
    @discardableResult
    private mutating func save(_ object: LockSnapshot, as lock: LockKind) -> LockSnapshot {
        var saved = object
        revision += 1
        if shelves[lock.index].object == nil {
            objects += 1
            saved.version.uid = "uid-\(objects)"
        }
        saved.version.resourceVersion = String(revision)
        shelves[lock.index].object = saved
        remember(.watchSaw(saved), of: lock)
        return saved
    }

    private mutating func remember(_ event: Elector.Event, of lock: LockKind) {
        shelves[lock.index].history.append(Change(version: revision, event: event))
        guard shelves[lock.index].history.count > Self.historyLimit else { return }
        shelves[lock.index].oldestVersion = shelves[lock.index].history.removeFirst().version
    }
}

extension LockKind {
    /// Its place in arrays that have one element for each kind.
    var index: Int {
        switch self {
        case .leases: 0
        case .endpoints: 1
        case .configmaps: 2
        }
    }
}
