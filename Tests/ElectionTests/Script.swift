import Election
import Testing

/// A story told to one elector: events at seconds since its start, and what it does about each.
struct Script {
    var elector: Elector
    /// How far the wall clock has jumped ahead, in seconds.
    var wallAhead = 0.0
    /// The write that the elector asked for last.
    private(set) var lastWrite: Elector.Write?
    /// The proposal that it asked for last.
    private(set) var lastProposal: Elector.Proposal?

    init(
        _ identity: String = "pod-0",
        podUID: String = "pod-uid-0",
        life: UInt64 = 7,
        guarded: Bool = true,
        createsLock: Bool = true,
        stands: Bool = true,
        priority: Int = 0,
        heedsHeirs: Bool = false,
        seed: UInt64 = 1,
        timing: Timing? = nil
    ) throws {
        let candidate = Candidate(
            identity: identity,
            podUID: podUID,
            life: life,
            holdsPodGuard: guarded,
            createsLock: createsLock,
            stands: stands,
            priority: priority
        )
        elector = Elector(candidate: candidate, timing: try timing ?? Timing(), heedsHeirs: heedsHeirs, seed: seed)
    }

    /// pod-0 leads from the start.
    ///
    /// The lock was missing, its creation at 0 s was confirmed at 0.1 s as version 1, and the watch is open. Authority
    /// ends at 6.666 s.
    static func leading(priority: Int = 0, heedsHeirs: Bool = false, timing: Timing? = nil) throws -> Script {
        var script = try Script(priority: priority, heedsHeirs: heedsHeirs, timing: timing)
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.absent)), at: 0)
        script.confirmWrite(version: 1, at: 0.1)
        script.happens(.watchOpened, at: 0.1)
        return script
    }

    /// pod-0 reads at 0 s that another leads, and watches it from then on; the other's claim ends at 10 s.
    static func following(
        _ lock: LockSnapshot = .held(by: "pod-1"),
        priority: Int = 0,
        heedsHeirs: Bool = false,
        seed: UInt64 = 1,
        timing: Timing? = nil
    ) throws -> Script {
        var script = try Script(priority: priority, heedsHeirs: heedsHeirs, seed: seed, timing: timing)
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(lock))), at: 0)
        script.happens(.watchOpened, at: 0)
        return script
    }

    @discardableResult
    mutating func happens(_ event: Elector.Event, at seconds: Double) -> [Elector.Action] {
        let actions = elector.handle(event, at: moment(seconds))
        for action in actions {
            switch action {
            case .write(let write, let deadline):
                lastWrite = write
                #expect(deadline > at(seconds), "\(event)")
            case .read(let deadline):
                #expect(deadline > at(seconds), "\(event)")
            case .propose(let proposal, let deadline):
                lastProposal = proposal
                #expect(deadline > at(seconds), "\(event)")
            case .sleep(let until):
                #expect(until > at(seconds), "a sleep that is over when it begins is a busy loop: \(event)")
            case .watch, .stopWatching, .note, .finish:
                break
            }
        }
        return actions
    }

    /// The write that was asked for last is confirmed as that version.
    @discardableResult
    mutating func confirmWrite(version: Int, at seconds: Double) -> [Elector.Action] {
        happens(.writeEnded(.confirmed(written(version: version))), at: seconds)
    }

    /// The lock once the write that was asked for last has happened.
    func written(version: Int) -> LockSnapshot {
        guard let lastWrite else { preconditionFailure("the story has no write yet") }
        return lastWrite.committed(version: version)
    }

    /// What somebody is told who asks and will rely on it.
    mutating func isAsked(at seconds: Double) -> Leadership {
        elector.answer(at: moment(seconds))
    }

    /// The second until which nobody else can lead; nil if somebody can.
    func isHeldUntil(at now: Double) -> Double? {
        elector.heldUntil(at: moment(now)).map(seconds)
    }

    private func moment(_ seconds: Double) -> Moment {
        Moment(instant: at(seconds), wall: wall(seconds + wallAhead))
    }
}

extension Elector.Proposal {
    /// The lock once this proposal has been taken.
    func committed(version: Int) -> LockSnapshot {
        var lock = base
        lock.version.resourceVersion = String(version)
        lock.heir = heir
        return lock
    }
}

