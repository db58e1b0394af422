/// Who goes first when the lock becomes free (rule 14).
///
/// A follower writes itself on the lock as the heir, if there is none or a clearly worse one, and again now and then to
/// show that it is alive. Once the lock is free the heir takes it at once; all others let it go first, each by a time of
/// chance, so that even a thousand of them cost a handful of writes. Nobody has a right by it: whoever writes first,
/// leads.
extension Elector {
    /// What the lock said of its heir.
    struct HeirSighting: Hashable, Sendable {
        var heir: Heir
        /// Since when the lock has named this life, without a pause.
        var since: Instant
        /// When its last sign was seen; readers judge its age by their own clocks alone.
        var at: Instant
    }

    /// How long after its last sign an heir counts as one.
    private var heirLifetime: Duration { timing.leaseDuration.times(Heir.lifetimeInLeaseDurations) }
    /// How often an heir gives a sign; seldom, since each is a write that all followers are told of.
    private var heirPeriod: Duration { timing.leaseDuration.times(4) }

    /// The heir, where the lock names one that has given a sign lately.
    package func heir(at now: Instant) -> Heir? { freshSighting(at: now)?.heir }

    /// Whether another has given its sign as the heir when it was due: one that has become unfit does not.
    func hasReadyHeir(at now: Instant) -> Bool {
        guard let sighting = freshSighting(at: now), sighting.heir.life != candidate.life else { return false }
        return now < sighting.at + heirPeriod + timing.leaseDuration
    }

    private func freshSighting(at now: Instant) -> HeirSighting? {
        guard let heirSighting, now < heirSighting.at + heirLifetime else { return nil }
        return heirSighting
    }

    mutating func sawHeir(_ heir: Heir?, at now: Instant) {
        guard heir != heirSighting?.heir else { return }
        var since = now
        if let old = freshSighting(at: now), old.heir.life == heir?.life { since = old.since }
        heirSighting = heir.map { HeirSighting(heir: $0, since: since, at: now) }
        proposeAt = nil
    }

    /// Another's record is on the lock.
    mutating func sawHolder(_ holder: String, insteadOf before: String?) {
        guard !holder.isEmpty else { return }
        hasFollowed = true
        guard holder != before else { return }
        standBack = nil
        proposeAt = nil
        if holder == preferredIdentity { vainPreferences = 0 }
        pauseUntil = nil
    }

    // MARK: Taking over

    /// From when on we may take the lock: when no claim binds us any more, and those have had their chance who go first.
    mutating func takeOverTime(at now: Instant) -> Instant {
        freeSince = sight.claimEnd == nil ? freeSince ?? now : nil
        let since = sight.claimEnd ?? freeSince ?? now
        return max(since, reachableSince ?? since, gate.standsFrom ?? since) + othersAdvance(at: now)
    }

    /// An outage is over, and everybody who has waited for the lock learns it in the same moment.
    mutating func isReachableAgain(at now: Instant) {
        reachableSince = now
        standBack = nil
    }

    /// Whether to look before we leap: without a watch, those who went first have most likely taken the lock meanwhile.
    func looksFirst(at now: Instant) -> Bool {
        guard heedsHeirs, hasFollowed, adoptable == nil, heir(at: now)?.life != candidate.life else { return false }
        if case .open = watch { return false }
        return lastRead.map { now - $0 > .milliseconds(50) } ?? true
    }

    private mutating func othersAdvance(at now: Instant) -> Duration {
        guard heedsHeirs else { return .zero }
        if let heir = heir(at: now) {
            if heir.life == candidate.life { return .zero }
        } else if !hasFollowed || watchRefusal != nil {
            // The lock was free when we first saw it, so that nobody is known to wait for it; or those who wait poll, each
            // in its own time.
            return .zero
        }
        if let standBack { return standBack }
        let drawn = Self.shortestAdvance + contentionDelay()
        standBack = drawn
        return drawn
    }

