import Election
import HTTP
import Kubernetes
import Logging
import Runtime
import StatusAPI

/// Keeps the leader's label on our pod while we lead, on connections that the election does not use.
final class PodLabeller: Subscriber {
    /// How long a release is held at most for the label to come off.
    private static let clearTime = Duration.seconds(2)

    private let session: PodSession
    private let client: APIClient
    private let loop: EventLoop
    private let logger: Logger
    private let meter: Meter
    private unowned let driver: ElectionDriver
    private var labelling: PodLabelling
    private let alarm: Alarm
    /// When the release is not held any more, whatever has become of the label; nil while we lead.
    private var releaseDue: Instant?
    private var completion: (() -> Void)?

    init(
        session: PodSession,
        client: APIClient,
        driver: ElectionDriver,
        meter: Meter,
        seed: UInt64,
        loop: EventLoop,
        logger: Logger
    ) {
        self.session = session
        self.client = client
        self.driver = driver
        self.meter = meter
        self.loop = loop
        alarm = Alarm(loop: loop)
        self.logger = logger
        labelling = PodLabelling(seed: seed)
    }

    func settle() {
        let leads = driver.standing().isLeader
        let now = SystemClock.instant()
        let step = labelling.next(leads: leads, at: now)
        if case .send(let request) = step { send(request, at: now) }
        holdRelease(leads: leads, at: now)
        if !labelling.isWorthWaitingFor { completeOnce() }
        var due: Instant?
        if case .wait(let instant) = step { due = instant }
        if let releaseDue, releaseDue > now { due = min(due ?? releaseDue, releaseDue) }
        alarm.set(for: due) { [unowned self] in settle() }
    }

    func drain(by end: Instant, completion: @escaping () -> Void) {
        guard labelling.isWorthWaitingFor else { return completion() }
        self.completion = completion
        loop.schedule(at: end) { [unowned self] in completeOnce() }
        settle()
    }

    func close() {
        alarm.set(for: nil)
    }

    /// From before the label is put on until it is off again, or has had its time to be.
    private func holdRelease(leads: Bool, at now: Instant) {
        if leads {
            releaseDue = nil
        } else if releaseDue == nil {
            releaseDue = now + Self.clearTime
        }
        let mustWait = leads || labelling.isWorthWaitingFor && releaseDue.map { now < $0 } ?? false
        driver.holdRelease(mustWait, for: .label)
    }

    private func send(_ request: PodLabelling.Request, at now: Instant) {
        let deadline = now + PodLabelling.patience
        switch request {
        case .mark: patch(session.pod, session.markRequest(), by: deadline)
        case .clear: patch(session.pod, session.clearRequest(session.pod), by: deadline)
        case .strip(let pod): patch(pod, session.clearRequest(pod), by: deadline)
        case .list:
            _ = client.send(session.listRequest(), by: deadline) { [unowned self] result in
                switch session.others(result) {
                case .success(let pods): ended(.listed(pods))
                case .failure(let failure): ended(.failed(failure))
                }
            }
        }
    }

    private func patch(_ pod: PodSession.Pod, _ request: HTTPRequest, by deadline: Instant) {
        _ = client.send(request, by: deadline) { [unowned self] result in
            switch session.patched(pod, result) {
            case .success(let isThere): ended(.patched(isThere))
            case .failure(let failure): ended(.failed(failure))
            }
        }
    }

    private func ended(_ outcome: PodLabelling.Outcome) {
        var result = Metrics.NotificationResult.sent
        if case .failed = outcome { result = .failed }
        meter.metrics.notified(.label, result)
        if let text = labelling.ended(outcome, at: SystemClock.instant()) { logger.warning("\(text)") }
        settle()
    }

    private func completeOnce() {
        completion?()
        completion = nil
    }
}
