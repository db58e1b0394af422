/// What to do next, from what is known alone: the state, the clock and what is under way.
extension Elector {
    /// The actions that are due, and the instant at which to look again.
    mutating func plan(at now: Moment) -> [Action] {
        var actions: [Action] = []
        var due = Earliest()
        if case .resigning(let resignation) = state, let giveUpAt = end(of: resignation), giveUpAt <= now.instant {
            end(resignation, .leftToExpire, at: now.instant)
        }
        if request == nil { planRequest(at: now, &actions, &due) }
        planWatch(at: now.instant, &actions, &due)
        if case .resigning(let resignation) = state, let giveUpAt = end(of: resignation) { due.add(giveUpAt) }
        if case .leading(let term) = state { due.add(now.instant + authorityLeft(of: term, at: now)) }
        // Those who wait for a change are to hear of the end of another's claim too.
        if otherLeader(at: now.instant) != nil, let claimEnd = sight.claimEnd { due.add(claimEnd) }
        if state == .stopped { return stop(actions) }
        if let next = due.instant, next != wakeAt { actions.append(.sleep(until: next)) }
        wakeAt = due.instant
        return actions
    }

    private mutating func stop(_ actions: [Action]) -> [Action] {
        wakeAt = nil
        request = nil
        var last = actions
        if watch != .closed(retryAt: nil) { last.append(.stopWatching) }
        return last + [.finish(ending ?? .heldNothing)]
    }

    private mutating func planRequest(at now: Moment, _ actions: inout [Action], _ due: inout Earliest) {
        if case .resigning(let resignation) = state {
            planResignation(resignation, at: now, &actions, &due)
            if state == .standby { planStandby(at: now, &actions, &due) }
            return
        }
        if let notBefore, now.instant < notBefore {
            due.add(notBefore)
            return
        }
        if let readDue {
            if readDue <= now.instant { read(at: now, &actions) } else { due.add(readDue) }
            return
        }
        switch state {
        case .starting:
            read(at: now, &actions)
        case .standby:
            planStandby(at: now, &actions, &due)
        case .leading(let term) where prefersHeir(in: term, at: now.instant, &due):
            vainPreferences += 1
            preferredIdentity = heir(at: now.instant)?.identity
            // The heir needs milliseconds; if it does not come, we are soon back.
            stepDown(pause: .seconds(1), at: now.instant)
            planRequest(at: now, &actions, &due)
        case .holding, .leading:
            planRenewal(at: now, &actions, &due)
        case .resigning, .stopped:
            break
        }
    }

    private mutating func planStandby(at now: Moment, _ actions: inout [Action], _ due: inout Earliest) {
        let standsFrom = mayStand && (fitness == .fit || adoptable != nil) ? gate.standsFrom : nil
        if let standsFrom {
            var freeFrom = max(standsFrom, pauseUntil ?? standsFrom)
            if adoptable == nil { freeFrom = max(freeFrom, takeOverTime(at: now.instant)) }
            if freeFrom <= now.instant {
                if looksFirst(at: now.instant) { return read(at: now, &actions) }
                return write(takeOver(at: now), at: now, &actions)
            }
            if proposes(at: now.instant, &due) { return propose(at: now, &actions) }
            due.add(freeFrom)
        }
        let pollDue: Instant
        if case .open(let since, _) = watch {
            // Where we may stand, the take-over brings to light what a silent watch hides. Elsewhere a read has to.
            guard standsFrom.map({ $0 > now.instant }) ?? true else { return }
            // Bookmarks tell of a progress that need not have been shown.
            pollDue = max(sight.acceptedAt ?? since, lastRead ?? since) + timing.leaseDuration
        } else {
            pollDue = (lastRead ?? now.instant) + timing.retryPeriod
        }
        if pollDue <= now.instant { read(at: now, &actions) } else { due.add(pollDue) }
    }

    /// Whether the lock is one that we may take, whoever holds it now.
    var mayStand: Bool {
        guard candidate.stands else { return false }
        return switch sight.lock {
        case .unknown, .absent: candidate.createsLock
        case .found(let snapshot): !snapshot.isCoordinated
        }
    }

    /// Renewals are due a retry period after the last write was decided, or at once after a failure (rule 13).
    mutating func planRenewal(at now: Moment, _ actions: inout [Action], _ due: inout Earliest) {
        guard let snapshot = sight.snapshot, let record = snapshot.record else {
            preconditionFailure("holding a lock without a record: \(self)")
        }
        let renewDue = isRetrying ? now.instant : (lastWrite ?? now.instant) + timing.retryPeriod
        if renewDue <= now.instant {
            write(renewal(of: record, on: snapshot, at: now), at: now, &actions)
        } else {
            due.add(renewDue)
        }
    }

