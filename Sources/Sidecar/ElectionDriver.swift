import Election
import Kubernetes
import Logging
import Runtime
import StatusAPI

/// What acts for a term of ours beside those whom we have told so.
enum ReleaseHolder {
    case program, label
}

/// Carries out what the candidacy decides, on a channel for each lock, and tells people and watchers about it.
///
/// It decides nothing. All of it happens on the loop, so events come one after the other and in order.
final class ElectionDriver {
    private let lockText: String
    private let events: EventSender?
    private let meter: Meter
    private var candidacy: Candidacy
    /// One for each half that there is, in its place.
    private var channels: [LockChannel?] = []
    /// The same; the first also tells who leads.
    private var logs: [LeaderLog?]
    private let logger: Logger
    /// Whether standard output is ours.
    private let namesLeaderOnOutput: Bool
    private var releaseHolders: Set<ReleaseHolder> = []
    /// Called after every event, when the answers may have changed; with none after a request of the application.
    private let onEvent: (Elector.Event?) -> Void
    /// Called once, when the election is over for this process.
    private let onFinish: (Elector.Ending) -> Void

    /// - Parameters:
    ///   - lockText: the lock as people write it, both halves of a pair.
    ///   - sessions: one for each half of the candidacy.
    ///   - makeClient: gives a client with connections of its own.
    ///   - namesLeaderOnOutput: whether standard output is told of each new leader.
    init(
        candidacy: Candidacy,
        lockText: String,
        sessions: [Candidacy.Half: LockSession],
        makeClient: () -> APIClient,
        makeLog: (LockSession) -> LeaderLog,
        events: EventSender? = nil,
        meter: Meter = Meter(),
        namesLeaderOnOutput: Bool = false,
        loop: EventLoop,
        logger: Logger,
        onEvent: @escaping (Elector.Event?) -> Void,
        onFinish: @escaping (Elector.Ending) -> Void
    ) {
        self.candidacy = candidacy
        self.lockText = lockText
        logs = Candidacy.Half.allCases.map { sessions[$0].map(makeLog) }
        self.events = events
        self.meter = meter
        self.namesLeaderOnOutput = namesLeaderOnOutput
        self.onEvent = onEvent
        self.onFinish = onFinish
        self.logger = logger
        channels = Candidacy.Half.allCases.map { half in
            sessions[half].map { session in
                LockChannel(
                    session: session,
                    client: makeClient(),
                    timing: candidacy.timing,
                    watchSeconds: candidacy.candidate.watchSeconds,
                    loop: loop,
                    onHeaders: { [unowned self] in tell(logs[half.rawValue]?.answered($0)) },
                    onEvent: { [unowned self] in handle($0, of: half) }
                )
            }
        }
    }

    func start() {
        handle(.started)
    }

    /// Gives up: politely the first time, at once the second.
    ///
    /// - Parameter words: what the log is told of it, once the lock is on its way back.
    func resign(hastened: Bool, saying words: String? = nil) {
        handle(hastened ? .resignationHastened : .resignationAsked, saying: words)
    }

    /// Gives up all requests and the watch without a word to anybody; nothing follows.
    func close() {
        for channel in channels { channel?.close() }
    }

    /// Does what the application asks.
    func carryOut(_ request: TermRequest) -> TermAnswer {
        let (answer, actions) = candidacy.handle(request, at: SystemClock.now())
        settle(actions, after: nil)
        return answer
    }

    /// Keeps the lock from being released while somebody acts for our term, until all of those say that they do not.
    func holdRelease(_ isHeld: Bool, for holder: ReleaseHolder) {
        let wasHeld = !releaseHolders.isEmpty
        if isHeld { releaseHolders.insert(holder) } else { releaseHolders.remove(holder) }
        if wasHeld != !releaseHolders.isEmpty { handle(.releaseHeld(!wasHeld)) }
    }

    /// The application was found to be fit to lead, or not.
    func found(_ fitness: Fitness) {
        handle(.fitnessChanged(fitness))
    }

    /// What a wrapped program goes by; computed now, and no yes that somebody relies on.
    func standing() -> WrappedProgram.Standing {
        let now = SystemClock.now()
        return .init(isLeader: candidacy.leads(at: now), heldUntil: candidacy.heldUntil(at: now))
    }

    /// Who leads, for those who tell it to nobody that acts on it; computed now.
    func glance() -> Leadership {
        candidacy.leadership(at: SystemClock.now())
    }

