import Election
import HTTP
import Kubernetes
import Locks
import Logging
import Runtime

/// Asks the API server all that a sidecar with these options would depend on, and stands in no election.
///
/// Nothing is written, and nothing is waited for longer than `patience` in all.
package final class Check {
    /// How long the whole check may take.
    package static let patience = Duration.seconds(10)
    private static let requestPatience = Duration.seconds(5)
    /// How long a lock is watched for a renewal at most, whatever the retry period.
    private static let longestWatch = Duration.seconds(4)
    private static let timeBetweenLooks = Duration.milliseconds(250)

    private struct Step {
        var request: HTTPRequest
        var take: (inout CheckFacts, Result<HTTPResponse, RequestFailure>) -> Void
    }

    private let connection: OperatorSession
    private let session: LockSession
    private var facts: CheckFacts
    private var steps: [Step] = []
    private let end: Instant
    /// When the locks were first read.
    private var watchStart: Instant?

    /// - Throws: `RuntimeError` where the kernel gives no descriptors.
    package init(_ configuration: SidecarConfiguration, logger: Logger) throws(RuntimeError) {
        connection = try OperatorSession(of: configuration.cluster, proxy: configuration.proxy, logger: logger)
        session = configuration.sessions[0]
        facts = CheckFacts(
            cluster: configuration.cluster,
            proxy: configuration.proxy,
            sessions: configuration.sessions,
            identity: configuration.identity,
            podUID: configuration.podUID,
            timing: configuration.timing,
            rights: configuration.rights
        )
        end = SystemClock.instant() + Self.patience
    }

    /// Runs the check.
    package func run() -> CheckReport {
        ask(session.versionRequest()) { [session] in $0.version = session.version($1) }
        ask(session.selfReviewRequest()) { [session] in $0.user = session.user($1) }
        for item in facts.rights.items {
            ask(session.accessReviewRequest(item)) { [session] in $0.reviews[item.right] = session.isAllowed($1) }
        }
        ask(session.namespaceRequest()) { [session] in $0.isNamespaceMissing = session.isNamespaceMissing($1) }
        askForLocks()
        next()
        connection.run()
        return CheckReport(facts)
    }

    private func askForLocks() {
        for kind in LockKind.allCases {
            let sibling = session.sibling(kind)
            ask(sibling.readRequest()) {
                if case .readEnded(let reading) = sibling.readOutcome($1) { $0.saw(kind, reading) }
            }
        }
    }

    private func ask(
        _ request: HTTPRequest,
        take: @escaping (inout CheckFacts, Result<HTTPResponse, RequestFailure>) -> Void
    ) {
        steps.append(Step(request: request, take: take))
    }

    /// One request after the other, on one connection.
    private func next() {
        let sent = SystemClock.now()
        guard sent.instant < end else { return connection.loop.stop() }
        guard !steps.isEmpty else { return lookAgain(at: sent.instant) }
        let step = steps.removeFirst()
        let limit = min(sent.instant + Self.requestPatience, end)
        _ = connection.client.send(step.request, by: limit) { [unowned self] result in
            let isFirst = facts.version == nil
            if isFirst { facts.connection = connection.client.lastCourse.map(CheckFacts.Connection.init) }
            if case .success(let response) = result {
                facts.answered(response, sent: sent, received: SystemClock.now(), isOnKeptConnection: !isFirst)
            }
            step.take(&facts, result)
            // Where there is no way to the server there is nothing to ask it.
            if isFirst, case .failure = result { connection.loop.stop() } else { next() }
        }
    }

    /// Reads the locks again and again until their holders have renewed them, or should have.
    private func lookAgain(at now: Instant) {
        let start = watchStart ?? now
        watchStart = start
        facts.watchedFor = now - start
        let watch = min(facts.timing.retryPeriod, Self.longestWatch)
        guard facts.isWorthWatching, facts.watchedFor < watch else { return connection.loop.stop() }
        connection.loop.schedule(at: now + Self.timeBetweenLooks) { [unowned self] in
            askForLocks()
            next()
        }
    }
}

extension CheckFacts.Connection {
    fileprivate init(_ course: TransferCourse) {
        self.init(resolved: course.resolved, connected: course.connected, secured: course.secured)
        brokeAt =
            switch course.failure {
            case nil: nil
            case .cannotResolve: .name
            case .cannotConnect: .connection
            case .tls, .badClientCertificate: .tls
            case .timedOut where resolved == nil: .name
            case .timedOut where secured == nil && connected == nil: .connection
            case .timedOut, .broken, .withdrawn, .tooLarge: .answer
            }
    }
}
