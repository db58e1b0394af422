/// What askers are told.
extension Elector {
    /// Who leads, at this moment, for somebody who will rely on it.
    ///
    /// A yes is remembered, because a polite handover waits until nobody can rely on it any more (rule 12).
    package mutating func answer(at now: Moment) -> Leadership {
        catchUp(at: now)
        let leadership = leadership(at: now)
        if let until = leadership.validUntil { said(yesUntil: until) }
        return leadership
    }

    /// Somebody may rely on a yes until that instant.
    mutating func said(yesUntil until: Instant) {
        yesUntil = max(yesUntil ?? until, until)
    }

    /// Who leads, at this moment, for logs and metrics that nobody acts on.
    package func leadership(at now: Moment) -> Leadership {
        let summary = summary(at: now)
        var validity = Duration.zero
        if case .leading(let term) = state, summary.isLeader {
            validity = min(authorityLeft(of: term, at: now), timing.handoverGrace)
        }
        let record = sight.snapshot?.record
        return Leadership(
            name: summary.name,
            isLeader: summary.isLeader,
            state: leadershipState(isLeader: summary.isLeader),
            reason: summary.reason,
            fencingToken: summary.fencingToken,
            validity: validity,
            validUntil: summary.isLeader ? now.instant + validity : nil,
            transitions: record?.leaderTransitions,
            acquiredAt: record?.acquireTime,
            renewedAt: record?.renewTime,
            heir: heir(at: now.instant)?.identity,
            fitness: fitness,
            revision: answersGiven.revision(of: summary, life: candidate.life)
        )
    }

    /// What an asker compares with the revision that it knows, without being told who leads.
    package mutating func revision(at now: Moment) -> Revision {
        catchUp(at: now)
        return answersGiven.latestRevision(life: candidate.life)
    }

    /// Whether we lead at this moment.
    package func leads(at now: Moment) -> Bool { summary(at: now).isLeader }

    /// The term that we lead in; nil while we do not lead.
    func term(at now: Moment) -> Term? {
        guard case .leading(let term) = state, authorityLeft(of: term, at: now) > .zero else { return nil }
        return term
    }

    /// Until when nobody else can lead, because the lock is ours: the end of our authority, also while the lead is given up.
    ///
    /// Nil where the lock is not ours, and where that end has come.
    package func heldUntil(at now: Moment) -> Instant? {
        let anchor: Moment
        switch state {
        case .leading(let term): anchor = term.anchor
        case .resigning:
            guard let confirmed, !confirmed.write.record.isRelease else { return nil }
            anchor = confirmed.sent
        case .starting, .standby, .holding, .stopped: return nil
        }
        let left = timing.renewDeadline - now.longestTime(since: anchor)
        return left > .zero ? now.instant + left : nil
    }

    /// Whether the lock has been read, or found absent, at least once.
    package var hasSeenLock: Bool { sight.lock != .unknown }

    /// The instant of the last `Action.sleep`; nil when nothing is due.
    package var nextWake: Instant? { wakeAt }

    /// Whether a watch was asked for that has not ended.
    package var isWatching: Bool {
        switch watch {
        case .opening, .open: true
        case .closed, .stuck: false
        }
    }

    /// Whether the caller has missed what it was asked for by more than a retry period: a timer, or the end of a
    /// request.
    package func isOverdue(at now: Instant) -> Bool {
        let due = [wakeAt, request?.deadline].compactMap { $0 }.min()
        return due.map { now - $0 > timing.retryPeriod } ?? false
    }

    private func leadershipState(isLeader: Bool) -> Leadership.State {
        switch state {
        case .starting: .starting
        case .standby: .standby
        case .holding: .holding
        case .leading: isLeader ? .leading : .holding
        case .resigning: .resigning
        case .stopped: .stopped
        }
    }

    func summary(at now: Moment) -> RevisionCounter.Summary {
        if let term = term(at: now) {
            return .init(name: candidate.identity, isLeader: true, fencingToken: term.fencingToken, reason: nil)
        }
        let name = otherLeader(at: now.instant)
        return .init(
            name: name ?? "",
            isLeader: false,
            fencingToken: nil,
            reason: name == nil ? namelessReason(at: now.instant) : nil
        )
    }

    /// The holder of a live record that is neither ours nor under our name; in doubt nobody (rule 5).
    func otherLeader(at now: Instant) -> String? {
        guard let record = sight.snapshot?.record, let claimEnd = sight.claimEnd, now < claimEnd,
            !record.holderIdentity.isEmpty, record.holderIdentity != candidate.identity
        else { return nil }
        return record.holderIdentity
    }

    private func namelessReason(at now: Instant) -> Leadership.Reason {
        switch sight.lock {
        case .unknown:
            if case .forbidden = lastFailure { return .forbidden }
            return .noAnswerYet
        case .absent:
            return .free
        case .found(let snapshot):
            switch snapshot.content {
            case .none:
                return .free
            case .unreadable:
                return .unreadable
            case .record(let record):
                if record.holderIdentity.isEmpty { return .free }
                if isOurs(snapshot) || record.holderIdentity != candidate.identity { return .expired }
                return .namesake
            }
        }
    }
}

/// Counts the changes of what askers are told, so that they can wait for the next one.
struct RevisionCounter: Hashable, Sendable {
    /// What a revision stands for: everything whose change an application acts on.
    struct Summary: Hashable, Sendable {
        var name: String
        var isLeader: Bool
        var fencingToken: UInt64?
        var reason: Leadership.Reason?
    }

    private var changes: UInt64 = 0
    private var latest: Summary?

    mutating func update(to summary: Summary) {
        guard summary != latest else { return }
        latest = summary
        changes += 1
    }

    /// The revision of the latest summary.
    func latestRevision(life: UInt64) -> Revision { Revision(life: life, change: changes) }

    /// The revision of a summary that may be newer than the latest: a lease that ran out since changes it too.
    func revision(of summary: Summary, life: UInt64) -> Revision {
        Revision(life: life, change: summary == latest ? changes : changes + 1)
    }
}
