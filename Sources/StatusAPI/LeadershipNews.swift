import Election

/// What is news to somebody who is kept informed: who leads has changed, or this pod still leads and the last deadline
/// that was told is about to run out.
///
/// # What the caller must do
///
/// Ask for the `next` after every event of the election and at `renewalDue`, and pass it on at once: each is a yes or a
/// no of this instant.
package struct LeadershipNews: Hashable, Sendable {
    package enum Item: Hashable, Sendable {
        /// The revision is no longer the one that was told.
        case change(Leadership)
        /// The same, with a new deadline.
        case renewal(Leadership)

        package var leadership: Leadership {
            switch self {
            case .change(let leadership), .renewal(let leadership): leadership
            }
        }
    }

    private var told: Revision?
    /// When the deadline that was told last has to be followed by another; nil while this pod does not lead.
    package private(set) var renewalDue: Instant?

    /// Nothing has been told yet, so that everything is a change.
    package init() {}

    /// What has to be told now; nil if what was told still holds and will for a while.
    package mutating func next(status: StatusSource, at now: Instant) -> Item? {
        let isChange = status.revision() != told
        guard isChange || renewalDue.map({ $0 <= now }) ?? false else { return nil }
        let leadership = status.leadership()
        told = leadership.revision
        renewalDue = Self.renewalDue(of: leadership, at: now)
        return isChange ? .change(leadership) : .renewal(leadership)
    }

    /// Somebody else was told this, beside those who are told what is news.
    package mutating func alsoTold(_ leadership: Leadership, at now: Instant) {
        told = told ?? leadership.revision
        // The others have been told the same or are about to be; the earliest deadline of all is the one to be kept.
        renewalDue = [renewalDue, Self.renewalDue(of: leadership, at: now)].compactMap { $0 }.min()
    }

    /// Half of a validity leaves the other half for the way; one of nothing cannot be renewed.
    private static func renewalDue(of leadership: Leadership, at now: Instant) -> Instant? {
        guard leadership.validity > .zero else { return nil }
        return now + max(leadership.validity / 2, .milliseconds(20))
    }
}
