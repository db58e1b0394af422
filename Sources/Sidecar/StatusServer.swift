import Election
import HTTP
import Runtime
import StatusAPI

/// Serves the status API on one address.
final class StatusServer: Subscriber {
    /// How many questions may wait for a change at a time, and how many may listen to all of them.
    private static let waitingLimit = 256
    private static let readerLimit = 512
    /// How many descriptors are left to everything else: the probes' connections, and above all those to the API server.
    private static let otherDescriptors = 128

    private let api: StatusAPI
    private let status: StatusSource
    private let ask: (TermRequest) -> TermAnswer
    private let scrape: () -> Scrape
    private let loop: EventLoop
    private var listener: HTTPListener?
    private var polls = LongPolls(limit: waitingLimit)
    private var waiting: [UInt64: Responder] = [:]
    private var feed: EventFeed
    private var readers: [UInt64: Responder] = [:]
    private var lastID: UInt64 = 0
    private let alarm: Alarm
    private var refusedPolls: UInt64 = 0
    private var refusedReaders: UInt64 = 0

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - connections: how many are kept at most, where the process may have so many descriptors.
    ///   - ask: does what the application asks of the election.
    ///   - scrape: looks at everything that metrics tell of.
    /// - Throws: `RuntimeError` where the address cannot be listened on.
    init(
        _ api: StatusAPI,
        on address: ListenAddress,
        connections: Int,
        status: StatusSource,
        loop: EventLoop,
        ask: @escaping (TermRequest) -> TermAnswer,
        scrape: @escaping () -> Scrape
    ) throws(RuntimeError) {
        self.api = api
        self.status = status
        self.ask = ask
        self.scrape = scrape
        self.loop = loop
        alarm = Alarm(loop: loop)
        feed = EventFeed(api, at: SystemClock.instant())
        var limits = HTTPListener.Limits()
        limits.connections = min(connections, max(ProcessEnvironment.descriptorLimit - Self.otherDescriptors, 16))
        limits.streamBytes = 64 << 10
        // For the few fields of a step-down.
        limits.request.bodyBytes = 4096
        listener = try HTTPListener(on: [address], loop: loop, limits: limits) {
            [unowned self] request, peer, responder in
            switch api.reply(to: request, fromLoopback: peer.isLoopback, status: status) {
            case .now(let response): responder.respond(response)
            case .later(let poll): hold(responder, poll)
            case .stream(let known): welcome(responder, knowing: known)
            case .ask(let request): responder.respond(api.answer(self.ask(request)))
            case .metrics: responder.respond(api.metrics(self.scrape()))
            }
        }
    }

    /// What is listened on, with the port that the kernel picked.
    var address: String { listener?.addresses.map(\.description).joined(separator: ", ") ?? "" }

    /// How it does.
    func load(as name: String) -> Scrape.Server {
        var load = Scrape.Server(name: name)
        load.connections = listener?.connectionCount ?? 0
        load.refusedConnections = listener?.refusals ?? 0
        load.answers = listener?.answers ?? [:]
        load.waiting = waiting.count
        load.watching = readers.count
        load.refusedWaiting = refusedPolls
        load.refusedWatching = refusedReaders
        return load
    }

    func close() {
        listener?.close()
        alarm.set(for: nil)
    }

    /// Answers those who wait for a change that has come.
    func settle() {
        for id in polls.due(revision: status.revision(), at: SystemClock.instant()) {
            waiting.removeValue(forKey: id)?.respond(api.leader(status))
        }
        if !readers.isEmpty, let news = feed.news(status: status, at: SystemClock.instant()) {
            for reader in Array(readers.values) { reader.send(news) }
        }
        wakeWhenDue()
    }

    private func hold(_ responder: Responder, _ poll: LongPoll) {
        lastID += 1
        let id = lastID
        guard polls.hold(id, knowing: poll.known, until: SystemClock.instant() + poll.wait) else {
            refusedPolls += 1
            let sentence = "\(Self.waitingLimit) questions wait already; ask again without wait."
            return responder.respond(.error(503, sentence, headers: ["Retry-After": "1"]))
        }
        waiting[id] = responder
        responder.onClose { [weak self] in
            self?.polls.drop(id)
            self?.waiting[id] = nil
        }
        wakeWhenDue()
    }

    private func welcome(_ responder: Responder, knowing known: Revision?) {
        guard readers.count < Self.readerLimit else {
            refusedReaders += 1
            let sentence = "\(Self.readerLimit) readers watch already; ask /leader with ?wait instead."
            return responder.respond(.error(503, sentence, headers: ["Retry-After": "1"]))
        }
        lastID += 1
        let id = lastID
        let now = SystemClock.instant()
        // What was told while nobody listened counts for nobody.
        if readers.isEmpty { feed = EventFeed(api, at: now) }
        readers[id] = responder
        responder.startStream(EventFeed.head)
        responder.onClose { [weak self] in self?.readers[id] = nil }
        responder.send(feed.welcome(knowing: known, status: status, at: now))
        wakeWhenDue()
    }

    private func wakeWhenDue() {
        let due = [polls.nextEnd, readers.isEmpty ? nil : feed.nextDue].compactMap { $0 }.min()
        alarm.set(for: due) { [unowned self] in settle() }
    }
}
