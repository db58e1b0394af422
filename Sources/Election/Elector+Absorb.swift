/// What an event changes in what we know: of the lock, of our own writes, of our authority.
extension Elector {
    mutating func absorb(_ event: Event, at now: Moment) {
        switch event {
        case .started:
            break
        case .timerFired:
            wakeAt = nil
        case .readEnded(let result):
            readEnded(result, at: now)
        case .writeEnded(let outcome):
            writeEnded(outcome, at: now)
        case .proposalEnded(let outcome):
            proposalEnded(outcome, at: now)
        case .stepDownAsked(let fencingToken, let pause):
            stepDown(fencingToken: fencingToken, pause: pause, at: now.instant)
        case .watchOpened:
            watch = .open(since: now.instant, heard: now.instant)
            watchRefusal = nil
            hasLostPlace = false
            proposeAt = nil
        case .watchSaw(let snapshot):
            heardWatch(at: now.instant)
            saw(snapshot, from: .watch, at: now)
        case .watchSawDeletion(let snapshot):
            heardWatch(at: now.instant)
            watchFrom = snapshot.version.resourceVersion
            if sight.takeDeletion(snapshot, at: now.instant, isOurs: isOurs(snapshot)) == .accepted {
                lockIsGone(at: now)
            }
        case .watchAdvanced(let resourceVersion):
            heardWatch(at: now.instant)
            watchFrom = resourceVersion
        case .watchEnded(let end):
            watchEnded(end, at: now)
        case .resignationAsked:
            resign(at: now.instant, hastened: false)
        case .resignationHastened:
            resign(at: now.instant, hastened: true)
        case .workStopped(let fencingToken):
            workStopped(fencingToken: fencingToken, at: now.instant)
        case .releaseHeld(let isHeld):
            holdRelease(isHeld, at: now.instant)
        case .fitnessChanged(let fitness):
            self.fitness = fitness
        }
    }

    /// Whether a snapshot carries, to the letter, a record that this life wrote.
    ///
    /// Our name or our mark alone is not enough: foreign electors keep the mark of the object that they write over, and
    /// namesakes have our name.
    func isOurs(_ snapshot: LockSnapshot) -> Bool {
        if let confirmed, confirmed.write.mark == snapshot.mark, confirmed.write.record == snapshot.record {
            return true
        }
        return openWrites.contains { $0.isShown(by: snapshot) }
    }

    private mutating func readEnded(_ result: Result<Reading, RequestFailure>, at now: Moment) {
        guard case .read(let sent, _) = request else { preconditionFailure("no read is under way: \(self)") }
        request = nil
        lastRead = now.instant
        if case .success = result, failures > 1 { isReachableAgain(at: now.instant) }
        switch result {
        case .success(.found(let snapshot)):
            succeeded()
            readDue = nil
            if sight.snapshot?.version != snapshot.version { missedNews(since: sent) }
            saw(snapshot, from: .answer(sent: sent), at: now)
        case .success(.absent):
            succeeded()
            readDue = nil
            let wasAbsent = sight.lock == .absent
            if sight.takeAbsence(sent: sent, at: now.instant) == .accepted, !wasAbsent {
                watchFrom = nil
                lockIsGone(at: now)
            }
        case .failure(let failure):
            // Another write over a state that met a conflict would most likely meet it again.
            if conflicts > 0 { readDue = now.instant }
            failed(failure, at: now)
        }
    }

    /// A watch that has not shown by now what a read shows is stuck, or its server lags: begin another.
    private mutating func missedNews(since readSent: Instant) {
        guard case .standby = state, case .open(let since, _) = watch, since < readSent else { return }
        watch = .stuck
    }

    private mutating func writeEnded(_ outcome: WriteOutcome, at now: Moment) {
        guard case .write(let sent, _) = request else { preconditionFailure("no write is under way: \(self)") }
        request = nil
        switch outcome {
        case .confirmed(let snapshot):
            succeeded()
            saw(snapshot, from: .answer(sent: sent.sent.instant), at: now)
            if openWrites.contains(sent) {
                // 200, but neither our record nor a newer one: nothing was written (rule 1).
                failed(.nonsense("the API server confirmed a write without our record in it"), at: now)
            }
        case .conflict:
            conflicted(sent, at: now)
        case .failed(let failure):
            failures = max(failures, writeFailures)
            writeFailures = min(writeFailures + 1, 64)
            failed(failure, at: now)
        }
    }

    /// A 409 decides nothing: the write may have happened, something else may have (rule 8).
    ///
    /// News settle it.
    private mutating func conflicted(_ sent: SentWrite, at now: Moment) {
        succeeded()
        isRetrying = true
        conflicts = min(conflicts + 1, 64)
        // Somebody who edits the object in a loop must not make us write in one.
        if conflicts > 1 { notBefore = now.instant + politePause(backOff(after: conflicts - 1), at: now) }
        guard openWrites.contains(sent) else { return }
        if sent.write.base == nil { sight.takeRefusedCreation(at: now.instant) }
        sawConflict(at: now.instant)
    }

