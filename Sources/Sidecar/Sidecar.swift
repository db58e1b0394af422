import Election
import Glibc
import Kubernetes
import Logging
import Runtime
import StatusAPI

/// How a sidecar's run ended.
package struct RunOutcome: Hashable, Sendable {
    package let ending: Elector.Ending
    /// The wrapped program's; 0 where all ended as asked.
    package let exitCode: Int32
}

/// The whole sidecar: the election, the status API and the signals, on one loop.
package final class Sidecar {
    private let configuration: SidecarConfiguration
    private let loop: EventLoop
    private let logger: Logger
    private let credentials: CredentialSource
    private let meter = Meter()
    private let started = SystemClock.now().wall
    private var driver: ElectionDriver?
    private var events: EventSender?
    /// All who act on who leads, in the order in which they are told.
    private var subscribers: [any Subscriber] = []
    /// Those of them that answer, by what they are for.
    private var servers: [(name: String, server: StatusServer)] = []
    private var program: ProgramKeeper?
    private var healthProbe: HealthProbe?
    private var ending: Elector.Ending?
    private var signals = 0
    private let podGuard: PodGuard?
    /// How much longer the process may take for the sake of its last Events.
    private static let lastEventsTime = Duration.milliseconds(500)

    /// - Throws: `RuntimeError` where the kernel gives no descriptors.
    package init(_ configuration: SidecarConfiguration, logger: Logger) throws(RuntimeError) {
        self.configuration = configuration
        self.logger = logger
        loop = try EventLoop()
        credentials = CredentialSource(
            of: configuration.cluster,
            // A plugin that takes longer than three leases has cost the lead anyhow.
            pluginLimit: max(configuration.timing.leaseDuration * 3, .seconds(10)),
            loop: loop,
            logger: logger
        )
        let place = "\(configuration.namespace.text)/\(configuration.election.text)/\(configuration.identity.text)"
        podGuard = configuration.stands ? PodGuard(name: "leader-elector/\(place)") : nil
    }

    /// Takes part in the election until it is told to stop.
    ///
    /// - Throws: `RuntimeError.cannotListen` before anything was sent to the API server; otherwise whatever the kernel
    ///   refuses.
    package func run() throws(RuntimeError) -> RunOutcome {
        let driver = makeDriver()
        self.driver = driver
        try makeSubscribers(driver)
        for signal in [SIGTERM, SIGINT] {
            try loop.onSignal(signal) { [unowned self] in stop(driver, by: signal) }
        }
        if let program = configuration.program { try wrap(program, driver) }
        labelPod(driver)
        probeApplication(driver)
        announce()
        driver.start()
        healthProbe?.start()
        let clockWatch = WallClockWatch(loop: loop) { driver.clockWasSet() }
        withExtendedLifetime(clockWatch) { loop.run() }
        credentials.stop()
        for subscriber in subscribers { subscriber.close() }
        return RunOutcome(ending: ending ?? .heldNothing, exitCode: exitCode)
    }

    private func labelPod(_ driver: ElectionDriver) {
        guard let pod = configuration.pod, configuration.stands else { return }
        var random = SystemRandomNumberGenerator()
        let labeller = PodLabeller(
            session: pod,
            client: makeClient(),
            driver: driver,
            meter: meter,
            seed: random.next(),
            loop: loop,
            logger: logger
        )
        subscribers.append(labeller)
    }

    private func probeApplication(_ driver: ElectionDriver) {
        guard let check = configuration.healthCheck, configuration.stands else { return }
        let probe = HealthProbe(
            check,
            loop: loop,
            logger: logger,
            // A program that we run ourselves has no health while it does not run.
            isThere: { [program] in program?.isRunning ?? true },
            onChange: { [unowned driver] in driver.found($0) }
        )
        subscribers.append(probe)
        healthProbe = probe
    }

    private var exitCode: Int32 {
        program?.verdict == .leadLost && signals == 0 ? ExitStatus.leadLost.rawValue : program?.exitCode ?? 0
    }

    private func wrap(_ configuration: ProgramConfiguration, _ driver: ElectionDriver) throws(RuntimeError) {
        try loop.adoptOrphans()
        let program = ProgramKeeper(
            configuration,
            for: self.configuration,
            driver: driver,
            loop: loop,
            logger: logger
        )
        self.program = program
        subscribers.append(program)
        for signal in [SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH] {
            try loop.onSignal(signal) { [unowned self] in
                let isForUs = !program.send(signal) && [SIGHUP, SIGQUIT].contains(signal)
                if isForUs { stop(driver, by: signal) }
            }
        }
    }

    private func makeDriver() -> ElectionDriver {
        var random = SystemRandomNumberGenerator()
        let candidate = Candidate(
            identity: configuration.identity.text,
            podUID: configuration.podUID,
            life: random.next(),
            holdsPodGuard: podGuard != nil,
            createsLock: configuration.createsLock,
            stands: configuration.stands,
            priority: configuration.priority,
            stepsDownAlone: configuration.stepsDownAlone
        )
        events = makeEventSender(for: candidate)
        return ElectionDriver(
            candidacy: Candidacy(
                candidate: candidate,
                timing: configuration.timing,
                isPair: configuration.lock.isPair,
                checksNeighbour: configuration.oldLock != nil,
                seed: random.next()
            ),
            lockText: configuration.lockText,
            sessions: sessions,
            makeClient: makeClient,
            makeLog: { [configuration] in LeaderLog(of: $0, rights: configuration.rights) },
            events: events,
            meter: meter,
            namesLeaderOnOutput: configuration.program == nil,
            loop: loop,
            logger: logger,
            onEvent: { [unowned self] _ in subscribers.forEach { $0.settle() } },
            onFinish: { [unowned self] in finish($0) }
        )
    }

    private var sessions: [Candidacy.Half: LockSession] {
        var sessions: [Candidacy.Half: LockSession] = [:]
        for (half, session) in zip([Candidacy.Half.first, .second], configuration.sessions) { sessions[half] = session }
        sessions[.neighbour] = configuration.oldLock
        return sessions
    }

    private func makeClient() -> APIClient {
        APIClient(cluster: configuration.cluster, proxy: configuration.proxy, credentials: credentials, loop: loop)
    }

    private func makeEventSender(for candidate: Candidate) -> EventSender? {
        guard configuration.recordsEvents else { return nil }
        return EventSender(
            recorder: EventRecorder(candidate: candidate),
            session: session,
            client: makeClient(),
            meter: meter,
            loop: loop,
            logger: logger
        )
    }

    /// Stops, after a last chance for those who have something left to end or to tell; where we may not wait any longer,
    /// only for the end of a program.
    private func finish(_ ending: Elector.Ending) {
        self.ending = ending
        if signals > 1 { program?.hasten() }
        let now = SystemClock.instant()
        var waiting = 1
        let end = { [loop] in
            waiting -= 1
            if waiting == 0 { loop.stop() }
        }
        for subscriber in subscribers where signals < 2 || subscriber === program {
            waiting += 1
            subscriber.drain(by: now + subscriber.drainLimit, completion: end)
        }
        // Where the API server has just taken the release, a successor leads already.
        if let events, ending == .released, signals < 2 {
            waiting += 1
            events.drain(by: now + Self.lastEventsTime, completion: end)
        }
        end()
    }

    /// Of the first kind of lock.
    private var session: LockSession { configuration.sessions[0] }

    /// The others before the servers: what a former life left behind has to go first.
    private func makeSubscribers(_ driver: ElectionDriver) throws(RuntimeError) {
        let subject = StatusAPI.Subject(
            identity: configuration.identity.text,
            election: configuration.election.text,
            namespace: configuration.namespace.text,
            lock: configuration.lockText,
            bootID: try SystemClock.bootID(),
            leaseDuration: configuration.timing.leaseDuration
        )
        let status = StatusSource(
            leadership: { [unowned driver] in driver.answer() },
            revision: { [unowned driver] in driver.revision() },
            health: { [unowned driver] in driver.health() }
        )
        let context = NotifierContext(
            subject: subject,
            status: status,
            version: configuration.version,
            meter: meter,
            loop: loop,
            logger: logger
        )
        subscribers = try configuration.notifications.subscribers(context)
        try listen(driver, subject, status)
    }

    private func listen(
        _ driver: ElectionDriver,
        _ subject: StatusAPI.Subject,
        _ status: StatusSource
    ) throws(RuntimeError) {
        for (address, surface) in [
            (configuration.statusAddress, StatusAPI.Surface.full), (configuration.probeAddress, .probe),
        ] {
            guard let address else { continue }
            let api = StatusAPI(subject: subject, surface: surface)
            let server = try StatusServer(
                api,
                on: address,
                connections: surface == .full ? 1024 : 64,
                status: status,
                loop: loop,
                ask: { [unowned driver] in driver.carryOut($0) },
                scrape: { [unowned self, unowned driver] in scrape(driver) }
            )
            subscribers.append(server)
            servers.append((surface == .full ? "status" : "probe", server))
            logger.info("\(surface == .full ? "answering" : "answering probes") on \(server.address)")
        }
    }

    private func scrape(_ driver: ElectionDriver) -> Scrape {
        let view = driver.view()
        return Scrape(
            leadership: view.leadership,
            authority: view.authority,
            metrics: meter.metrics,
            servers: servers.map { $0.server.load(as: $0.name) },
            process: .now(started: started),
            version: configuration.version
        )
    }

    private func stop(_ driver: ElectionDriver, by signal: Int32) {
        signals += 1
        program?.resign(by: signal)
        let words = signals == 1 ? "told to stop; giving up politely" : "told to stop again; stopping at once"
        guard ending == nil else {
            // Only last words are waited for once the election is over.
            logger.info("\(words)")
            return loop.stop()
        }
        driver.resign(hastened: signals > 1, saying: words)
    }

    /// The effective configuration, in one line.
    private func announce() {
        let timing = configuration.timing
        logger.info(
            """
            leader-elector \(configuration.version): election \(configuration.election.text) as \
            \(configuration.identity.text), lock \(configuration.lockText) in namespace \(configuration.namespace.text), \
            API server \(configuration.cluster.server.text) (\(configuration.cluster.source)), \
            ttl \(timing.leaseDuration.text), renew deadline \(timing.renewDeadline.text), \
            retry period \(timing.retryPeriod.text), handover grace \(timing.handoverGrace.text)
            """
        )
        if let proxy = configuration.proxy { logger.info("the API server is spoken to by the proxy \(proxy)") }
        if configuration.cluster.authority == .nobody {
            logger.warning(
                """
                the API server's certificate is NOT verified, as \(configuration.cluster.source) says: whoever answers \
                gets our credentials and decides who leads; name the authority that vouches for it instead
                """
            )
        }
        if let warning = timing.warning { logger.warning("\(warning)") }
        if !configuration.stands {
            logger.info("only observing: never standing, whoever leads")
        } else if podGuard == nil {
            logger.warning("another process of this pod stands under our name, or did; its record is not adopted")
        }
    }
}