    /// What the heir needs to take the lock, with some room.
    private static let shortestAdvance = Duration.milliseconds(30)

    /// A time of chance for which few of many draw a short one: of fourteen slots each is drawn half as often as the one
    /// after it, save the first, which is drawn as often as the second.
    ///
    /// However many there are, then, the first are few, and the others hear of them in time. It is the truncated
    /// exponential by which RFC 5401 (Multicast NACK Building Blocks) spreads answers, in steps.
    private mutating func contentionDelay() -> Duration {
        let slot = Duration.milliseconds(30)
        let last = 13
        return slot * (last - min(random.next().trailingZeroBitCount, last)) + random.duration(in: .zero...slot)
    }

    // MARK: Being the heir

    /// Whether to write ourselves on the lock now; adds the instant to look again.
    mutating func proposes(at now: Instant, _ due: inout Earliest) -> Bool {
        // Who polls would hear of a release too late to go first.
        guard heedsHeirs, case .open = watch, now >= pauseUntil ?? now, otherLeader(at: now) != nil else {
            return false
        }
        let sighting = freshSighting(at: now)
        let time: Instant
        if let sighting, sighting.heir.life == candidate.life {
            time = sighting.at + heirPeriod
        } else if let sighting, candidate.priority <= sighting.heir.priority {
            due.add(sighting.at + heirLifetime)
            return false
        } else {
            time = proposeAt ?? now + Self.shortestAdvance + contentionDelay()
            proposeAt = time
        }
        return isDue(max(time, proposalPauseUntil ?? time), at: now, &due)
    }

    private func isDue(_ time: Instant, at now: Instant, _ due: inout Earliest) -> Bool {
        if now < time { due.add(time) }
        return now >= time
    }

    mutating func propose(at now: Moment, _ actions: inout [Action]) {
        guard let base = sight.snapshot else { preconditionFailure("proposing on no lock: \(self)") }
        proposals += 1
        proposeAt = nil
        let heir = Heir(
            identity: candidate.identity,
            priority: candidate.priority,
            life: candidate.life,
            counter: proposals
        )
        // A take-over may have to wait for its end.
        let deadline = min(deadline(at: now), now.instant + max(timing.retryPeriod / 4, Self.shortestDeadline))
        request = .proposal(sent: now.instant, deadline: deadline)
        actions.append(.propose(Proposal(base: base, heir: heir), by: deadline))
    }

    /// A proposal that failed costs nothing, and is made again after a while if it is still wanted.
    mutating func proposalEnded(_ outcome: WriteOutcome, at now: Moment) {
        guard case .proposal(let sent, _) = request else { preconditionFailure("no proposal is under way: \(self)") }
        request = nil
        proposalPauseUntil = now.instant + random.duration(in: timing.retryPeriod...timing.retryPeriod * 2)
        switch outcome {
        case .confirmed(let snapshot):
            proposalPauseUntil = nil
            succeeded()
            saw(snapshot, from: .answer(sent: sent), at: now)
        case .conflict:
            succeeded()
            sawConflict(at: now.instant)
        case .failed(.throttled(let wish?, _)):
            proposalPauseUntil = now.instant + max(min(wish, .seconds(3600)), timing.retryPeriod)
        case .failed:
            // It must not hold up what matters.
            break
        }
    }

    // MARK: Making way

    /// Whether the lock has named a clearly better heir for two lease durations of our term; adds the instant to look
    /// again.
    ///
    /// An heir that let us down, because it was dead or away, is given twice the time before we try once more.
    func prefersHeir(in term: Term, at now: Instant, _ due: inout Earliest) -> Bool {
        guard let sighting = freshSighting(at: now), sighting.heir.priority > candidate.priority else { return false }
        let patience = timing.leaseDuration * 2 * (1 << min(vainPreferences, 6))
        let time = max(sighting.since, term.began) + patience
        return isDue(time, at: now, &due)
    }
}
