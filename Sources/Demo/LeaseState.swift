import Election

/// What the lock says after a write, as the API server stored it.
package struct LeaseState: Hashable, Sendable {
    /// When its record was written, by the API server's clock.
    package let written: Instant
    /// Empty after a release.
    package let holder: String
    package let duration: Duration
    /// Tells two terms of one holder apart: the time of acquisition as the record gives it.
    package let term: String
    /// Tells two writes of one term apart: the time of renewal as the record gives it.
    package let renewal: String

    package init(written: Instant, holder: String, duration: Duration, term: String, renewal: String) {
        self.written = written
        self.holder = holder
        self.duration = duration
        self.term = term
        self.renewal = renewal
    }

    /// Whether it is the same record, on an object that something else was written to: an heir, a label.
    package func hasRecord(of other: LeaseState) -> Bool {
        holder == other.holder && duration == other.duration && term == other.term && renewal == other.renewal
    }

    /// When nobody has to respect it any more, as seen from the API server.
    package var end: Instant { written + duration }
}
