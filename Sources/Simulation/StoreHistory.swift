import Election
import Locks

/// Looks at what was stored, and remembers the latest states for readers whose server lags behind.
struct StoreHistory {
    private(set) var states = [StoredLocks()]
    /// How many states are kept beside the present one.
    static let limit = 7

    /// Takes in a lock's state after a change; gives what is wrong with a write of `writer`'s that led there.
    mutating func add(
        _ state: LockSnapshot?,
        as lock: LockKind,
        after write: Elector.Write?,
        of writer: String
    ) -> String? {
        var stored = states.last ?? StoredLocks()
        let before = stored[lock]
        stored[lock] = state
        states.append(stored)
        if states.count > Self.limit + 1 { states.removeFirst() }
        guard let write, let state else { return nil }
        if write.base?.version != before?.version { return "\(writer) wrote over a version that it had not seen" }
        if write.record.isRelease, let old = before?.record,
            old.holderIdentity != writer || before?.mark?.life != write.mark.life
        {
            return "\(writer) blanked the record of \(old.holderIdentity)"
        }
        if let old = before, old.version.uid == state.version.uid, let oldRecord = old.record,
            write.record.leaderTransitions < oldRecord.leaderTransitions
        {
            return "\(writer) let the transitions fall from \(oldRecord.leaderTransitions)"
        }
        return nil
    }
}
