import Election

/// Names a timer of an `EventLoop`, so that it can be cancelled.
package struct TimerID: Hashable, Comparable, Sendable {
    let instant: Instant
    /// Counts the timers of one loop from 1.
    let sequence: UInt64

    package static func < (left: TimerID, right: TimerID) -> Bool {
        (left.instant, left.sequence) < (right.instant, right.sequence)
    }
}

/// Pending timers in the order in which they fire: by instant, then by creation.
///
/// A sorted array, since a process has dozens of timers and not millions: taking the next costs nothing, and a
/// cancelled timer is gone at once.
struct TimerQueue {
    private struct Entry {
        let id: TimerID
        let handler: () -> Void
    }

    /// The latest first, so that the next to fire is taken from the end.
    private var entries: [Entry] = []
    private var lastSequence: UInt64 = 0

    var next: Instant? { entries.last?.id.instant }

    mutating func insert(at instant: Instant, _ handler: @escaping () -> Void) -> TimerID {
        lastSequence += 1
        let id = TimerID(instant: instant, sequence: lastSequence)
        entries.insert(Entry(id: id, handler: handler), at: index(of: id))
        return id
    }

    /// Takes the timer out; nothing happens if it has fired or has been cancelled before.
    mutating func remove(_ id: TimerID) {
        let index = index(of: id)
        if index < entries.count && entries[index].id == id { entries.remove(at: index) }
    }

    /// Takes out the next timer that is due at `now`.
    mutating func popDue(at now: Instant) -> (() -> Void)? {
        guard let next, next <= now else { return nil }
        return entries.removeLast().handler
    }

    /// Where `id` stands, or would have to be inserted.
    private func index(of id: TimerID) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id > id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