    private mutating func planWatch(at now: Instant, _ actions: inout [Action], _ due: inout Earliest) {
        switch (state, watch) {
        case (.starting, _), (.stopped, _), (.resigning, .closed), (_, .opening):
            break
        case (_, .stuck):
            watch = .closed(retryAt: nil)
            actions.append(.stopWatching)
            planWatch(at: now, &actions, &due)
        case (.leading, .open(_, let heard)) where now - heard > timing.retryPeriod.times(3) && !isRetrying:
            // Our own renewals come over the watch: where they do not, it is stuck.
            watch = .stuck
            planWatch(at: now, &actions, &due)
        case (_, .open):
            break
        case (_, .closed(let retryAt)):
            guard readDue == nil else { return }
            if let retryAt, now < retryAt { return due.add(retryAt) }
            watch = .opening
            actions.append(.watch(from: hasLostPlace ? nil : watchFrom))
        }
    }

    mutating func read(at now: Moment, _ actions: inout [Action]) {
        let deadline = deadline(at: now)
        readDue = nil
        request = .read(sent: now.instant, deadline: deadline)
        actions.append(.read(by: deadline))
    }

    mutating func write(_ write: Write, at now: Moment, _ actions: inout [Action]) {
        let deadline = deadline(at: now)
        let sent = SentWrite(write: write, sent: now)
        if openWrites.count == Self.openWritesLimit { openWrites.removeFirst() }
        openWrites.append(sent)
        lastWrite = now.instant
        request = .write(sent, deadline: deadline)
        actions.append(.write(write, by: deadline))
    }

    /// Rule 13: half of what is left of what the request serves.
    ///
    /// A read must not hold up the take-over at the end of another's claim.
    func deadline(at now: Moment) -> Instant {
        let left: Duration =
            switch state {
            case .leading(let term): authorityLeft(of: term, at: now)
            case .resigning(let resignation): timeLeft(of: resignation, at: now)
            case .starting, .standby, .holding, .stopped: timing.renewDeadline
            }
        var wait = left / 2
        if let claimEnd = sight.claimEnd, claimEnd > now.instant { wait = min(wait, claimEnd - now.instant) }
        return now.instant + max(wait, Self.shortestDeadline)
    }

    /// The record that makes the lock ours: a new holder, or the next life of the same pod (rule 10).
    private mutating func takeOver(at now: Moment) -> Write {
        let base = sight.snapshot
        if let adoptable, let record = adoptable.record, let base {
            return renewal(of: record, on: base, at: now)
        }
        let wall = stamp(now)
        let record = LeaderRecord(
            holderIdentity: candidate.identity,
            leaseDurationSeconds: timing.leaseDurationSeconds,
            acquireTime: wall,
            renewTime: wall,
            leaderTransitions: sight.transitions.map { min($0, Int(Int32.max) - 1) + 1 } ?? 0
        )
        standBack = nil
        return Write(base: base, record: record, mark: nextMark(), isTakeOver: true)
    }

    mutating func renewal(of record: LeaderRecord, on base: LockSnapshot, at now: Moment) -> Write {
        var next = record
        next.leaseDurationSeconds = timing.leaseDurationSeconds
        // Another elector under our name may have told it more finely than we can.
        next.acquireTime = record.acquireTime.map(timing.timePrecision.cut) ?? stamp(now)
        next.renewTime = stamp(now, after: record.renewTime)
        var write = Write(base: base, record: next, mark: nextMark())
        switch state {
        case .leading(let term): write.fencingToken = term.fencingToken
        case .resigning(let resignation): write.fencingToken = resignation.fencingToken
        // What the lock tells is the token of a term that has ended.
        case .starting, .standby, .holding, .stopped: write.fencingToken = nil
        }
        return write
    }

    private mutating func nextMark() -> WriterMark {
        writes += 1
        return WriterMark(podUID: candidate.podUID, life: candidate.life, counter: writes)
    }

    /// The wall clock as the lock's record can carry it, and past the record before, so that every write changes the
    /// record (rule 2).
    ///
    /// Where the clock is outside of the years 1 to 9999 the time since boot stands in: a stamp that is only cut to the
    /// last legal time stands still, and a foreign elector takes a record that stands still for a dead one.
    private func stamp(_ now: Moment, after previous: WallTime? = nil) -> WallTime {
        let precision = timing.timePrecision
        let latest: Int64 = 253_402_300_799_999_999
        let legal = -62_135_596_800_000_000..<latest
        let wall = now.wall.microseconds
        let stamp = precision.cut(WallTime(microseconds: legal.contains(wall) ? wall : now.instant.nanoseconds / 1000))
        guard let previous, stamp <= previous, previous.microseconds <= latest - precision.rawValue else {
            return stamp
        }
        return precision.cut(WallTime(microseconds: previous.microseconds + precision.rawValue))
    }
}

/// The earliest of the instants at which something is due.
struct Earliest {
    private(set) var instant: Instant?

    mutating func add(_ other: Instant) {
        instant = min(instant ?? other, other)
    }
}
