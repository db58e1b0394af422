import Election
import Kubernetes
import Logging
import Notifications
import Runtime
import StatusAPI

/// Runs the hooks as a queue decides, each for a limited time, with what it prints in our log.
///
/// A hook ends with this process, whatever happens to either.
final class HookRunner: Subscriber {
    private static let loggedLines = 100
    /// How long a hook that was killed may take to be gone.
    private static let lastMoment = Duration.milliseconds(500)

    private let hooks: Hooks
    private let context: NotifierContext
    private var queue = HookQueue()
    private var running: (name: String, child: ChildProcess)?
    /// Kills the hook that runs.
    private var timer: TimerID?
    /// What waits for the last hook.
    private var drain: (timer: TimerID, completion: () -> Void)?

    init(_ hooks: Hooks, _ context: NotifierContext) {
        self.hooks = hooks
        self.context = context
    }

    /// How long the process has to wait for the last hook.
    var drainLimit: Duration { hooks.limit }

    func settle() {
        // Each turn runs a hook or is the last: a hook for an end, one for a beginning, and no other.
        while true {
            switch queue.next(status: context.status) {
            case .run(let run):
                if let command = hooks.command(for: run.occasion), start(command, run) { return }
                queue.ended()
            case .underWay:
                return
            case .rest:
                return endDrain()
            }
        }
    }

    func drain(by end: Instant, completion: @escaping () -> Void) {
        drain = (scheduleEndOfDrain(at: end), completion)
        settle()
    }

    func close() {
        guard let running else { return }
        context.logger.warning("\(running.name) is killed, as this process ends")
        running.child.killGroup()
    }

    private func scheduleEndOfDrain(at end: Instant) -> TimerID {
        context.loop.schedule(at: end) { [unowned self] in endDrain() }
    }

    /// Whether it runs now.
    private func start(_ command: HookCommand, _ run: HookRun) -> Bool {
        let name = "the hook on-\(run.occasion.rawValue)-leading"
        var lines = 0
        do throws(RuntimeError) {
            let child = try ChildProcess(
                command.words,
                environment: run.environment(of: context.subject, inheriting: ProcessEnvironment.entries),
                loop: context.loop,
                onLine: { [logger = context.logger] _, line in
                    lines += 1
                    guard lines <= Self.loggedLines else { return }
                    logger.info("\(name): \(lines < Self.loggedLines ? line.readable() : "(and more)")")
                },
                onEnd: { [unowned self] in end(name, $0) }
            )
            running = (name, child)
            let limit = SystemClock.instant() + hooks.limit
            if let drain {
                // It has all of its time, also where the hook before it has used up that of the drain.
                context.loop.cancel(drain.timer)
                self.drain?.timer = scheduleEndOfDrain(at: limit + Self.lastMoment)
            }
            timer = context.loop.schedule(at: limit) { [unowned self] in
                context.logger.warning("\(name) is killed, as it has run for \(hooks.limit.text); see --hook-timeout")
                child.killGroup()
            }
            return true
        } catch {
            context.meter.metrics.notified(.hook, .failed)
            context.logger.error("\(name) does not run: \(error)")
            return false
        }
    }

    private func end(_ name: String, _ ending: ChildProcess.Ending) {
        if let timer { context.loop.cancel(timer) }
        // Nothing of a hook outlives it, unless it has left its process group.
        running?.child.killRemains()
        (timer, running) = (nil, nil)
        context.meter.metrics.notified(.hook, ending == .exited(code: 0) ? .sent : .failed)
        switch ending {
        case .exited(code: 0): context.logger.info("\(name) has ended")
        case .exited(let code): context.logger.warning("\(name) has ended with code \(code)")
        case .signalled(let number): context.logger.warning("\(name) was ended by signal \(number)")
        }
        queue.ended()
        settle()
    }

    private func endDrain() {
        guard let drain else { return }
        self.drain = nil
        context.loop.cancel(drain.timer)
        drain.completion()
    }
}
