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
        var watch: (stream: LockWatch, id: WatchID)?
        var ending: Elector.Ending?
    }

    var client: Client
    private let session: LockSession
    private var peers: [Peer] = []
    private var events: [(Elector.Event, Int)] = []

    init() throws {
        client = try Client()
        session = LockSession(name: try ObjectName("wire"), namespace: try Namespace("lab"), version: "1.0")
    }

    /// Adds a candidate that starts now.
    mutating func start(_ identity: String) throws {
        let number = UInt64(peers.count + 1)
        let candidate = Candidate(identity: identity, podUID: "uid-\(number)", life: number, holdsPodGuard: false)
        peers.append(Peer(elector: Elector(candidate: candidate, timing: try Timing(), seed: number)))
        try handle(.started, by: peers.count - 1)
    }

    mutating func resign(_ number: Int) throws {
        try handle(.resignationAsked, by: number)
    }

    /// Lets time pass, timer by timer.
    mutating func wait(_ duration: Duration) throws {
        let end = client.now.instant + duration
        while let next = peers.indices.min(by: { wakeAt($0) < wakeAt($1) }), wakeAt(next) <= end {
            client.wait(max(wakeAt(next) - client.now.instant, .zero))
            peers[next].wakeAt = nil
            try handle(.timerFired, by: next)
        }
        client.wait(end - client.now.instant)
    }

    mutating func answers() -> [Leadership] {
        peers.indices.map { peers[$0].elector.answer(at: client.now) }
    }

    func ending(_ number: Int) -> Elector.Ending? { peers[number].ending }

    private func wakeAt(_ number: Int) -> Instant { peers[number].wakeAt ?? Instant(nanoseconds: .max) }

    /// Delivers an event and all that follow from it, in the order in which they happen.
    private mutating func handle(_ event: Elector.Event, by number: Int) throws {
        events.append((event, number))
        while !events.isEmpty {
            let (event, number) = events.removeFirst()
            for action in peers[number].elector.handle(event, at: client.now) { try carryOut(action, by: number) }
            pullWatches()
        }
    }

    private mutating func carryOut(_ action: Elector.Action, by number: Int) throws {
        switch action {
        case .read:
            events.append((session.readOutcome(.success(try ask(session.readRequest()))), number))
        case .write(let write, _):
            events.append((session.writeOutcome(.success(try ask(session.writeRequest(write)))), number))
        case .watch(let version):
            try openWatch(from: version, by: number)
        case .stopWatching:
            peers[number].watch = nil
        case .sleep(let instant):
            peers[number].wakeAt = instant
        case .note:
            break
        case .finish(let ending):
            peers[number].ending = ending
            peers[number].wakeAt = nil
        }
    }

    private mutating func ask(_ request: HTTPRequest) throws -> HTTPResponse {
        guard case .response(let response) = client.server.handle(request, at: client.now) else {
            throw Client.Unexpected.watch
        }
        return response
    }

    private mutating func openWatch(from version: String?, by number: Int) throws {
        let request = session.watchRequest(from: version)
        guard case .watch(let head, let id) = client.server.handle(request, at: client.now) else {
            throw Client.Unexpected.response("the watch was refused")
        }
        var stream = LockWatch(of: session)
        events += stream.receiveHead(status: head.status, headers: head.headers).map { ($0, number) }
        peers[number].watch = (stream, id)
    }

    private mutating func pullWatches() {
        for number in peers.indices {
            guard var watch = peers[number].watch else { continue }
            let chunks = client.server.pull(watch.id, at: client.now).chunks
            events += chunks.flatMap { watch.stream.receive($0) }.map { ($0, number) }
            peers[number].watch = watch
        }
    }
}