    /// What was in the way is to be looked at; where a watch is likely to show it within moments, it is given those
    /// before a read is spent.
    mutating func sawConflict(at now: Instant) {
        if case .standby = state, case .open = watch {
            readDue = now + .milliseconds(50)
        } else {
            readDue = now
        }
    }

    /// Takes in a sight of the object, whichever way it came, if it counts.
    mutating func saw(_ snapshot: LockSnapshot, from source: Sight.Source, at now: Moment) {
        let isFirst = sight.lock == .unknown
        let before = sight.snapshot
        switch sight.take(snapshot, from: source, at: now.instant, isOurs: isOurs(snapshot)) {
        case .ignored:
            return
        case .doubtful:
            readDue = now.instant
            return
        case .accepted:
            break
        }
        readDue = nil
        watchFrom = snapshot.version.resourceVersion
        sawHeir(snapshot.heir, at: now.instant)
        if isFirst { considerAdoption(of: snapshot, at: now.instant) }
        if let index = openWrites.lastIndex(where: { $0.isShown(by: snapshot) }) {
            confirm(openWrites[index], by: snapshot, at: now)
        } else if !isOurs(snapshot) {
            sawForeign(snapshot, insteadOf: before)
        }
        if candidate.stands, snapshot.isCoordinated, before?.isCoordinated != true {
            pendingNotices.append(.coordinated)
        }
        openWrites.removeAll { Self.isSettled($0, by: snapshot) }
        if state == .starting { state = .standby }
    }

    /// A write that named an older version of the object can no longer succeed.
    private static func isSettled(_ open: SentWrite, by snapshot: LockSnapshot) -> Bool {
        guard let base = open.write.base?.version else { return true }
        return base.uid != snapshot.version.uid || snapshot.version.isNewer(than: base)
    }

    private mutating func confirm(_ sent: SentWrite, by snapshot: LockSnapshot, at now: Moment) {
        confirmed = sent
        conflicts = 0
        writeFailures = 0
        adoptable = nil
        isRetrying = false
        switch state {
        case .standby where sent.write.record.isRelease || now.instant < pauseUntil ?? now.instant:
            // What we sent to give up, or before it, begins no term.
            break
        case .starting, .standby, .holding:
            let term = Term(fencingToken: snapshot.version.number, began: now.instant, anchor: sent.sent)
            if authorityLeft(of: term, at: now) > .zero {
                state = .leading(term)
                // From here on the watch has something to show; how long it was silent before says nothing.
                heardWatch(at: now.instant)
                pendingNotices.append(.becameLeader(fencingToken: term.fencingToken))
            } else {
                // Confirmed too late to be of use; the lock is ours all the same, and the next write begins a term.
                state = .holding
                isRetrying = true
            }
        case .leading(var term):
            if sent.sent.instant > term.anchor.instant { term.anchor = sent.sent }
            state = .leading(term)
        case .resigning:
            break
        case .stopped:
            preconditionFailure("an event after the end: \(self)")
        }
    }

    /// Rule 11: another record on the lock ends our authority at once.
    private mutating func sawForeign(_ snapshot: LockSnapshot, insteadOf before: LockSnapshot?) {
        confirmed = nil
        lose(.replaced(by: snapshot.record?.holderIdentity ?? ""))
        sawHolder(snapshot.record?.holderIdentity ?? "", insteadOf: before?.record?.holderIdentity)
        if adoptable?.record != snapshot.record || adoptable?.mark != snapshot.mark { adoptable = nil }
        let isNews = before?.content != snapshot.content || before?.mark != snapshot.mark
        guard isNews else { return }
        // Whatever race we were in is decided.
        conflicts = 0
        writeFailures = 0
        if candidate.stands, !snapshot.isCoordinated { compareDurations(snapshot.record) }
        if let record = snapshot.record, record.holderIdentity == candidate.identity, adoptable == nil {
            pendingNotices.append(.namesake(snapshot.mark))
        } else if let record = snapshot.record, record.holderIdentity.isEmpty, !record.isRelease {
            pendingNotices.append(.waitingOutEdit)
        }
    }

    /// Mixed durations are safe among ourselves, but make foreign electors wait too short or too long.
    private mutating func compareDurations(_ record: LeaderRecord?) {
        guard let record, !record.holderIdentity.isEmpty, record.leaseDurationSeconds != timing.leaseDurationSeconds,
            record.leaseDurationSeconds != lastForeignDurationSeconds
        else { return }
        lastForeignDurationSeconds = record.leaseDurationSeconds
        pendingNotices.append(
            .differentDuration(ofHolder: record.holderIdentity, seconds: record.leaseDurationSeconds)
        )
    }

