import Election
import Locks

/// What the candidates' requests meet, at one of two depths: the store alone, or the whole conversation through HTTP
/// and JSON.
///
/// Candidates are numbered from 0; each has at most one watch of each lock. The locks share one order of versions, as
/// all objects of an API server do.
protocol SimulatedServer {
    /// The lock as it is stored.
    func object(_ lock: LockKind) -> LockSnapshot?
    /// The version of the latest change.
    var revision: UInt64 { get }
    /// Whether what other people put on the objects is still there.
    var isIntact: Bool { get }

    /// The end of a read that reached the server.
    mutating func read(_ lock: LockKind, by candidate: Int, at now: Moment) -> Elector.Event
    /// The end of a write that reached the server.
    mutating func write(
        _ write: Elector.Write,
        to lock: LockKind,
        by candidate: Int,
        at now: Moment
    ) -> Elector.Event
    /// The end of a proposal that reached the server.
    mutating func propose(
        _ proposal: Elector.Proposal,
        for lock: LockKind,
        by candidate: Int,
        at now: Moment
    ) -> Elector.Event

    /// Begins a watch and gives its first events.
    mutating func openWatch(
        of lock: LockKind,
        by candidate: Int,
        from version: UInt64?,
        at now: Moment
    ) -> [Elector.Event]
    /// What has happened since the last events.
    mutating func watchEvents(of lock: LockKind, for candidate: Int, at now: Moment) -> [Elector.Event]
    mutating func closeWatch(of lock: LockKind, by candidate: Int)

    /// Somebody who asks nobody puts this content on the object; the mark stays.
    mutating func edit(_ lock: LockKind, _ content: LockSnapshot.Content, at now: Moment)
    /// Somebody changes a label.
    mutating func label(_ lock: LockKind, _ value: String, at now: Moment)
    /// An operator wants the term with this token to end.
    mutating func annotate(_ lock: LockKind, stepDownToken: UInt64, at now: Moment)
    mutating func delete(_ lock: LockKind, at now: Moment)
    /// The store loses what came after this state of the locks, and goes on with a much higher revision.
    mutating func restore(_ backup: StoredLocks, at now: Moment)
}
