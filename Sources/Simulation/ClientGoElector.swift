import Election

/// A candidate that behaves as client-go's leader election does (tools/leaderelection, v0.30), for comparison and as
/// company on the same Lease.
///
/// What matters of it: it polls; it leads from the reply on, for as long as its last success is younger than the renew
/// deadline, and says so without an end; one request may take as long as the deadline; a 409 is a failure like any
/// other; it takes a lock that is absent or has no holder at once; when it loses, its process ends.
struct ClientGoElector {
    let identity: String
    private let timing: Timing
    private var random: SeededGenerator
    private var observed: LeaderRecord?
    private var observedVersion: ObjectVersion?
    private var observedAt: Instant?
    /// When the renewal that is being tried has to have succeeded; nil while it does not lead.
    private var renewBy: Instant?
    private var isReleasing = false
    private var hasEnded = false

    init(identity: String, timing: Timing, seed: UInt64) {
        self.identity = identity
        self.timing = timing
        random = SeededGenerator(seed: seed)
    }

    /// What `IsLeader()` says: what the last answer left behind, however old it is.
    var isLeader: Bool { renewBy != nil && !hasEnded }

    mutating func handle(_ event: Elector.Event, at now: Moment) -> [Elector.Action] {
        if hasEnded { return [] }
        if let renewBy, now.instant >= renewBy { return end(.leftToExpire) }
        switch event {
        case .started, .timerFired:
            return [.read(by: renewBy ?? now.instant + .seconds(30))]
        case .readEnded(.success(let reading)):
            return decide(on: reading, at: now)
        case .writeEnded(.confirmed(let snapshot)):
            return succeeded(snapshot, at: now)
        case .readEnded(.failure), .writeEnded:
            if isReleasing { return end(.leftToExpire) }
            return [sleep(for: timing.retryPeriod, at: now)]
        case .resignationAsked:
            return release(at: now)
        case .watchOpened, .watchSaw, .watchSawDeletion, .watchAdvanced, .watchEnded, .resignationHastened,
            .proposalEnded, .stepDownAsked, .workStopped:
            return []
        }
    }

    private mutating func decide(on reading: Elector.Reading, at now: Moment) -> [Elector.Action] {
        guard case .found(let snapshot) = reading else {
            return [write(nil, transitions: 0, acquired: now.wall, at: now)]
        }
        if snapshot.record != observed || observedAt == nil {
            observed = snapshot.record
            observedAt = now.instant
        }
        observedVersion = snapshot.version
        let record = snapshot.record
        let isOurs = record?.holderIdentity == identity
        if let record, let observedAt, !record.holderIdentity.isEmpty, !isOurs,
            observedAt + .seconds(record.leaseDurationSeconds) > now.instant
        {
            if renewBy != nil { return end(.heldNothing) }
            // wait.JitterUntil with a factor of 1.2.
            let pause = timing.retryPeriod...timing.retryPeriod * 22 / 10
            return [sleep(for: random.duration(in: pause), at: now)]
        }
        let transitions = record.map { $0.leaderTransitions + (isOurs ? 0 : 1) } ?? 0
        let acquired = isOurs ? record?.acquireTime ?? now.wall : now.wall
        return [write(snapshot, transitions: transitions, acquired: acquired, at: now)]
    }

    private mutating func succeeded(_ snapshot: LockSnapshot, at now: Moment) -> [Elector.Action] {
        if isReleasing { return end(.released) }
        observed = snapshot.record
        observedVersion = snapshot.version
        observedAt = now.instant
        var actions: [Elector.Action] = []
        if renewBy == nil { actions.append(.note(.becameLeader(fencingToken: nil))) }
        let pause = sleep(for: timing.retryPeriod, at: now)
        // The deadline runs from the beginning of the next attempt.
        renewBy = now.instant + timing.retryPeriod + timing.renewDeadline
        return actions + [pause]
    }

    private mutating func release(at now: Moment) -> [Elector.Action] {
        guard isLeader, let version = observedVersion, var record = observed else { return end(.heldNothing) }
        isReleasing = true
        record.holderIdentity = ""
        record.leaseDurationSeconds = 1
        let base = LockSnapshot(version: version, content: .none)
        let mark = WriterMark(podUID: "", life: 0, counter: 0)
        return [.write(.init(base: base, record: record, mark: mark), by: now.instant + timing.renewDeadline)]
    }

    private mutating func write(
        _ base: LockSnapshot?,
        transitions: Int,
        acquired: WallTime,
        at now: Moment
    ) -> Elector.Action {
        let record = LeaderRecord(
            holderIdentity: identity,
            leaseDurationSeconds: timing.leaseDurationSeconds,
            acquireTime: acquired,
            renewTime: now.wall,
            leaderTransitions: transitions
        )
        // It knows no mark, and leaves the one on the object as it is.
        let mark = base?.mark ?? WriterMark(podUID: "", life: 0, counter: 0)
        return .write(.init(base: base, record: record, mark: mark), by: renewBy ?? now.instant + .seconds(30))
    }

    private mutating func sleep(for duration: Duration, at now: Moment) -> Elector.Action {
        let instant = min(now.instant + duration, renewBy ?? now.instant + duration)
        return .sleep(until: instant)
    }

    private mutating func end(_ ending: Elector.Ending) -> [Elector.Action] {
        hasEnded = true
        return [.finish(ending)]
    }
}