    private mutating func lockIsGone(at now: Moment) {
        confirmed = nil
        adoptable = nil
        readDue = nil
        heirSighting = nil
        lose(.deleted)
        // A creation without a base may still land; anything else named the object that is gone.
        openWrites.removeAll { $0.write.base != nil }
        if let claimEnd = sight.claimEnd, claimEnd > now.instant { pendingNotices.append(.waitingOutEdit) }
        if state == .starting { state = .standby }
        if state == .standby, candidate.stands, !candidate.createsLock { pendingNotices.append(.awaitingLock) }
    }

    private mutating func lose(_ loss: Loss) {
        switch state {
        case .leading:
            state = .standby
            pendingNotices.append(.stoppedLeading(loss))
        case .holding:
            state = .standby
        case .starting, .standby, .resigning, .stopped:
            break
        }
        isRetrying = false
    }

    /// Rule 10: the first record that a life reads, from an earlier life of the same pod that is surely over.
    private mutating func considerAdoption(of snapshot: LockSnapshot, at now: Instant) {
        guard candidate.holdsPodGuard, !candidate.podUID.isEmpty, let mark = snapshot.mark,
            mark.podUID == candidate.podUID, mark.life != candidate.life,
            snapshot.record?.holderIdentity == candidate.identity
        else { return }
        adoptable = snapshot
        // What that life last said may still be relied on when we are asked to give up.
        yesUntil = now + timing.handoverGrace
        pendingNotices.append(.adopting)
    }

    private mutating func heardWatch(at now: Instant) {
        guard case .open(let since, _) = watch else { return }
        watch = .open(since: since, heard: now)
    }

    private mutating func watchEnded(_ end: WatchEnd, at now: Moment) {
        var wasUseful = false
        if case .open(let since, _) = watch {
            wasUseful = now.instant - since >= timing.retryPeriod
            lastRead = now.instant
        }
        watchFailures = wasUseful ? 0 : watchFailures + 1
        switch end {
        case .finished where wasUseful:
            watch = .closed(retryAt: now.instant)
        case .failed(.throttled(let wish?, _)):
            // Nothing is lost by it: meanwhile the lock is polled.
            watch = .closed(retryAt: now.instant + max(min(wish, .seconds(3600)), backOff(after: watchFailures)))
        case .finished, .failed:
            watch = .closed(retryAt: now.instant + backOff(after: watchFailures))
        case .expired:
            hasLostPlace = true
            readDue = now.instant
            watch = .closed(retryAt: now.instant + backOff(after: watchFailures))
        case .refused(let failure):
            if watchRefusal != failure { pendingNotices.append(.watchRefused(failure)) }
            watchRefusal = failure
            // Rights are granted while we run; asking again now and then is cheap.
            watch = .closed(retryAt: now.instant + .seconds(300))
        }
    }

    mutating func succeeded() {
        failures = 0
        lastFailure = nil
        notBefore = nil
    }

    mutating func failed(_ failure: RequestFailure, at now: Moment) {
        failures = min(failures + 1, 64)
        lastFailure = failure
        isRetrying = true
        switch failure {
        case .timedOut:
            // The time that was waited is pause enough (rule 13).
            notBefore = nil
        case .throttled(let retryAfter, _):
            // However often it asks for no pause at all, we make one.
            let wished = max(retryAfter ?? .seconds(1), backOff(after: failures))
            notBefore = now.instant + politePause(wished, at: now)
        case .unreachable, .unauthorized, .forbidden, .serverError, .rejected, .nonsense:
            notBefore = now.instant + politePause(backOff(after: failures), at: now)
        }
    }

    /// A pause that leaves half of an authority, or of the time for a release, for another attempt (rule 13).
    private func politePause(_ wished: Duration, at now: Moment) -> Duration {
        let left: Duration
        switch state {
        case .leading(let term): left = authorityLeft(of: term, at: now)
        case .resigning(let resignation): left = timeLeft(of: resignation, at: now)
        case .starting, .standby, .holding, .stopped: return min(wished, .seconds(60))
        }
        return min(wished, max(left / 2, .milliseconds(50)))
    }

    /// An eighth of the retry period after the first failure, doubled after each further one up to two retry periods,
    /// give or take a quarter.
    private mutating func backOff(after failures: Int) -> Duration {
        let longest = timing.retryPeriod * 2
        let pause = failures > 5 ? longest : min(longest, timing.retryPeriod / 8 * (1 << max(failures - 1, 0)))
        return random.duration(in: pause * 3 / 4...pause * 5 / 4)
    }

}
