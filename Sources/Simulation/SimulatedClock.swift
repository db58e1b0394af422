import Election

/// A machine's clocks as a function of true time: a rate, an offset, and a wall clock that people step.
struct SimulatedClock: Hashable {
    /// Parts per million of true time at which both clocks run faster (or slower).
    var skew: Int64
    /// The boot clock at true time zero, in nanoseconds.
    var offset: Int64
    /// The wall clock minus the boot clock, in microseconds.
    var wallOffset: Int64

    func moment(at trueTime: Int64) -> Moment {
        // In two parts, because the product of both would not fit.
        let gained = trueTime / 1_000_000 * skew + trueTime % 1_000_000 * skew / 1_000_000
        let instant = Instant(nanoseconds: offset + trueTime + gained)
        return Moment(instant: instant, wall: WallTime(microseconds: instant.nanoseconds / 1000 + wallOffset))
    }

    /// A true time at which the boot clock shows at least `instant`.
    func trueTime(of instant: Instant) -> Int64 {
        let local = Double(instant.nanoseconds - offset)
        var time = Int64(local / (1 + Double(skew) / 1_000_000))
        while moment(at: time).instant < instant { time += 1000 }
        return time
    }
}
