import APIServerModel
import Election
import HTTP
import Runtime
import TestKit

/// An API server without watches, on the test's loop, that can leave requests without any answer.
final class ScriptedAPI {
    /// Its store and access may be looked at and changed while it runs.
    var model: APIServer
    /// Which requests are taken in and never answered.
    var leavesUnanswered: (HTTPRequest) -> Bool = { _ in false }
    /// All requests with the instant at which they had come.
    private(set) var requests: [(request: HTTPRequest, instant: Instant)] = []
    private var server: ScriptedServer?

    init(loop: EventLoop) throws {
        let rights = Access.Rule(verbs: ["get", "create", "update"])
        let access = Access(rules: [Access.anonymous: [rights]])
        model = try APIServer(store: ObjectStore(seed: 1), access: access, at: SystemClock.now().wall)
        server = try ScriptedServer(loop: loop) { [unowned self] connection, text in answer(text, on: connection) }
    }

    var url: String { "http://127.0.0.1:\(server?.port ?? 0)" }

    private func answer(_ text: String, on connection: ScriptedServer.Connection) {
        let now = SystemClock.now()
        var parser = RequestParser()
        parser.append(Array(text.utf8))
        guard case .request(let request, let framing) = parser.next() else { return connection.close() }
        requests.append((request, now.instant))
        guard !leavesUnanswered(request), case .response(let response) = model.handle(request, at: now) else { return }
        connection.send(response.encoded(for: framing))
    }
}
