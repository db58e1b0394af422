import Demo
import Election
import Glibc
import HTTP
import Locks
import Runtime

/// One place among the demo's processes: a sidecar that is started, asked who leads again and again, and replaced.
final class PodProcess {
    /// What happens to it, told as it happens.
    enum Report {
        case listens(port: UInt16)
        case answered(Answer, asked: Instant)
        case answeredNonsense(String)
        case stoodStill
        case ended(Ending)
    }

    /// How long an answer is waited for: long, since a frozen process owes us one until it is thawed.
    private static let answerLimit = Duration.seconds(60)
    /// The wait after a question that found nobody.
    private static let failurePause = Duration.milliseconds(20)

    private let loop: EventLoop
    private let transfers: Transfers
    private let arguments: [String]
    private let period: Duration
    private let report: (Report) -> Void
    private var child: ChildProcess?
    private var port: UInt16 = 0
    private var question: TransferID?
    private var timer: TimerID?
    /// What it wrote last to standard error.
    private(set) var lastComplaint = ""

    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - period: The wait between an answer and the next question.
    init(arguments: [String], period: Duration, loop: EventLoop, report: @escaping (Report) -> Void) {
        self.arguments = arguments
        self.period = period
        self.loop = loop
        self.report = report
        transfers = Transfers(loop: loop)
    }

    var isRunning: Bool { child.map { $0.ending == nil } ?? false }

    /// Starts the program as a new pod; it must not run already.
    func start(podUID: String) throws(RuntimeError) -> Int32 {
        port = 0
        lastComplaint = ""
        let child = try ChildProcess(
            arguments,
            environment: Program.environment(podUID: podUID),
            loop: loop,
            onLine: { [unowned self] output, line in if output == .error { read(line) } },
            onEnd: { [unowned self] ending in end(ending) }
        )
        self.child = child
        return child.id
    }

    func send(_ signal: Signal) {
        switch signal {
        case .kill: child?.send(SIGKILL)
        case .terminate: child?.send(SIGTERM)
        case .freeze:
            child?.send(SIGSTOP)
            // The answer to a question from before the freeze may be from before it too.
            stopAsking()
            awaitStandstill()
        case .thaw:
            child?.send(SIGCONT)
            if question == nil { ask() }
        }
    }

    private func read(_ line: String) {
        lastComplaint = line
        let words = line.split(separator: " ")
        guard port == 0, words.dropFirst(2).starts(with: ["answering", "on"]),
            let address = words.last.flatMap({ ListenAddress(String($0)) })
        else { return }
        port = address.port
        report(.listens(port: port))
        ask()
    }

    private func end(_ ending: ChildProcess.Ending) {
        stopAsking()
        switch ending {
        case .exited(let code): report(.ended(.exited(code: code)))
        case .signalled(let number): report(.ended(.signalled(number: number)))
        }
    }

    // MARK: Asking

    private func ask() {
        guard isRunning, port != 0 else { return }
        stopAsking()
        let asked = SystemClock.instant()
        question = transfers.start(
            HTTPRequest(method: "GET", target: "/leader"),
            to: Endpoint(scheme: .http, host: "127.0.0.1", port: port),
            deadline: asked + Self.answerLimit
        ) { [unowned self] result in
            question = nil
            take(result, asked: asked)
        }
    }

    private func take(_ result: Result<HTTPResponse, TransferError>, asked: Instant) {
        switch result {
        case .success(let response):
            schedule(after: period) { [unowned self] in ask() }
            do {
                report(.answered(try Answer(json: response.body), asked: asked))
            } catch {
                report(.answeredNonsense("\(error)"))
            }
        case .failure:
            // It is ending, or busy; whoever waits for its answers has a deadline.
            schedule(after: Self.failurePause) { [unowned self] in ask() }
        }
    }

    private func stopAsking() {
        if let question { transfers.cancel(question) }
        if let timer { loop.cancel(timer) }
        question = nil
        timer = nil
    }

    /// The signal has been sent, but another core may go on with the program for a moment.
    private func awaitStandstill() {
        guard isRunning else { return }
        guard isStandingStill else {
            return schedule(after: .milliseconds(1)) { [unowned self] in awaitStandstill() }
        }
        report(.stoodStill)
        ask()
    }

    /// What proc(5) says of the process: its state is the first field behind the name's last parenthesis.
    private var isStandingStill: Bool {
        guard let child else { return false }
        do throws(RuntimeError) {
            let text = String(decoding: try readFile("/proc/\(child.id)/stat"), as: UTF8.self)
            guard let end = text.lastIndex(of: ")") else { return false }
            return text[end...].dropFirst(2).first == "T"
        } catch {
            // It has ended, which is reported by itself.
            return false
        }
    }

    private func schedule(after duration: Duration, _ action: @escaping () -> Void) {
        timer = loop.schedule(at: SystemClock.instant() + duration) { [unowned self] in
            timer = nil
            action()
        }
    }
}
