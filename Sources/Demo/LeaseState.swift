import Election

/// What the lock says after a write, as the API server stored it.
package struct LeaseState: Hashable, Sendable {
    /// When it was written, by the API server's clock.
    package let written: Instant
    /// Empty after a release.
    package let holder: String
    package let duration: Duration
    /// Tells two terms of one holder apart: the time of acquisition as the record gives it.
    package let term: String

    package init(written: Instant, holder: String, duration: Duration, term: String) {
        self.written = written
        self.holder = holder
        self.duration = duration
        self.term = term
    }

    /// When nobody has to respect it any more, as seen from the API server.
    package var end: Instant { written + duration }
}