extension Elector.Write {
    /// The lock once this write has happened.
    func committed(version: Int) -> LockSnapshot {
        LockSnapshot(
            version: ObjectVersion(uid: base?.version.uid ?? "lock", resourceVersion: String(version)),
            content: .record(record),
            mark: mark,
            heir: isTakeOver ? nil : base?.heir
        )
    }
}

/// An instant of the story, which starts when the machine has been up for 1000 s.
func at(_ seconds: Double) -> Instant {
    Instant(nanoseconds: 1_000_000_000_000 + Int64((seconds * 1e9).rounded()))
}

/// The second of the story that an instant is.
func seconds(_ instant: Instant) -> Double {
    Double((instant - at(0)).nanoseconds) / 1e9
}

/// The wall clock at that second of the story.
func wall(_ seconds: Double) -> WallTime {
    WallTime(microseconds: 1_700_000_000_000_000 + Int64((seconds * 1e6).rounded()))
}

/// The mark of pod-0's write of that number.
func mark(_ counter: UInt64, life: UInt64 = 7) -> WriterMark {
    WriterMark(podUID: "pod-uid-0", life: life, counter: counter)
}

extension LeaderRecord {
    /// A record with times in seconds of the story.
    static func of(
        _ holder: String,
        lasts seconds: Int = 10,
        acquired: Double = 0,
        renewed: Double = 0,
        transitions: Int = 0
    ) -> LeaderRecord {
        LeaderRecord(
            holderIdentity: holder,
            leaseDurationSeconds: seconds,
            acquireTime: wall(acquired),
            renewTime: wall(renewed),
            leaderTransitions: transitions
        )
    }
}

extension WriterMark {
    /// The mark of another pod's write of that number.
    static func of(_ holder: String, counter: UInt64) -> WriterMark {
        WriterMark(podUID: "pod-uid of \(holder)", life: 90 + UInt64(holder.utf8.last ?? 0), counter: counter)
    }
}

extension LockSnapshot {
    /// The lock with any record and mark.
    static func showing(_ content: Content, mark: WriterMark? = nil, version: Int, uid: String = "lock") -> LockSnapshot
    {
        LockSnapshot(
            version: ObjectVersion(uid: uid, resourceVersion: String(version)),
            content: content,
            mark: mark
        )
    }

    /// The lock held by another pod, which marks its writes if `counter` is given.
    static func held(
        by holder: String,
        renewed: Double = 0,
        lasts seconds: Int = 10,
        transitions: Int = 3,
        counter: UInt64? = nil,
        version: Int = 5,
        uid: String = "lock"
    ) -> LockSnapshot {
        .showing(
            .record(.of(holder, lasts: seconds, renewed: renewed, transitions: transitions)),
            mark: counter.map { .of(holder, counter: $0) },
            version: version,
            uid: uid
        )
    }

    /// The lock as its holder gave it back.
    static func released(at seconds: Double = 0, transitions: Int = 3, version: Int = 6) -> LockSnapshot {
        .showing(
            .record(.of("", lasts: 1, acquired: seconds, renewed: seconds, transitions: transitions)),
            version: version
        )
    }

    /// The same lock after somebody edited a label.
    func relabelled(version: Int) -> LockSnapshot {
        var edited = self
        edited.version.resourceVersion = String(version)
        return edited
    }
}

extension [Elector.Action] {
    /// The write among the actions; nil if there is none.
    var write: Elector.Write? {
        for case .write(let write, _) in self { return write }
        return nil
    }

    /// The proposal among the actions; nil if there is none.
    var proposal: Elector.Proposal? {
        for case .propose(let proposal, _) in self { return proposal }
        return nil
    }

    /// What people are told.
    var notices: [Elector.Notice] {
        compactMap { if case .note(let notice) = $0 { notice } else { nil } }
    }

    /// Whether the lock is to be read.
    var containRead: Bool {
        contains { if case .read = $0 { true } else { false } }
    }

    /// By when the request among them must have ended; nil if there is none.
    var deadline: Instant? {
        for action in self {
            switch action {
            case .read(let deadline), .write(_, let deadline), .propose(_, let deadline): return deadline
            case .watch, .stopWatching, .sleep, .note, .finish: continue
            }
        }
        return nil
    }

    /// When the elector wants to be woken; nil if it does not say.
    var wake: Instant? {
        for case .sleep(let instant) in self { return instant }
        return nil
    }
}
