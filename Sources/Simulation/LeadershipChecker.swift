import Election

/// Knows only what askers were told, and holds it against the promise: never two valid yeses at one instant.
struct LeadershipChecker {
    /// A yes: from the instant it was asked for until its validity ends, in nanoseconds of true time.
    struct Yes {
        /// The pod: a restarted container of it may go on where its earlier life stopped (rule 10).
        var pod: String
        var asked: Int64
        var end: Int64
        var fencingToken: UInt64
        /// The newest version of another's record that this process saw before its term.
        var seen: UInt64
        var source = Source.ours
    }

    /// Whose yes it is.
    enum Source {
        case ours
        /// Another elector's claim, taken by the rules.
        case foreigner
        /// That of one which takes a lock earlier than others have to respect its holder.
        case hastyForeigner
    }

    private(set) var violation: Violation?
    /// The latest end of a yes of each pod; a handful of entries, one for each.
    private var latest: [Yes] = []
    private var highest: Yes?
    private(set) var yeses = 0
    /// The programs that run because their process leads; none acts while its pod is frozen.
    private var programs: [Yes] = []
    private var asleep: [String: Int64] = [:]
    /// Until when the stated exception can show: a live lock was deleted.
    private var deletionShowsUntil: Int64 = 0

    mutating func sawDeletion(showingUntil time: Int64) {
        deletionShowsUntil = max(deletionShowsUntil, time)
    }

    /// Until when nothing is promised, because the store has lost what it had confirmed.
    private var suspendedUntil: Int64 = -1

    mutating func suspend(until time: Int64) {
        suspendedUntil = max(suspendedUntil, time)
    }

    /// Whether it is a stated exception that `later` leads beside or behind `earlier`: its process never saw the lock
    /// that was deleted, or the breach is a foreign elector's own.
    private func isExcused(_ later: Yes, after earlier: Yes) -> Bool {
        if later.source == .hastyForeigner || later.source != .ours && earlier.source != .ours { return true }
        let isLateComer = later.asked <= deletionShowsUntil && later.seen < earlier.fencingToken
        return isLateComer || min(later.asked, earlier.asked) <= suspendedUntil
    }

    mutating func told(_ yes: Yes) {
        yeses += 1
        for other in latest where other.pod != yes.pod && other.end > yes.asked {
            let (earlier, later) = other.fencingToken < yes.fencingToken ? (other, yes) : (yes, other)
            if !isExcused(later, after: earlier) { fail("two leaders: \(other) and \(yes)") }
        }
        for other in programs where other.pod != yes.pod && acts(other, at: yes.asked) {
            if !isExcused(yes, after: other) { fail("a leader beside a program: \(yes) and \(other)") }
        }
        if let index = latest.firstIndex(where: { $0.pod == yes.pod }) {
            if yes.end > latest[index].end { latest[index] = yes }
        } else {
            latest.append(yes)
        }
        guard let highest else { return self.highest = yes }
        if yes.fencingToken > highest.fencingToken {
            self.highest = yes
        } else if (yes.fencingToken < highest.fencingToken || yes.pod != highest.pod) && !isExcused(highest, after: yes)
        {
            fail("the fencing token did not grow: \(yes) after \(highest)")
        }
    }

    /// The application of a pod has stopped, and relies on nothing that it was told before.
    ///
    /// - Returns: the token of the term that it worked in; nil if it was told none.
    mutating func retract(pod: String, at now: Int64) -> UInt64? {
        guard let index = latest.firstIndex(where: { $0.pod == pod }) else { return nil }
        latest[index].end = min(latest[index].end, now)
        return latest[index].fencingToken
    }

    /// A pod is frozen with all that is in it; a moment after it wakes, it has seen that time has passed.
    mutating func sleeps(pod: String, until end: Int64) {
        asleep[pod] = max(asleep[pod] ?? end, end)
    }

    /// A program starts to act until its end is told, whatever was promised to whom.
    mutating func programStarts(_ start: Yes) {
        for other in latest where other.pod != start.pod && other.end > start.asked && !isExcused(start, after: other) {
            fail("a program is started beside a leader: \(start) and \(other)")
        }
        for other in programs where other.pod != start.pod && acts(other, at: start.asked) {
            if !isExcused(start, after: other) { fail("two programs run: \(other) and \(start)") }
        }
        if programs.contains(where: { $0.pod == start.pod }) { fail("a second program in one pod: \(start)") }
        programs.append(start)
    }

    mutating func programEnded(pod: String) {
        programs.removeAll { $0.pod == pod }
    }

    private func acts(_ program: Yes, at now: Int64) -> Bool {
        let wakingTime: Int64 = 100_000_000
        return asleep[program.pod].map { now > $0 + wakingTime } ?? true
    }

    /// A name that is the candidate's own goes with a yes, and nothing else does.
    mutating func told(_ leadership: Leadership, to pod: String, identity: String) {
        if leadership.isLeader != (leadership.name == identity) {
            fail("\(pod) says \"\(leadership.name)\" with isLeader \(leadership.isLeader)")
        }
    }

    mutating func fail(_ text: String) {
        if violation == nil { violation = Violation(description: text) }
    }
}
