import Election
import Glibc
import Logging
import Runtime

/// Runs a program for as long as this process leads (rule 15), with our own standard streams and the signals we get.
final class ProgramKeeper: Subscriber {
    /// How often it is looked whether what a program has left behind is gone.
    private static let remainsPeriod = Duration.milliseconds(10)

    private let arguments: [String]
    private let loop: EventLoop
    private let logger: Logger
    private unowned let driver: ElectionDriver
    private let sidecar: SidecarConfiguration
    private var program: WrappedProgram
    private var child: ChildProcess?
    private let alarm: Alarm
    /// What a program that is to stop is told by: the signal that we were told by.
    private var stopSignal = SIGTERM
    private var isSettling = false
    private var isResigning = false
    private var completion: (() -> Void)?
    /// The status of the program that ran last, as a shell gives it: 128 and the signal, 127 and 126 where it could not
    /// be started; 0 if none has run.
    private(set) var exitCode: Int32 = 0
    /// Why the process is to end; nil while it is not for the program's sake.
    private(set) var verdict: WrappedProgram.Verdict?

    init(
        _ configuration: ProgramConfiguration,
        for sidecar: SidecarConfiguration,
        driver: ElectionDriver,
        loop: EventLoop,
        logger: Logger
    ) {
        arguments = configuration.arguments
        program = WrappedProgram(configuration.manner, at: SystemClock.instant())
        self.driver = driver
        self.loop = loop
        alarm = Alarm(loop: loop)
        self.logger = logger
        self.sidecar = sidecar
    }

    /// Hands a signal on to the program.
    ///
    /// - Returns: whether one runs.
    func send(_ signal: Int32) -> Bool {
        child?.send(signal)
        return child != nil
    }

    /// Whether the program has been started and has not ended.
    var isRunning: Bool { child != nil }

    /// Has the program stopped by the signal that this process was told to stop by, and starts it no more.
    func resign(by signal: Int32) {
        stopSignal = signal
        isResigning = true
        program.finish()
    }

    /// Kills the program.
    func hasten() {
        child?.killGroup()
    }

    func settle() {
        // What a start does to the election must not decide about a program that is not there yet.
        guard !isSettling else { return }
        isSettling = true
        defer { isSettling = false }
        while let action = program.look(driver.standing(), at: SystemClock.instant()) { carryOut(action) }
        let next = program.nextLook(driver.standing(), at: SystemClock.instant())
        alarm.set(for: next) { [unowned self] in settle() }
    }

    func drain(by end: Instant, completion: @escaping () -> Void) {
        program.finish()
        guard program.isAlive else { return completion() }
        self.completion = completion
        loop.schedule(at: end) { [unowned self] in
            // What does not go is killed once more by the kernel, when we are gone.
            hasten()
            completeOnce()
        }
    }

    func close() {
        alarm.set(for: nil)
        hasten()
    }

    private func carryOut(_ action: WrappedProgram.Action) {
        switch action {
        case .start: start()
        case .terminate:
            logger.info("stopping \(arguments[0])")
            child?.send(stopSignal)
        case .kill:
            logger.warning("\(arguments[0]) has not stopped in time and is killed")
            child?.killGroup()
        }
    }

    private func start() {
        driver.holdRelease(true, for: .program)
        let leadership = driver.glance()
        do throws(RuntimeError) {
            child = try ChildProcess(
                sharingOurStreams: arguments,
                environment: sidecar.programEnvironment(for: leadership, inheriting: ProcessEnvironment.entries),
                loop: loop,
                onEnd: { [unowned self] in ended($0) }
            )
            let token = leadership.fencingToken.map { ", fencing token \($0)" } ?? ""
            logger.info("started \(arguments[0]), process \(child?.id ?? 0)\(token)")
        } catch {
            logger.error("\(error)")
            exitCode = ExitStatus(error).rawValue
            // Not from within the look that wanted it.
            loop.schedule(at: SystemClock.instant()) { [unowned self] in isGone(isSuccess: false) }
        }
    }

    private func ended(_ ending: ChildProcess.Ending) {
        logger.info("\(arguments[0]) \(ending)")
        exitCode =
            switch ending {
            case .exited(let code): code
            case .signalled(let number): 128 + number
            }
        child?.killRemains()
        waitForRemains(isSuccess: ending == .exited(code: 0))
    }

    /// The lock is not another's before the last process is gone: those of the program's group, and those that have left it
    /// and were handed to us when their parents ended.
    private func waitForRemains(isSuccess: Bool) {
        let orphans = loop.orphans
        for orphan in orphans { kill(orphan, SIGKILL) }
        guard let child, !child.isGroupGone || !orphans.isEmpty else { return isGone(isSuccess: isSuccess) }
        loop.schedule(at: SystemClock.instant() + Self.remainsPeriod) { [unowned self] in
            waitForRemains(isSuccess: isSuccess)
        }
    }

    private func isGone(isSuccess: Bool) {
        child = nil
        let verdict = program.ended(isSuccess: isSuccess, at: SystemClock.instant())
        self.verdict = self.verdict ?? verdict
        // What was ended for the sake of the election, or goes on, is not how we end.
        if verdict == nil, !isResigning { exitCode = 0 }
        driver.holdRelease(false, for: .program)
        if verdict != nil { driver.resign(hastened: false) }
        completeOnce()
        settle()
    }

    private func completeOnce() {
        completion?()
        completion = nil
    }
}
