import Election
import Glibc
import Kubernetes
import Logging
import Runtime

/// One run of a credential plugin: without a terminal, for a limited time, with a limited output, its complaints logged.
final class PluginRun {
    private static let outputLimitBytes = 1 << 20
    private static let loggedLines = 20

    private let plugin: ExecPlugin
    private let logger: Logger
    private var child: ChildProcess?
    private var printed: [UInt8] = []
    private var lines = 0
    private var complaints = 0
    /// Why it was killed.
    private var verdict: ExecPluginFailure?

    /// Starts the program; `onEnd` is called once, from the loop.
    ///
    /// - Throws: `ExecPluginFailure` where it does not start; `onEnd` is not called then.
    init(
        of plugin: ExecPlugin,
        for cluster: Cluster,
        limit: Duration,
        loop: EventLoop,
        logger: Logger,
        onEnd: @escaping (Result<ExecCredential, ExecPluginFailure>) -> Void
    ) throws(ExecPluginFailure) {
        self.plugin = plugin
        self.logger = logger
        let timer = loop.schedule(at: SystemClock.instant() + limit) { [weak self] in
            self?.kill(for: .hung(command: plugin.command, after: limit))
        }
        do throws(RuntimeError) {
            var authority: [UInt8]?
            if plugin.providesClusterInfo, case .pem(let pem) = cluster.authority { authority = try pem.bytes() }
            child = try ChildProcess(
                [plugin.command] + plugin.arguments,
                environment: plugin.environment(
                    inheriting: ProcessEnvironment.entries,
                    info: plugin.info(for: cluster, authority: authority)
                ),
                loop: loop,
                onLine: { [unowned self] output, line in take(line, from: output) },
                onEnd: { [unowned self] ending in
                    loop.cancel(timer)
                    onEnd(result(ending))
                }
            )
        } catch {
            loop.cancel(timer)
            if case .cannotStart(_, ENOENT) = error {
                throw .missing(command: plugin.command, hint: plugin.installHint)
            }
            throw .notStarted(command: plugin.command, "\(error)")
        }
    }

    /// Kills the program with what it has started.
    func kill() {
        child?.killGroup()
    }

    private func kill(for verdict: ExecPluginFailure) {
        self.verdict = self.verdict ?? verdict
        kill()
    }

    private func take(_ line: String, from output: ChildProcess.Output) {
        switch output {
        case .standard:
            // At least one byte a line, so that empty ones are bounded too.
            lines += 1
            guard printed.count + lines + line.utf8.count <= Self.outputLimitBytes else {
                return kill(for: .printedTooMuch(command: plugin.command, limitBytes: Self.outputLimitBytes))
            }
            // Long lines come in pieces, and no JSON needs a line end.
            printed += Array(line.utf8)
        case .error:
            complaints += 1
            guard complaints <= Self.loggedLines else { return }
            logger.info("\(plugin.command): \(complaints < Self.loggedLines ? line.readable() : "(and more)")")
        }
    }

    private func result(_ ending: ChildProcess.Ending) -> Result<ExecCredential, ExecPluginFailure> {
        if let verdict { return .failure(verdict) }
        switch ending {
        case .exited(code: 0):
            do throws(ExecCredentialError) {
                return .success(try ExecCredential(printed: printed, version: plugin.apiVersion))
            } catch {
                return .failure(.unusable(command: plugin.command, error))
            }
        case .exited(let code): return .failure(.exited(command: plugin.command, code: code))
        case .signalled(let number): return .failure(.signalled(command: plugin.command, number: number))
        }
    }
}