    /// The locks as they were last seen, nil for one that is not there, or has not been seen.
    var sights: [LockSnapshot?] { candidacy.electors.map(\.sight.snapshot) }

    /// Who leads, for somebody who will rely on it; computed now.
    func answer() -> Leadership {
        candidacy.answer(at: SystemClock.now())
    }

    /// The wall clock was set, which can end our authority: those who wait are to hear of it now (rule 4).
    func clockWasSet() {
        meter.metrics.clockWasSet()
        for half in candidacy.halves { handle(.timerFired, of: half) }
    }

    /// Who leads, and what is left of our authority, for somebody who does not act on it; computed now.
    func view() -> (leadership: Leadership, authority: Duration) {
        let now = SystemClock.now()
        return (candidacy.leadership(at: now), candidacy.authority(at: now))
    }

    /// What an answer would be called that was computed now.
    func revision() -> Revision {
        candidacy.revision(at: SystemClock.now())
    }

    /// How the election does, for somebody who may restart us; computed now.
    func health() -> Health {
        var health = Health()
        if candidacy.isOverdue(at: SystemClock.instant()) {
            health.whyNotLive = "The election has missed its time by more than a retry period."
        }
        if !candidacy.hasSeenLock { health.whyNotReady = "\(lockText) has not been read yet." }
        return health
    }

    private func handle(_ event: Elector.Event, of half: Candidacy.Half = .first, saying words: String? = nil) {
        let now = SystemClock.now()
        if half != .neighbour { report(event, of: half, at: now.instant) }
        meter.metrics.saw(event, of: half, at: now.instant)
        settle(candidacy.handle(event, of: half, at: now), after: event, saying: words)
    }

    /// Carries out what an event led to, and tells everybody.
    private func settle(_ actions: [Candidacy.Action], after event: Elector.Event?, saying words: String? = nil) {
        // A request goes out before anybody is told why: for a release, each line of the log is time without a leader.
        for action in actions where action.isRequest { carryOut(action) }
        if let words { logger.info("\(words)") }
        for action in actions where !action.isRequest { carryOut(action) }
        // The name is told from a clock that is read now, not from the event's: what was true then may be over.
        let leadership = glance()
        tell(logs[Candidacy.Half.first.rawValue]?.saw(leadership))
        meter.metrics.saw(leadership)
        onEvent(event)
    }

    private func carryOut(_ action: Candidacy.Action) {
        meter.metrics.began(action, isHolding: candidacy.isHolding, at: SystemClock.instant())
        switch action.action {
        case .note(let notice):
            tell(logs[action.half.rawValue]?.note(notice))
            events?.note(notice, lockUID: candidacy.electors[0].sight.snapshot?.version.uid)
        case .finish(let ending):
            close()
            onFinish(ending)
        case .read, .write, .propose, .watch, .stopWatching, .sleep:
            channels[action.half.rawValue]?.carryOut(action.action)
        }
    }

    private func report(_ event: Elector.Event, of half: Candidacy.Half, at now: Instant) {
        switch event {
        case .readEnded(.failure(let failure)), .writeEnded(.failed(let failure)), .proposalEnded(.failed(let failure)):
            tell(logs[half.rawValue]?.failed(failure, at: now))
        case .readEnded(.success), .writeEnded(.confirmed), .writeEnded(.conflict), .proposalEnded(.confirmed),
            .proposalEnded(.conflict):
            tell(logs[half.rawValue]?.succeeded(at: now))
        case .watchOpened where !candidacy.candidate.stands:
            // Who only looks on may not read again for long.
            tell(logs[half.rawValue]?.succeeded(at: now))
        case .started, .watchOpened, .watchSaw, .watchSawDeletion, .watchAdvanced, .watchEnded, .timerFired,
            .resignationAsked, .resignationHastened, .workStopped, .stepDownAsked, .releaseHeld, .fitnessChanged:
            break
        }
    }

    private func tell(_ lines: [LeaderLog.Line]?) {
        for line in lines ?? [] {
            switch line {
            case .output(let text): if namesLeaderOnOutput { Console.output.writeLine(text) }
            case .log(let level, let text): logger.log(level: level, "\(text)")
            }
        }
    }
}

extension Candidacy.Action {
    /// Whether it is the channel's, and not for people or for the end.
    fileprivate var isRequest: Bool {
        switch action {
        case .read, .write, .propose, .watch, .stopWatching, .sleep: true
        case .note, .finish: false
        }
    }
}
