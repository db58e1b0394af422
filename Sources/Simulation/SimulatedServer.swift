import Election

/// What the candidates' requests meet, at one of two depths: the store alone, or the whole conversation through HTTP
/// and JSON.
///
/// Candidates are numbered from 0; each has at most one watch.
protocol SimulatedServer {
    /// The lock as it is stored.
    var object: LockSnapshot? { get }
    /// The version of the latest change.
    var revision: UInt64 { get }
    /// Whether what other people put on the object is still there.
    var isIntact: Bool { get }

    /// The end of a read that reached the server.
    mutating func read(by candidate: Int, at now: Moment) -> Elector.Event
    /// The end of a write that reached the server.
    mutating func write(_ write: Elector.Write, by candidate: Int, at now: Moment) -> Elector.Event

    /// Begins a watch and gives its first events.
    mutating func openWatch(by candidate: Int, from version: UInt64?, at now: Moment) -> [Elector.Event]
    /// What has happened since the last events.
    mutating func watchEvents(for candidate: Int, at now: Moment) -> [Elector.Event]
    mutating func closeWatch(of candidate: Int)

    /// Somebody who asks nobody puts this content on the object; the mark stays.
    mutating func edit(_ content: LockSnapshot.Content, at now: Moment)
    /// Somebody changes a label.
    mutating func label(_ value: String, at now: Moment)
    mutating func delete(at now: Moment)
    /// The store loses what came after this state of the lock, and goes on with a much higher revision.
    mutating func restore(_ backup: LockSnapshot?, at now: Moment)
}
