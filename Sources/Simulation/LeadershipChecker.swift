import Election

/// Knows only what askers were told, and holds it against the promise: never two valid yeses at one instant.
package struct LeadershipChecker {
    /// A yes: from the instant it was asked for until its validity ends, in nanoseconds of true time.
    struct Yes {
        /// The pod: a restarted container of it may go on where its earlier life stopped (rule 10).
        var pod: String
        var asked: Int64
        var end: Int64
        var fencingToken: UInt64
    }

    /// Something that must not be.
    package struct Violation: Hashable, Sendable, CustomStringConvertible {
        package var description: String
    }

    private(set) var violation: Violation?
    /// The latest end of a yes of each process; a handful of entries, one for each pod.
    private var latest: [Yes] = []
    private var highestToken: UInt64 = 0
    private var holderOfHighestToken = ""
    private(set) var yeses = 0
    /// Until when two leaders are the stated exception: a live lock was deleted, and a candidate that never saw it may
    /// have taken the next.
    private var excusedUntil: Int64 = 0

    mutating func excuse(until time: Int64) {
        excusedUntil = max(excusedUntil, time)
    }

    mutating func told(_ yes: Yes) {
        yeses += 1
        for other in latest
        where other.pod != yes.pod && other.end > yes.asked && yes.end > other.asked && yes.asked > excusedUntil {
            fail("two leaders: \(other) and \(yes)")
        }
        if let index = latest.firstIndex(where: { $0.pod == yes.pod }) {
            latest[index] = yes.end > latest[index].end ? yes : latest[index]
        } else {
            latest.append(yes)
        }
        if yes.fencingToken > highestToken {
            highestToken = yes.fencingToken
            holderOfHighestToken = yes.pod
        } else if (yes.fencingToken < highestToken || yes.pod != holderOfHighestToken) && yes.asked > excusedUntil {
            fail("the fencing token did not grow: \(yes) after \(highestToken) of \(holderOfHighestToken)")
        }
    }

    /// A name that is the candidate's own goes with a yes, and nothing else does.
    mutating func told(_ leadership: Leadership, to process: String, identity: String) {
        if leadership.isLeader != (leadership.name == identity) {
            fail("\(process) says \"\(leadership.name)\" with isLeader \(leadership.isLeader)")
        }
    }

    mutating func fail(_ text: String) {
        if violation == nil { violation = Violation(description: text) }
    }
}
