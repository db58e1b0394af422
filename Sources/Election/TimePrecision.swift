/// How finely the times of a lock's record are told, and so by how much a write has to move them on to change the
/// record (rule 2).
///
/// The raw value is the unit in microseconds.
package enum TimePrecision: Int64, Hashable, Sendable {
    /// A Lease's MicroTime.
    case microseconds = 1
    /// The whole seconds of a record in an annotation.
    case seconds = 1_000_000

    /// The time cut to whole units, as a record carries it.
    package func cut(_ time: WallTime) -> WallTime {
        let remainder = time.microseconds % rawValue
        return WallTime(microseconds: time.microseconds - (remainder < 0 ? remainder + rawValue : remainder))
    }
}
