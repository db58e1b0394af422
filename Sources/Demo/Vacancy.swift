import Election

/// The instant from which the lock could be had by a successor, and why.
package struct Vacancy: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// The holder gave it back.
        case released
        /// The last renewal is older than the lease.
        case ranOut
    }

    package let cause: Cause
    package let since: Instant
}
