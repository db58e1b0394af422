/// Giving up: politely, and for good or for a pause (rule 12).
extension Elector {
    mutating func resign(at now: Instant, hastened: Bool) {
        switch state {
        case .starting:
            finish(.heldNothing)
        case .standby:
            // A take-over that may still land, or what an earlier resignation could not release, would leave a dead leader
            // on the lock: settle it first.
            let isOnLock = sight.snapshot.map { isOurs($0) && $0.record?.isRelease == false } ?? false
            if openWrites.isEmpty, !isOnLock { finish(.heldNothing) } else { beginResigning(pause: nil, at: now) }
        case .leading, .holding:
            beginResigning(pause: nil, at: now)
        case .resigning(var resignation):
            resignation.pause = nil
            state = .resigning(resignation)
        case .stopped:
            preconditionFailure("an event after the end: \(self)")
        }
        if hastened, state != .stopped { finish(.leftToExpire) }
    }

    /// Gives up the present term, or the lock without one, but not the candidacy.
    ///
    /// - Parameter fencingToken: of the term that is meant; nil for whatever we have. Another's is ignored: whoever sent
    ///   it was late.
    mutating func stepDown(fencingToken: UInt64? = nil, pause: Duration, at now: Instant) {
        switch state {
        case .leading(let term) where fencingToken == nil || fencingToken == term.fencingToken:
            beginResigning(pause: pause, at: now)
        case .holding where fencingToken == nil:
            beginResigning(pause: pause, at: now)
        case .starting, .standby, .holding, .leading, .resigning, .stopped:
            break
        }
    }

    private mutating func beginResigning(pause: Duration?, at now: Instant) {
        var fencingToken: UInt64?
        if case .leading(let term) = state {
            fencingToken = term.fencingToken
            pendingNotices.append(.stoppedLeading(.resigned))
        }
        let quietFrom = max(yesUntil ?? now, now)
        state = .resigning(
            Resignation(
                fencingToken: fencingToken,
                quietFrom: quietFrom,
                giveUpAt: quietFrom + Self.releaseTime,
                pause: pause
            )
        )
        notBefore = nil
    }

    /// If nobody works any more, there is nothing to wait for.
    mutating func workStopped(fencingToken: UInt64?, at now: Instant) {
        guard case .resigning(var resignation) = state, resignation.fencingToken == fencingToken,
            now < resignation.quietFrom
        else { return }
        resignation.quietFrom = now
        resignation.giveUpAt = now + Self.releaseTime
        state = .resigning(resignation)
    }

    /// What acted for our term has ended, or something does; from its end on there is the whole time for a release.
    mutating func holdRelease(_ isHeld: Bool, at now: Instant) {
        defer { isReleaseHeld = isHeld }
        guard isReleaseHeld, !isHeld, case .resigning(var resignation) = state else { return }
        resignation.quietFrom = max(resignation.quietFrom, now)
        resignation.giveUpAt = resignation.quietFrom + Self.releaseTime
        state = .resigning(resignation)
    }

    /// When to give the release up; nil while it is held, since its time has not begun.
    func end(of resignation: Resignation) -> Instant? {
        isReleaseHeld ? nil : resignation.giveUpAt
    }

    /// What is left of what a request serves (rule 13): the time for the release, or of the lock for whatever holds it.
    func timeLeft(of resignation: Resignation, at now: Moment) -> Duration {
        guard isReleaseHeld else { return resignation.giveUpAt - now.instant }
        return heldUntil(at: now).map { $0 - now.instant } ?? timing.renewDeadline
    }

    /// Renews until nobody can rely on a yes of ours, then releases by compare-and-swap while the record is ours.
    mutating func planResignation(
        _ resignation: Resignation,
        at now: Moment,
        _ actions: inout [Action],
        _ due: inout Earliest
    ) {
        if let notBefore, now.instant < notBefore {
            due.add(notBefore)
        } else if readDue != nil {
            read(at: now, &actions)
        } else if let snapshot = sight.snapshot, let record = snapshot.record, isOurs(snapshot) {
            if record.isRelease { return end(resignation, .released, at: now.instant) }
            let releasesFrom = isReleaseHeld ? nil : gate.releasesFrom.map { max($0, resignation.quietFrom) }
            if let releasesFrom, releasesFrom <= now.instant {
                write(release(of: record, on: snapshot, at: now), at: now, &actions)
            } else {
                if let releasesFrom { due.add(releasesFrom) }
                planRenewal(at: now, &actions, &due)
            }
        } else if openWrites.isEmpty {
            end(resignation, .heldNothing, at: now.instant)
        } else {
            // Something of ours may still land; as long as a read shows the base, only time tells.
            let again = (lastRead ?? now.instant - .milliseconds(250)) + .milliseconds(250)
            if again <= now.instant { read(at: now, &actions) } else { due.add(again) }
        }
    }

    /// Where a resignation leads: back to standing by, after a pause, or out.
    mutating func end(_ resignation: Resignation, _ ending: Ending, at now: Instant) {
        guard let pause = resignation.pause else { return finish(ending) }
        state = .standby
        // A successor may have been seen before the answer to the release.
        pauseUntil = otherLeader(at: now) == nil ? now + pause : nil
        isRetrying = false
        // What happens next is not ours to begin.
        hasFollowed = true
    }

    private mutating func finish(_ ending: Ending) {
        self.ending = ending
        state = .stopped
    }

    /// As client-go releases: no holder, one second, times that are not null.
    private mutating func release(of record: LeaderRecord, on base: LockSnapshot, at now: Moment) -> Write {
        var write = renewal(of: record, on: base, at: now)
        write.record.holderIdentity = ""
        write.record.leaseDurationSeconds = 1
        write.fencingToken = nil
        return write
    }
}
