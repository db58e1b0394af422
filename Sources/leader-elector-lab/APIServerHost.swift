import APIServerModel
import HTTP
import Kubernetes
import Runtime

/// The in-memory API server behind a socket.
///
/// Every write wakes the watches before the next request is looked at. Of use from the loop's thread only.
final class APIServerHost {
    /// A watch whose body is being sent.
    private struct Stream {
        var responder: Responder
        var timer: TimerID?
    }

    struct Traffic {
        /// Requests of all kinds.
        var requests = 0
        /// Those of them that would change something, whether they did or not.
        var writes = 0
        /// Bytes of all watches' bodies.
        var watchBytes = 0
        /// Bytes of all other answers' bodies.
        var answerBytes = 0
    }

    private let loop: EventLoop
    /// Its access and options may be changed while it runs.
    var server: APIServer
    private var listener: HTTPListener?
    private var streams: [WatchID: Stream] = [:]
    /// What it has been asked for and has told until now.
    private(set) var traffic = Traffic()
    /// Is called after each write, before the watches hear of it, with the store and the revision before.
    var onWrite: (_ store: ObjectStore, _ revisionBefore: UInt64) -> Void = { _, _ in }
    /// Is called with each request and the status that it is answered with.
    var onAnswer: (_ request: HTTPRequest, _ status: Int) -> Void = { _, _ in }

    /// Starts to listen on both loopback addresses; port 0 picks a free one.
    ///
    /// - Parameter connections: How many it takes.
    /// - Throws: `RuntimeError.cannotListen` where the port is taken.
    init(_ server: APIServer, port: UInt16, connections: Int = 512, loop: EventLoop) throws(RuntimeError) {
        self.loop = loop
        self.server = server
        var limits = HTTPListener.Limits()
        limits.connections = connections
        // One more than the server takes, so that it is the one who refuses.
        limits.request.bodyBytes = server.options.bodyLimit + 1
        let address = ListenAddress(host: "localhost", port: port)
        listener = try HTTPListener(on: [address], loop: loop, limits: limits) { [unowned self] request, _, responder in
            answer(request, responder)
        }
    }

    /// The port that it listens on.
    var port: UInt16 { listener?.addresses.first?.port ?? 0 }

    /// Where clients find it, for example `http://localhost:8001`.
    var url: String { "http://\(listener?.addresses.first?.description ?? "localhost")" }

    /// Stops listening and cuts all connections.
    func close() {
        listener?.close()
        listener = nil
        for stream in streams.values { stream.timer.map(loop.cancel) }
        streams = [:]
    }

    private func answer(_ request: HTTPRequest, _ responder: Responder) {
        let revision = server.store.revision
        traffic.requests += 1
        if request.method != "GET" { traffic.writes += 1 }
        let now = SystemClock.now()
        switch server.handle(request, at: now) {
        case .response(var response):
            onAnswer(request, response.status)
            traffic.answerBytes += response.body.count
            response.headers["Date"] = HTTPDate.text(now.wall)
            responder.respond(response)
        case .watch(let head, let id):
            onAnswer(request, head.status)
            responder.startStream(head)
            responder.onClose { [weak self] in self?.forget(id) }
            streams[id] = Stream(responder: responder)
            pull(id)
        }
        guard server.store.revision != revision else { return }
        onWrite(server.store, revision)
        for id in streams.keys.sorted() { pull(id) }
    }

    private func pull(_ id: WatchID) {
        guard let stream = streams[id] else { return }
        stream.timer.map(loop.cancel)
        let pull = server.pull(id, at: SystemClock.now())
        for chunk in pull.chunks {
            traffic.watchBytes += chunk.count
            stream.responder.send(chunk)
        }
        guard !pull.isEnded else {
            stream.responder.end()
            streams[id] = nil
            return
        }
        streams[id]?.timer = pull.nextPull.map { instant in
            loop.schedule(at: instant) { [weak self] in self?.pull(id) }
        }
    }

    private func forget(_ id: WatchID) {
        streams[id]?.timer.map(loop.cancel)
        streams[id] = nil
        server.close(id)
    }
}
