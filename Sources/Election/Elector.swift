/// One candidate's side of an election, as a value: events and the time go in, actions come out.
///
/// # What it guarantees
///
/// At most one elector says "I lead" at any instant, as long as no two machines' boot clocks run at rates further apart
/// than lease duration to renew deadline (3 : 2 by default). Offsets between clocks do not matter, because no decision
/// reads a time from the wire. Authority is counted from the instant at which the last confirmed write was *decided*,
/// and lasts for the renew deadline; others respect a record for its lease duration, and no shorter than for their own,
/// from the instant at which they *received* it, which is later and longer. Both are functions of the moment at which
/// somebody asks, so that a process which was frozen says "not me" with the first answer that it computes after it
/// wakes.
///
/// Who is to take a free lock first, the heir, is a hint on the lock (rule 14). It orders who writes first and confers
/// nothing: without it, or with a wrong one, all that is said here still holds. One elector knows one lock; a candidate
/// that holds two while a fleet moves from one kind to another is a `Candidacy`, with an elector for each.
///
/// It assumes that the API server's writes are linearizable and durable (a restore from backup needs a revision bump),
/// that only electors write the lock, that all candidates use one kind of lock or are neighbours of a move, that every machine's boot clock counts the time it is suspended, and that foreign
/// electors keep the rules as far as they keep them themselves.
///
/// # What it does not guarantee
///
/// That work which an application started while it led has stopped when the lead is lost: the validity of each yes and
/// the fencing token are for that. That there is a leader while the API server cannot be reached. That the name a
/// follower gives is younger than the lease duration. A candidate that has not seen a live lock before somebody deleted
/// it, or that a lagging server had told there is none, cannot know of it, and can overlap with its holder by at most a
/// renew deadline.
///
/// # What the caller must do
///
/// - Call `handle` with every event, in order, with one reading of both clocks taken when the event is delivered, and
///   carry out the actions in order.
/// - Answer each `read`, `write` and `propose` exactly once and by its deadline; there is never more than one of them
///   under way.
/// - Ask `answer(at:)` for everything that claims leadership, at the moment of claiming, and keep no copy.
///
/// The numbers of the rules in this module are those of the design: 1 authority, 2 own writes, 3 others' claims,
/// 4 clocks, 5 and 6 answers, 7 compare-and-swap, 8 open writes, 9 order of answers, 10 our name on another's record,
/// 11 loss, 12 giving up, 13 deadlines, 14 taking over and heirs, 16 timings.
package struct Elector: Hashable, Sendable {
    package let candidate: Candidate
    package let timing: Timing

    var state: State = .starting
    /// What is known of the lock; for those who look on.
    package internal(set) var sight: Sight
    /// Writes that may still happen or have happened without our knowing (rule 8), the oldest first.
    var openWrites: [SentWrite] = []
    /// The write that the lock showed last, if it was one of ours.
    var confirmed: SentWrite?
    /// The record of an earlier life of this pod, found by the first read and not changed since (rule 10).
    var adoptable: LockSnapshot?
    var request: Request?
    var gate = Gate.open
    /// Whether the application can do the leader's work.
    var fitness = Fitness.fit
    /// Whether something of this process acts for our term, so that the lock is not released yet.
    var isReleaseHeld = false
    /// Who goes first, as the lock said lately, and since when; nil where it names nobody.
    var heirSighting: HeirSighting?
    /// Whether heirs are named and heeded at all.
    let heedsHeirs: Bool
    var proposals: UInt64 = 0
    /// When to propose ourselves, should there be no better heir by then.
    var proposeAt: Instant?
    /// Since when no claim binds us; nil while one does, or if one did last.
    var freeSince: Instant?
    /// No proposal before this: the last one failed.
    var proposalPauseUntil: Instant?
    /// When the API server answered again after it had not; others have waited for that too.
    var reachableSince: Instant?
    /// By how much we let others go first, once drawn.
    var standBack: Duration?
    /// Whether somebody else was seen holding the lock, so that others may be waiting for it beside us.
    var hasFollowed = false
    /// How often we handed over to a better heir that then did not take the lock.
    var vainPreferences = 0
    /// The heir that we handed over to last.
    var preferredIdentity: String?
    /// We do not stand before this.
    var pauseUntil: Instant?
    var watch: Watch = .closed(retryAt: nil)
    /// Where a watch has to start so that it misses nothing; nil for whatever is there.
    var watchFrom: String?
    /// Whether the server has forgotten that version, or may have: the lock's own, which a read shows, can be older.
    var hasLostPlace = false
    var watchFailures = 0
    /// Why watching was refused, until it is allowed: the same refusal is told once.
    var watchRefusal: RequestFailure?
    /// When to read the lock, apart from polling.
    var readDue: Instant?
    /// When the lock was last read, for polling.
    var lastRead: Instant?
    /// When a write was last decided; the next renewal is due a retry period later (rule 13).
    var lastWrite: Instant?
    /// Whether the last write gave no confirmation, so that the next need not wait for its turn.
    var isRetrying = false
    /// Requests that failed, and writes that met a conflict, without a success between them.
    var failures = 0
    /// Writes that failed since one was confirmed, whatever was read between them.
    var writeFailures = 0
    var conflicts = 0
    var lastFailure: RequestFailure?
    /// No request before this.
    var notBefore: Instant?
    /// Until when the last yes that was given may be relied on.
    var yesUntil: Instant?
    var writes: UInt64 = 0
    var answersGiven = RevisionCounter()
    /// The instant of the last `sleep`.
    var wakeAt: Instant?
    /// The duration of another's record that people were told of.
    var lastForeignDurationSeconds: Int?
    var pendingNotices: [Notice] = []
    var ending: Ending?
    var random: SeededGenerator

    /// How many writes may be open at a time; the oldest is forgotten beyond that, which can cost authority, never
    /// give any.
    static let openWritesLimit = 32
    /// The shortest deadline of a request (rule 13).
    static let shortestDeadline = Duration.milliseconds(250)
    /// How long after its grace a polite end may take.
    package static let releaseTime = Duration.seconds(3)

    /// - Parameters:
    ///   - heedsHeirs: whether heirs are named and go first; without it everybody goes at once.
    ///   - seed: where chance comes from; the caller draws it, so that a simulation can repeat it.
    package init(candidate: Candidate, timing: Timing, heedsHeirs: Bool = true, seed: UInt64) {
        self.candidate = candidate
        self.timing = timing
        self.heedsHeirs = heedsHeirs
        sight = Sight(leaseDuration: timing.leaseDuration)
        random = SeededGenerator(seed: seed)
    }

    /// Takes in what happened and says what to do.
    ///
    /// - Returns: the actions, in order; none after `finish`.
    package mutating func handle(_ event: Event, at now: Moment) -> [Action] {
        if state == .stopped { return [] }
        catchUp(at: now)
        absorb(event, at: now)
        // A clock that was set while a write was under way can end the authority that its confirmation gave.
        expireAuthority(at: now)
        let plan = plan(at: now)
        answersGiven.update(to: summary(at: now))
        if pendingNotices.isEmpty { return plan }
        defer { pendingNotices.removeAll() }
        return pendingNotices.map(Action.note) + plan
    }

    /// Takes in what time alone has changed, so that it counts as a change of its own even if nobody asks just then.
    mutating func catchUp(at now: Moment) {
        expireAuthority(at: now)
        answersGiven.update(to: summary(at: now))
    }

    /// Authority ends by itself, whatever else happens (rules 1 and 5), and does not come back with a clock.
    private mutating func expireAuthority(at now: Moment) {
        guard case .leading(let term) = state, authorityLeft(of: term, at: now) <= .zero else { return }
        state = .holding
        isRetrying = true
        pendingNotices.append(.stoppedLeading(.expired))
    }

    /// What is left of a term's authority; zero or less when it has ended.
    ///
    /// Rule 4: the clock that moved further counts.
    func authorityLeft(of term: Term, at now: Moment) -> Duration {
        timing.renewDeadline - now.longestTime(since: term.anchor)
    }
}
