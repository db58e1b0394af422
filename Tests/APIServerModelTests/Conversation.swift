import APIServerModel
import Election
import HTTP
import Kubernetes
import Locks

/// Electors that speak to one model through the real translation, without loss and without delay.
struct Conversation {
    private struct Peer {
        var elector: Elector
        var wakeAt: Instant?
        var watch: OpenWatch?
        var ending: Elector.Ending?

        /// When something is due without anybody's doing.
        var dueAt: Instant { [wakeAt, watch?.pullAt].compactMap { $0 }.min() ?? Instant(nanoseconds: .max) }
    }

    private struct OpenWatch {
        var stream: LockWatch
        let id: WatchID
        /// When the server has something to say even if nothing is written.
        var pullAt: Instant?
    }

    /// A request and when it was sent.
    struct Request {
        var instant: Instant
        var request: HTTPRequest

        var isWatch: Bool { request.query["watch"] == "true" }
    }

    var client: Client
    /// What stands between the candidates and the model: an answer of its own, or nil to let the model answer.
    var intercept: (HTTPRequest) -> HTTPResponse? = { _ in nil }
    /// Whether watches are open and bring nothing, as on a connection that a router has forgotten.
    var watchesAreSilent = false
    /// What each candidate has sent.
    private(set) var requests: [[Request]] = []
    /// What each candidate has told people.
    private(set) var notices: [[Elector.Notice]] = []
    private let session: LockSession
    private var peers: [Peer] = []
    private var events: [(Elector.Event, Int)] = []

    /// - Parameters:
    ///   - kind: of the lock.
    ///   - logLimit: how many changes the server keeps for watches.
    init(_ kind: LockKind = .leases, logLimit: Int = 1000) throws {
        client = try Client(logLimit: logLimit)
        session = LockSession(kind: kind, name: try ObjectName("wire"), namespace: try Namespace("lab"), version: "1.0")
    }

    /// Adds a candidate that starts now.
    mutating func start(_ identity: String, timing: Timing? = nil) throws {
        let number = UInt64(peers.count + 1)
        let candidate = Candidate(identity: identity, podUID: "uid-\(number)", life: number, holdsPodGuard: false)
        let timing = try timing ?? standardTiming()
        peers.append(Peer(elector: Elector(candidate: candidate, timing: timing, heedsHeirs: false, seed: number)))
        requests.append([])
        notices.append([])
        try handle(.started, by: peers.count - 1)
    }

    private func standardTiming() throws -> Timing { try Timing(timePrecision: session.lock.kind.timePrecision) }

    mutating func resign(_ number: Int) throws {
        try handle(.resignationAsked, by: number)
    }

    /// Lets time pass, timer by timer.
    mutating func wait(_ duration: Duration) throws {
        let end = client.now.instant + duration
        try deliver()
        while let next = peers.indices.min(by: { peers[$0].dueAt < peers[$1].dueAt }), peers[next].dueAt <= end {
            client.wait(max(peers[next].dueAt - client.now.instant, .zero))
            if let wakeAt = peers[next].wakeAt, wakeAt <= client.now.instant {
                peers[next].wakeAt = nil
                events.append((.timerFired, next))
            }
            try deliver()
        }
        client.wait(end - client.now.instant)
        try deliver()
    }

    mutating func answers() -> [Leadership] {
        peers.indices.map { peers[$0].elector.answer(at: client.now) }
    }

    func ending(_ number: Int) -> Elector.Ending? { peers[number].ending }

    /// Delivers an event and all that follow from it, in the order in which they happen.
    private mutating func handle(_ event: Elector.Event, by number: Int) throws {
        events.append((event, number))
        try deliver()
    }

    private mutating func deliver() throws {
        pullWatches()
        while !events.isEmpty {
            let (event, number) = events.removeFirst()
            for action in peers[number].elector.handle(event, at: client.now) { try carryOut(action, by: number) }
            pullWatches()
        }
    }

    private mutating func carryOut(_ action: Elector.Action, by number: Int) throws {
        switch action {
        case .read:
            let answer = try ask(session.readRequest(), by: number)
            events.append((session.readOutcome(.success(answer)), number))
        case .write(let write, _):
            let answer = try ask(session.writeRequest(write), by: number)
            events.append((session.writeOutcome(.success(answer)), number))
        case .propose(let proposal, _):
            let answer = try ask(session.proposalRequest(proposal), by: number)
            events.append((session.proposalOutcome(.success(answer)), number))
        case .watch(let version):
            openWatch(from: version, by: number)
        case .stopWatching:
            closeWatch(of: number)
        case .sleep(let instant):
            peers[number].wakeAt = instant
        case .note(let notice):
            notices[number].append(notice)
        case .finish(let ending):
            peers[number].ending = ending
            peers[number].wakeAt = nil
        }
    }

    private mutating func ask(_ request: HTTPRequest, by number: Int) throws -> HTTPResponse {
        guard case .response(let response) = reply(to: request, by: number) else { throw Client.Unexpected.watch }
        return response
    }

    private mutating func reply(to request: HTTPRequest, by number: Int) -> APIServer.Reply {
        requests[number].append(Request(instant: client.now.instant, request: request))
        return intercept(request).map(APIServer.Reply.response) ?? client.server.handle(request, at: client.now)
    }

    private mutating func openWatch(from version: String?, by number: Int) {
        closeWatch(of: number)
        var stream = LockWatch(of: session)
        switch reply(to: session.watchRequest(from: version), by: number) {
        case .watch(let head, let id):
            events += stream.receiveHead(status: head.status, headers: head.headers).map { ($0, number) }
            peers[number].watch = OpenWatch(stream: stream, id: id, pullAt: client.now.instant)
        case .response(let refusal):
            let answers = stream.receiveHead(status: refusal.status, headers: refusal.headers)
            events += (answers + stream.receive(refusal.body) + stream.receiveEnd(nil)).map { ($0, number) }
        }
    }

    private mutating func closeWatch(of number: Int) {
        if let watch = peers[number].watch { client.server.close(watch.id) }
        peers[number].watch = nil
    }

    private mutating func pullWatches() {
        for number in peers.indices {
            guard var watch = peers[number].watch else { continue }
            guard !watchesAreSilent else {
                peers[number].watch?.pullAt = nil
                continue
            }
            let pull = client.server.pull(watch.id, at: client.now)
            var news = pull.chunks.flatMap { watch.stream.receive($0) }
            if pull.isEnded { news += watch.stream.receiveEnd(nil) }
            events += news.map { ($0, number) }
            watch.pullAt = pull.nextPull
            peers[number].watch = pull.isEnded || watch.stream.isOver ? nil : watch
        }
    }
}
