import Election
import Glibc
import HTTP
import Logging
import Runtime

/// Probes the application now and then, and tells the election what that says of it.
final class HealthProbe: Subscriber {
    private let check: HealthCheck
    private let loop: EventLoop
    private let logger: Logger
    private let transfers: Transfers
    private let isThere: () -> Bool
    private let onChange: (Fitness) -> Void
    private var told = Fitness.fit
    private var health: ApplicationHealth
    private var timer: TimerID?
    private var child: ChildProcess?
    private var lastProblem: String?

    /// - Parameters:
    ///   - isThere: whether there is an application to probe now; where there is none, it is as good as fit.
    ///   - onChange: is given what the application was found to be.
    init(
        _ check: HealthCheck,
        loop: EventLoop,
        logger: Logger,
        isThere: @escaping () -> Bool,
        onChange: @escaping (Fitness) -> Void
    ) {
        self.check = check
        self.loop = loop
        self.logger = logger
        self.isThere = isThere
        self.onChange = onChange
        transfers = Transfers(loop: loop)
        health = ApplicationHealth(threshold: check.threshold, grace: check.grace, at: SystemClock.instant())
    }

    /// Begins to probe; to be called before the first answer of the API server can come, so that no lock is taken for an
    /// application that is not there.
    func start() {
        if isThere() { tell(health.fitness) }
        probe()
    }

    func settle() {}

    func close() {
        if let timer { loop.cancel(timer) }
        child?.killGroup()
    }

    private func probe() {
        let start = SystemClock.instant()
        timer = loop.schedule(at: start + check.interval) { [unowned self] in probe() }
        guard isThere() else {
            health = ApplicationHealth(threshold: check.threshold, grace: check.grace, at: start)
            return tell(.fit)
        }
        // What it may take ends before the next one begins.
        let deadline = start + check.interval * 9 / 10
        switch check.probe {
        case .file(let path):
            take(access(path, F_OK) == 0 ? nil : "there is no file \(path)")
        case .program(let arguments):
            run(arguments, by: deadline)
        case .get(let url, let query):
            let request = HTTPRequest(
                method: "GET",
                target: (url.pathPrefix.isEmpty ? "/" : url.pathPrefix) + query,
                headers: ["Connection": "close", "User-Agent": "leader-elector"]
            )
            var endpoint = Endpoint(url)
            endpoint.authority = .nobody
            transfers.start(request, to: endpoint, deadline: deadline, bodyLimitBytes: 1 << 20) { [unowned self] in
                take(Self.problem($0))
            }
        }
    }

    private static func problem(_ result: Result<HTTPResponse, TransferError>) -> String? {
        switch result {
        case .success(let response):
            (200..<400).contains(response.status) ? nil : "it answers with code \(response.status)"
        case .failure(let error): "\(error)"
        }
    }

    private func run(_ arguments: [String], by deadline: Instant) {
        // What cannot even be killed is not joined by another.
        guard child == nil else { return take("\(arguments[0]) of an earlier probe is still running") }
        var isOver = false
        let limit = loop.schedule(at: deadline) { [unowned self] in
            isOver = true
            child?.killGroup()
            take("\(arguments[0]) takes longer than \(check.interval.text)")
        }
        do throws(RuntimeError) {
            child = try ChildProcess(arguments, loop: loop, onLine: { _, _ in }) { [unowned self] ending in
                loop.cancel(limit)
                child = nil
                if !isOver { take(ending == .exited(code: 0) ? nil : "\(arguments[0]) \(ending)") }
            }
        } catch {
            loop.cancel(limit)
            take("\(error)")
        }
    }

    /// - Parameter problem: nil if all is well.
    private func take(_ problem: String?) {
        guard isThere() else { return }
        if let problem, problem != lastProblem { logger.info("the application's health: \(problem)") }
        lastProblem = problem
        if health.probed(isHealthy: problem == nil, at: SystemClock.instant()) { tell(health.fitness) }
    }

    private func tell(_ fitness: Fitness) {
        guard fitness != told else { return }
        told = fitness
        onChange(fitness)
    }
}
