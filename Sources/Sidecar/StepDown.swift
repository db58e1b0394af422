import Election
import HTTP
import Kubernetes
import Locks
import Logging
import Operations
import Runtime

/// Asks the leader of an election to step down, and sees who comes next.
package final class StepDown {
    private let session: OperatorSession
    private let sessions: [LockSession]
    private let choice: LockChoice?
    private let rights: Rights
    private let alarm: Alarm
    private var course: StepDownCourse
    private var driver: ElectionDriver?
    private var outcome: StepDownCourse.Outcome?

    /// - Parameters:
    ///   - waits: whether to see who comes next.
    ///   - limit: how long all of it may take.
    /// - Throws: `RuntimeError` where the kernel gives no descriptors.
    package init(
        _ configuration: OperatorConfiguration,
        of lock: LockSession,
        waits: Bool,
        limit: Duration,
        logger: Logger
    ) throws(RuntimeError) {
        session = try OperatorSession(of: configuration.cluster, proxy: configuration.proxy, logger: logger)
        choice = configuration.lock
        sessions = (choice ?? .leases).kinds.map(lock.sibling)
        rights = Rights(ofOperatorOf: choice ?? .leases, writes: true)
        alarm = Alarm(loop: session.loop)
        course = StepDownCourse(
            of: sessions.lockText,
            waits: waits,
            limit: limit,
            at: SystemClock.instant()
        )
    }

    /// Asks, and waits if it is to.
    ///
    /// - Returns: What came of it; nil if a signal ended the wait.
    package func run() throws(RuntimeError) -> StepDownCourse.Outcome? {
        try session.stopOnSignals()
        session.carryOut(StatusInquiry(of: sessions[0], choice: choice, rights: rights)) { [unowned self] inquiry in
            if let failure = inquiry.failure ?? inquiry.otherKind {
                finish(.failed(failure))
            } else if let refusal = StepDownCourse.refusal(inquiry.reports) {
                finish(refusal)
            } else {
                start()
            }
        }
        session.run()
        return outcome
    }

    private func start() {
        driver = session.observe(sessions, needing: rights) { [unowned self] _ in settle() }
        driver?.start()
    }

    private func settle() {
        guard let driver, outcome == nil else { return }
        switch course.next(driver.glance(), driver.sights, at: SystemClock.instant()) {
        case .ask(let token, let base, let half): ask(token, on: base, of: sessions[half.rawValue])
        case .wait(let instant): alarm.set(for: instant) { [unowned self] in settle() }
        case .end(let outcome): finish(outcome)
        }
    }

    private func ask(_ token: UInt64, on base: LockSnapshot, of lock: LockSession) {
        let request: HTTPRequest
        do throws(RequestFailure) {
            request = try lock.stepDownRequest(token, on: base)
        } catch {
            course.asked(.failed(error), on: base, of: lock, at: SystemClock.instant())
            return settle()
        }
        _ = session.client.send(request, by: SystemClock.instant() + .seconds(5)) { [unowned self] result in
            course.asked(lock.stepDownOutcome(result), on: base, of: lock, at: SystemClock.instant())
            settle()
        }
    }

    private func finish(_ outcome: StepDownCourse.Outcome) {
        self.outcome = outcome
        session.loop.stop()
    }
}
