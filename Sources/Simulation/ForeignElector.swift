import Election

/// A candidate that behaves as an elector of others does: for comparison, and as company on the same lock.
///
/// What matters of all of them: they poll; they lead from the reply on; one request may take as long as the renew
/// deadline; a 409 is a failure like any other; and they take no other's word for who may write.
///
/// # What each of them breaks by itself
///
/// | elector | what it does | what it breaks |
/// |---|---|---|
/// | client-go since 0.27 | judges a record by the record's own duration, takes an absent or blanked lock at once, counts its authority from the reply and measures it at its next attempt | leads beside its successor where a reply or an attempt takes long: its yes ends up to a retry period and a request after its lease; takes over at once what somebody blanked or deleted |
/// | client-go before 0.27 | the same with its *own* duration | with a shorter duration than the holder's it takes a lock that is held |
/// | the classic sidecar | its own duration too; renew deadline ttl / 2, retry ttl / 4; never releases, and waits after a release; begins its transitions anew | the same; and after a lease that it lost it names itself until it sees another holder, so that two say that they lead |
///
/// We never begin to lead beside a foreign holder whose claim ends within its record's duration of its commit, at the
/// rates that clocks may have. Nobody can keep a foreign elector from taking what it should not: where its duration is
/// shorter than the holder's, that is its own breach, which is why all durations of a mixed fleet should be equal.
package struct ForeignElector {
    /// Whose elector it is.
    package enum Dialect: CaseIterable, Sendable {
        case clientGo, earlyClientGo, classic
    }

    /// Which of them, and how it is told to lease.
    package struct Manner: Sendable {
        var dialect: Dialect
        var leaseDuration: Duration
        var renewDeadline: Duration
        var retryPeriod: Duration

        /// The proportions of client-go's defaults (15 s, 10 s, 2 s) or of the classic's.
        init(_ dialect: Dialect, leaseDuration: Duration) {
            self.dialect = dialect
            self.leaseDuration = leaseDuration
            renewDeadline = dialect == .classic ? leaseDuration / 2 : leaseDuration * 2 / 3
            retryPeriod = dialect == .classic ? leaseDuration / 4 : leaseDuration * 2 / 15
        }

        /// With our timing, to be compared with us.
        package init(_ dialect: Dialect, timing: Timing) {
            self.dialect = dialect
            leaseDuration = timing.leaseDuration
            renewDeadline = timing.renewDeadline
            retryPeriod = timing.retryPeriod
        }

        var leaseDurationSeconds: Int { Int(leaseDuration.components.seconds) }

        /// Whether it can take a lock from a holder that others have to respect for `duration`.
        func takesEarly(from duration: Duration) -> Bool { dialect != .clientGo && leaseDuration < duration }
    }

    let identity: String
    private let manner: Manner
    private var random: SeededGenerator
    private var observed: LockSnapshot?
    private var observedAt: Instant?
    /// When the renewal that is being tried has to have succeeded; nil while it does not lead.
    private var renewBy: Instant?
    private var isReleasing = false
    private var hasEnded = false
    /// Whether a classic goes on naming itself though its lease is lost.
    private var namesItself = false

    /// - Parameter seed: draws the pauses between its polls.
    package init(identity: String, manner: Manner, seed: UInt64) {
        self.identity = identity
        self.manner = manner
        random = SeededGenerator(seed: seed)
    }

    /// Whom it names: the holder that it saw last, however long ago; empty where it saw none.
    package var leaderName: String { observed?.record?.holderIdentity ?? "" }

    /// What it says of itself: what the last answer left behind, however old it is.
    package var isLeader: Bool { (renewBy != nil || namesItself) && !hasEnded }

    /// Takes in what has happened, and gives what is to be done.
    package mutating func handle(_ event: Elector.Event, at now: Moment) -> [Elector.Action] {
        if hasEnded { return [] }
        if let renewBy, now.instant >= renewBy {
            guard manner.dialect == .classic else { return end(.leftToExpire) }
            loseLease()
        }
        switch event {
        case .started, .timerFired:
            return [.read(by: renewBy ?? now.instant + .seconds(30))]
        case .readEnded(.success(let reading)):
            return decide(on: reading, at: now)
        case .writeEnded(.confirmed(let snapshot)):
            return succeeded(snapshot, at: now)
        case .readEnded(.failure), .writeEnded:
            if isReleasing { return end(.leftToExpire) }
            return [sleep(for: manner.retryPeriod, at: now)]
        case .resignationAsked:
            return release(at: now)
        case .watchOpened, .watchSaw, .watchSawDeletion, .watchAdvanced, .watchEnded, .proposalEnded,
            .resignationHastened, .stepDownAsked, .workStopped, .releaseHeld, .fitnessChanged:
            return []
        }
    }

    private mutating func decide(on reading: Elector.Reading, at now: Moment) -> [Elector.Action] {
        guard case .found(let snapshot) = reading else {
            return [write(nil, transitions: 0, acquired: now.wall, at: now)]
        }
        if snapshot.record != observed?.record || observedAt == nil { observedAt = now.instant }
        observed = snapshot
        let record = snapshot.record
        let isOurs = record?.holderIdentity == identity
        if let record, !isOurs, mustRespect(record, at: now.instant) {
            if !record.holderIdentity.isEmpty { namesItself = false }
            if renewBy != nil { return end(.heldNothing) }
            // wait.JitterUntil with a factor of 1.2.
            let pause = manner.retryPeriod...manner.retryPeriod * 22 / 10
            return [sleep(for: random.duration(in: pause), at: now)]
        }
        let acquired = isOurs ? record?.acquireTime ?? now.wall : now.wall
        return [write(snapshot, transitions: transitions(after: record), acquired: acquired, at: now)]
    }

    private func mustRespect(_ record: LeaderRecord, at now: Instant) -> Bool {
        guard let observedAt else { return false }
        let own = observedAt + manner.leaseDuration > now
        return switch manner.dialect {
        case .clientGo:
            !record.holderIdentity.isEmpty && observedAt + .seconds(record.leaseDurationSeconds) > now
        case .earlyClientGo:
            !record.holderIdentity.isEmpty && own
        case .classic:
            own
        }
    }

    private func transitions(after record: LeaderRecord?) -> Int {
        guard let record else { return 0 }
        if record.holderIdentity != identity { return record.leaderTransitions + 1 }
        return manner.dialect == .classic ? 0 : record.leaderTransitions
    }

    private mutating func succeeded(_ snapshot: LockSnapshot, at now: Moment) -> [Elector.Action] {
        if isReleasing { return end(.released) }
        observed = snapshot
        observedAt = now.instant
        namesItself = false
        var actions: [Elector.Action] = []
        if renewBy == nil { actions.append(.note(.becameLeader(fencingToken: nil))) }
        let pause = sleep(for: manner.retryPeriod, at: now)
        // The deadline runs from the beginning of the next attempt.
        renewBy = now.instant + manner.retryPeriod + manner.renewDeadline
        return actions + [pause]
    }

    /// The classic stands again in the same process, and reads its own name on the lock that it has lost.
    private mutating func loseLease() {
        renewBy = nil
        namesItself = true
    }

    private mutating func release(at now: Moment) -> [Elector.Action] {
        guard manner.dialect != .classic, renewBy != nil, let observed, var record = observed.record else {
            return end(isLeader ? .leftToExpire : .heldNothing)
        }
        isReleasing = true
        record.holderIdentity = ""
        record.leaseDurationSeconds = 1
        let mark = observed.mark ?? Self.noMark
        return [.write(.init(base: observed, record: record, mark: mark), by: now.instant + manner.renewDeadline)]
    }

    private mutating func write(
        _ base: LockSnapshot?,
        transitions: Int,
        acquired: WallTime,
        at now: Moment
    ) -> Elector.Action {
        let record = LeaderRecord(
            holderIdentity: identity,
            leaseDurationSeconds: manner.leaseDurationSeconds,
            acquireTime: acquired,
            renewTime: now.wall,
            leaderTransitions: transitions
        )
        // It knows no mark, and leaves the one on the object as it is.
        let write = Elector.Write(base: base, record: record, mark: base?.mark ?? Self.noMark)
        return .write(write, by: renewBy ?? now.instant + .seconds(30))
    }

    private static let noMark = WriterMark(podUID: "", life: 0, counter: 0)

    private mutating func sleep(for duration: Duration, at now: Moment) -> Elector.Action {
        let instant = min(now.instant + duration, renewBy ?? now.instant + duration)
        return .sleep(until: instant)
    }

    private mutating func end(_ ending: Elector.Ending) -> [Elector.Action] {
        hasEnded = true
        return [.finish(ending)]
    }
}
