import Election

/// One candidate, the pod that it runs in and the machine under it.
struct SimulatedNode {
    let name: String
    var podUID: String
    /// How many processes have been started; a message for an earlier one is not delivered.
    var life = 0
    /// Nil while no process runs.
    var elector: Elector?
    var clock: SimulatedClock
    var frozenUntil: Int64 = 0
    var requestsCutUntil: Int64 = 0
    var repliesCutUntil: Int64 = 0

    /// Counts requests, so that only the one under way is answered.
    var request: UInt64 = 0
    /// Counts watches, so that only the present one delivers.
    var watch: UInt64 = 0
    /// When the last event of the watch arrives; the next comes after it.
    var watchArrival: Int64 = 0
    var isWatchStalled = false

    /// The newest version of another's record that this process has seen.
    var seen: UInt64 = 0
    /// The same, when its present term began.
    var seenBeforeTerm: UInt64 = 0

    // What coverage and cost look at.
    var requestsThisMinute = 0
    var minute: Int64 = 0
    var wokeFromFreeze = false
    var isAdopting = false
    var waitedOutEdit = false
    var takeOver: Coverage.Point?

    init(name: String, podUID: String, clock: SimulatedClock) {
        self.name = name
        self.podUID = podUID
        self.clock = clock
    }
}
