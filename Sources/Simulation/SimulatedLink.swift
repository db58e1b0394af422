import Election

/// What one half of a candidate has on its way to its lock and back, and what it has seen of it.
struct SimulatedLink {
    /// Counts requests, so that only the one under way is answered.
    var request: UInt64 = 0
    /// Counts watches, so that only the present one delivers.
    var watch: UInt64 = 0
    /// When the last event of the watch arrives; the next comes after it.
    var watchArrival: Int64 = 0
    var isWatchStalled = false
    /// By how much the server of its watch lags behind, in nanoseconds.
    var watchLag: Int64 = 0

    /// When this half wants to be woken.
    var nextWake: Instant?
    /// The newest version of another's record that the process has seen.
    var seen: UInt64 = 0
}
