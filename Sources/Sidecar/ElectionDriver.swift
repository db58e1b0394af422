import Election
import HTTP
import Kubernetes
import Logging
import Runtime
import StatusAPI

/// Carries out what the elector decides: requests, the watch and its one timer, and hands back what becomes of them.
///
/// It decides nothing. All of it happens on the loop, so events come one after the other and in order.
final class ElectionDriver {
    private let loop: EventLoop
    private let client: APIClient
    private let session: LockSession
    private let events: EventSender?
    private var elector: Elector
    private var log: LeaderLog
    private let logger: Logger
    private var timer: TimerID?
    private var request: APICall?
    private var watch: OpenWatch?
    /// Called after every event, when the answers may have changed.
    private let onEvent: () -> Void
    /// Called once, when the election is over for this process.
    private let onFinish: (Elector.Ending) -> Void

    init(
        elector: Elector,
        session: LockSession,
        rights: Rights,
        client: APIClient,
        events: EventSender?,
        loop: EventLoop,
        logger: Logger,
        onEvent: @escaping () -> Void,
        onFinish: @escaping (Elector.Ending) -> Void
    ) {
        self.elector = elector
        self.session = session
        log = LeaderLog(of: session, rights: rights)
        self.client = client
        self.events = events
        self.loop = loop
        self.onEvent = onEvent
        self.onFinish = onFinish
        self.logger = logger
    }

    func start() {
        handle(.started)
    }

    /// Gives up: politely the first time, at once the second.
    func resign(hastened: Bool) {
        handle(hastened ? .resignationHastened : .resignationAsked)
    }

    /// Who leads, for somebody who will rely on it; computed now.
    func answer() -> Leadership {
        elector.answer(at: SystemClock.now())
    }

    /// The wall clock was set, which can end our authority: those who wait are to hear of it now (rule 4).
    func clockWasSet() {
        handle(.timerFired)
    }

    /// What an answer would be called that was computed now.
    func revision() -> Revision {
        elector.revision(at: SystemClock.now())
    }

    /// How the election does, for somebody who may restart us; computed now.
    func health() -> Health {
        var health = Health()
        if elector.isOverdue(at: SystemClock.instant()) {
            health.whyNotLive = "The election has missed its time by more than a retry period."
        }
        if !elector.hasSeenLock { health.whyNotReady = "\(session.lockText) has not been read yet." }
        return health
    }

    private func handle(_ event: Elector.Event) {
        let now = SystemClock.now()
        report(event, at: now.instant)
        for action in elector.handle(event, at: now) { carryOut(action) }
        // The name is told from a clock that is read now, not from the event's: what was true then may be over.
        tell(log.saw(elector.leadership(at: SystemClock.now())))
        onEvent()
    }

    private func carryOut(_ action: Elector.Action) {
        switch action {
        case .read(let deadline):
            send(session.readRequest(), by: deadline, outcome: session.readOutcome)
        case .write(let write, let deadline):
            send(by: deadline, outcome: session.writeOutcome) { () throws(RequestFailure) in
                try session.writeRequest(write)
            }
        case .propose(let proposal, let deadline):
            send(by: deadline, outcome: session.proposalOutcome) { () throws(RequestFailure) in
                try session.proposalRequest(proposal)
            }
        case .watch(let version):
            openWatch(from: version)
        case .stopWatching:
            closeWatch()
        case .sleep(let instant):
            if let timer { loop.cancel(timer) }
            timer = loop.schedule(at: instant) { [unowned self] in
                timer = nil
                handle(.timerFired)
            }
        case .note(let notice):
            tell(log.note(notice))
            events?.note(notice, lockUID: elector.sight.snapshot?.version.uid)
        case .finish(let ending):
            finish(ending)
        }
    }

    // MARK: Requests

    /// Sends a request that it may not be possible to make.
    private func send(
        by deadline: Instant,
        outcome: @escaping (Result<HTTPResponse, RequestFailure>) -> Elector.Event,
        _ request: () throws(RequestFailure) -> HTTPRequest
    ) {
        do throws(RequestFailure) {
            send(try request(), by: deadline, outcome: outcome)
        } catch {
            // The loop's next turn, so that an action is never answered from within its own event.
            loop.schedule(at: SystemClock.instant()) { [unowned self] in handle(outcome(.failure(error))) }
        }
    }

    private func send(
        _ request: HTTPRequest,
        by deadline: Instant,
        outcome: @escaping (Result<HTTPResponse, RequestFailure>) -> Elector.Event
    ) {
        self.request = client.send(request, by: deadline) { [unowned self] result in
            self.request = nil
            if case .success(let response) = result { tell(log.answered(response.headers)) }
            handle(outcome(result))
        }
    }

    // MARK: The watch

    private func openWatch(from version: String?) {
        closeWatch()
        let now = SystemClock.instant()
        let headWait = max(elector.timing.renewDeadline / 2, .seconds(1))
        // Each life ends its watches at another time, so that a fleet does not come back all at once.
        let timeoutSeconds = 240 + Int(elector.candidate.life % 60)
        let opened = OpenWatch(LockWatch(of: session))
        watch = opened
        opened.call = client.stream(
            session.watchRequest(from: version, timeoutSeconds: timeoutSeconds),
            headBy: now + headWait,
            endBy: now + headWait + .seconds(timeoutSeconds),
            onHead: { [unowned self] head in
                tell(log.answered(head.headers))
                deliver(opened.session.receiveHead(status: head.status, headers: head.headers), of: opened)
            },
            onBytes: { [unowned self] bytes in deliver(opened.session.receive(bytes), of: opened) },
            onEnd: { [unowned self] failure in
                opened.call = nil
                deliver(opened.session.receiveEnd(failure), of: opened)
            }
        )
    }

    /// Hands on a watch's events, until one of them makes the elector drop that watch.
    private func deliver(_ events: [Elector.Event], of opened: OpenWatch) {
        if opened.session.isOver, let call = opened.call { client.cancel(call) }
        for event in events where watch === opened {
            if case .watchEnded = event { watch = nil }
            handle(event)
        }
    }

    private func closeWatch() {
        if let call = watch?.call { client.cancel(call) }
        watch = nil
    }

    // MARK: The end

    private func finish(_ ending: Elector.Ending) {
        if let timer { loop.cancel(timer) }
        if let request { client.cancel(request) }
        closeWatch()
        onFinish(ending)
    }

    private func report(_ event: Elector.Event, at now: Instant) {
        switch event {
        case .readEnded(.failure(let failure)), .writeEnded(.failed(let failure)), .proposalEnded(.failed(let failure)):
            tell(log.failed(failure, at: now))
        case .readEnded(.success), .writeEnded(.confirmed), .writeEnded(.conflict), .proposalEnded(.confirmed),
            .proposalEnded(.conflict):
            tell(log.succeeded(at: now))
        case .started, .watchOpened, .watchSaw, .watchSawDeletion, .watchAdvanced, .watchEnded, .timerFired,
            .resignationAsked, .resignationHastened, .workStopped, .stepDownAsked:
            break
        }
    }

    private func tell(_ lines: [LeaderLog.Line]) {
        for line in lines {
            switch line {
            case .output(let text): Console.output.writeLine(text)
            case .log(let level, let text): logger.log(level: level, "\(text)")
            }
        }
    }
}

/// A watch and what carries it.
private final class OpenWatch {
    var session: LockWatch
    var call: APICall?

    init(_ session: LockWatch) {
        self.session = session
    }
}
