import Election
import HTTP
import StatusAPI

/// A status server to ask, and how often it asked for what it tells.
final class Asker {
    /// How the questions come: the answers must not depend on it.
    enum Way: CaseIterable {
        case directly
        case overASocket
    }

    private let way: Way
    private let api: StatusAPI
    private var server: SocketServer?
    var leadership: Leadership
    var health = Health()
    /// Whether it seems to come from within the pod.
    var fromLoopback = true
    private(set) var leadershipsAsked = 0
    private(set) var healthsAsked = 0

    init(_ leadership: Leadership, _ way: Way, surface: StatusAPI.Surface = .full) {
        self.leadership = leadership
        self.way = way
        let subject = StatusAPI.Subject(
            identity: "pod-0",
            election: "example",
            namespace: "lab",
            lock: "leases/example",
            bootID: "3c5e",
            leaseDuration: .seconds(10)
        )
        api = StatusAPI(subject: subject, surface: surface)
    }

    func ask(
        _ method: String,
        _ target: String,
        _ headers: HTTPHeaders = [:],
        body: String = ""
    ) throws -> HTTPResponse {
        var request = HTTPRequest(method: method, target: target, headers: headers, body: Array(body.utf8))
        request.headers["Host"] = request.headers["Host"] ?? "localhost"
        switch way {
        case .directly:
            return respond(request)
        case .overASocket:
            let server = try server ?? SocketServer { [unowned self] in respond($0) }
            self.server = server
            return try server.ask(request)
        }
    }

    func get(_ target: String) throws -> HTTPResponse { try ask("GET", target) }

    private func respond(_ request: HTTPRequest) -> HTTPResponse {
        let source = StatusSource(
            leadership: {
                self.leadershipsAsked += 1
                return self.leadership
            },
            revision: { self.leadership.revision },
            health: {
                self.healthsAsked += 1
                return self.health
            }
        )
        switch api.reply(to: request, fromLoopback: fromLoopback, status: source) {
        case .now(let response): return response
        case .stream(let known): return told("streams after \(known?.description ?? "nothing")")
        case .later(let poll): return told("waits \(poll.wait.text)")
        case .ask(let request): return told("asks \(request)")
        case .metrics: return told("scrapes")
        }
    }

    /// What the server would do, as an answer.
    private func told(_ text: String) -> HTTPResponse { HTTPResponse(status: 299, body: Array(text.utf8)) }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Leadership {
    /// pod-0, which asks itself, leads for another 6.5 s, of which a second may be relied on.
    static let leading = Leadership(
        name: "pod-0",
        isLeader: true,
        state: .leading,
        reason: nil,
        fencingToken: 18_446_744_073_709_551_615,
        validity: .nanoseconds(1_000_999_999),
        validUntil: Instant(nanoseconds: 86_400_123_999_999),
        transitions: 3,
        acquiredAt: WallTime(microseconds: 1_795_255_202_123_456),
        renewedAt: WallTime(microseconds: 1_795_255_204_000_000),
        revision: Revision(life: 0x5f, change: 7)
    )

    /// Another pod leads.
    static let following = Leadership(
        name: "pod-\"1\"\n",
        isLeader: false,
        state: .standby,
        reason: nil,
        fencingToken: nil,
        validity: .zero,
        validUntil: nil,
        transitions: 0,
        acquiredAt: nil,
        renewedAt: nil,
        revision: Revision(life: 0x5f, change: 8)
    )

    /// The first instant of a process.
    static let starting = Leadership(
        name: "",
        isLeader: false,
        state: .starting,
        reason: .noAnswerYet,
        fencingToken: nil,
        validity: .zero,
        validUntil: nil,
        transitions: nil,
        acquiredAt: nil,
        renewedAt: nil,
        revision: Revision(life: 0x5f, change: 0)
    )
}
