/// A reading of the wall clock: microseconds since 1970-01-01 UTC, the resolution of a Lease's MicroTime.
///
/// It stamps records for people to read. The one decision it takes part in is rule 4: a forward jump larger than the
/// boot clock's progress shortens our own authority.
package struct WallTime: Comparable, Hashable, Sendable {
    /// Microseconds since the epoch.
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.microseconds < right.microseconds }
}

/// One reading of both clocks, taken together at the edge of the program and passed inwards.
package struct Moment: Hashable, Sendable {
    /// The boot clock, on which everything is decided.
    package var instant: Instant
    /// The wall clock, with which records are stamped.
    package var wall: WallTime

    package init(instant: Instant, wall: WallTime) {
        self.instant = instant
        self.wall = wall
    }

    /// The time since `earlier`, by whichever of the two clocks moved further.
    ///
    /// A virtual machine that was paused can wake with a boot clock that knows nothing of the pause and a wall clock
    /// that was set right; believing the larger progress can only end an authority sooner (rule 4).
    package func longestTime(since earlier: Moment) -> Duration {
        max(instant - earlier.instant, .microseconds(wall.microseconds) - .microseconds(earlier.wall.microseconds))
    }
}
