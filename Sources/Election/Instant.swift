/// A point on the machine's boot clock: nanoseconds since boot, the time spent suspended included.
///
/// All decisions of the election are made on instants (CLOCK_BOOTTIME), never on the wall clock and never on a time
/// read from the wire: wall clocks are set, and a clock that stops while the machine sleeps would let a lease outlive
/// the sleep.
package struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since boot; never negative on a real clock.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Before everything that a clock of ours shows.
    static let distantPast = Instant(nanoseconds: .min)

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds + duration.nanoseconds)
    }

    package static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds - duration.nanoseconds)
    }

    /// The time from `right` to `left`; negative if `left` is earlier.
    package static func - (left: Instant, right: Instant) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }
}

extension Duration {
    /// The whole nanoseconds of this duration, rounded towards zero; what is longer than 292 years counts as that.
    package var nanoseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000) }

    /// So many times this duration, for one of up to a day.
    ///
    /// What is computed at each event; the standard library's `*` goes through 128 bits and its number's witnesses.
    func times(_ count: Int64) -> Duration { .nanoseconds(nanoseconds * count) }

    /// The whole milliseconds of this duration, rounded towards zero, as every answer of ours gives them.
    package var milliseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000_000_000) }
}
