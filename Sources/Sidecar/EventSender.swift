import Election
import Kubernetes
import Logging
import Runtime

/// Sends the Events that a recorder decides on, beside the election: on connections of its own, and never from within
/// the handling of an election's event.
final class EventSender {
    /// How long an Event waits at least: its connection is a new one, which keeps a processor and the API server busy while
    /// the leader that it tells of is about to take over.
    private static let pause = Duration.milliseconds(100)

    private let client: APIClient
    private let session: LockSession
    private let meter: Meter
    private let logger: Logger
    private var recorder: EventRecorder
    private let alarm: Alarm
    /// Nothing is sent before.
    private var quietUntil: Instant?
    /// What waits for the last Events, and until when.
    private var drain: (end: Instant, completion: () -> Void)?

    /// - Parameter client: with connections that the election does not use.
    init(
        recorder: EventRecorder,
        session: LockSession,
        client: APIClient,
        meter: Meter,
        loop: EventLoop,
        logger: Logger
    ) {
        self.recorder = recorder
        self.session = session
        self.client = client
        self.meter = meter
        alarm = Alarm(loop: loop)
        self.logger = logger
    }

    /// Takes in what the election told.
    func note(_ notice: Elector.Notice, lockUID: String?) {
        let now = SystemClock.now()
        recorder.noted(notice, lockUID: lockUID, at: now.wall)
        quietUntil = now.instant + Self.pause
        advance(at: now.instant)
    }

    /// Calls back once nothing is left to send, at the latest then.
    func drain(by end: Instant, completion: @escaping () -> Void) {
        drain = (end, completion)
        advance(at: SystemClock.instant())
    }

    private func advance(at instant: Instant) {
        alarm.set(for: instant) { [unowned self] in step() }
    }

    private func step() {
        let now = SystemClock.instant()
        if let drain, now >= drain.end { return drain.completion() }
        if let quietUntil, now < quietUntil { return advance(at: min(quietUntil, drain?.end ?? quietUntil)) }
        switch recorder.next(at: now) {
        case .send(let event):
            send(event, at: now)
            if let drain { advance(at: drain.end) }
        case .wait(let instant):
            if let drain, instant >= drain.end { drain.completion() } else { advance(at: instant) }
        case .underWay:
            if let drain { advance(at: drain.end) }
        case .rest:
            drain?.completion()
        }
    }

    private func send(_ event: LeaderEvent, at now: Instant) {
        _ = client.send(session.eventRequest(event), by: now + EventRecorder.patience) { [unowned self] result in
            let now = SystemClock.instant()
            let outcome = session.eventOutcome(result)
            meter.metrics.notified(.event, outcome == .recorded ? .sent : .failed)
            if let complaint = recorder.ended(outcome, at: now) { tell(complaint) }
            advance(at: now)
        }
    }

    private func tell(_ complaint: EventRecorder.Complaint) {
        switch complaint {
        case .forbidden(let sentence):
            logger.warning(
                """
                no Events are recorded from now on: \(sentence); grant {apiGroups: [""], resources: ["events"], \
                verbs: ["create"]} in namespace \(session.lock.namespace), or set --events=false
                """
            )
        case .dropped(let failure):
            logger.warning("an Event could not be recorded and is dropped: \(failure)")
        }
    }
}
