import Runtime
import TestKit

/// One way to bother a server, by so many clients at once.
struct Flood: Sendable {
    /// What a client does after its bytes.
    enum Manner: Sendable {
        /// Sends them again after each answer.
        case afterEachAnswer
        /// Sends them again and again for as long as they are taken.
        case withoutEnd
        /// Keeps quiet.
        case once
        /// Goes away, and another comes.
        case vanish(byReset: Bool)
        /// Sends one byte a second.
        case byteASecond
    }

    let name: String
    let clients: Int
    let bytes: [UInt8]
    let manner: Manner
    /// Whether no answer is ever read.
    var isStuck = false

    private static func request(_ line: String, _ fields: String = "", body: String = "") -> [UInt8] {
        Array("\(line) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n\(body)".utf8)
    }

    /// A TLS handshake's beginning, and bytes that mean nothing.
    private static let noise: [UInt8] =
        [0x16, 3, 1, 2, 0] + (0..<4000).map { UInt8(truncatingIfNeeded: $0 * 167 + 13) }
    private static let big = String(repeating: "x", count: 100_000)

    static let all = [
        Flood(name: "requests", clients: 100, bytes: request("GET /leader"), manner: .afterEachAnswer),
        Flood(name: "pipelined requests", clients: 100, bytes: request("GET /leader"), manner: .withoutEnd),
        Flood(
            name: "answers never read",
            clients: 100,
            bytes: request("GET /leader"),
            manner: .withoutEnd,
            isStuck: true
        ),
        Flood(name: "watchers", clients: 300, bytes: request("GET /watch"), manner: .once),
        Flood(name: "watchers who leave", clients: 50, bytes: request("GET /watch"), manner: .vanish(byReset: false)),
        Flood(name: "connections without a word", clients: 1500, bytes: [], manner: .once),
        Flood(name: "connections that end", clients: 100, bytes: [], manner: .vanish(byReset: false)),
        Flood(
            name: "resets within a request",
            clients: 100,
            bytes: Array("GET /lea".utf8),
            manner: .vanish(byReset: true)
        ),
        Flood(
            name: "resets before the answer",
            clients: 100,
            bytes: request("GET /leader"),
            manner: .vanish(byReset: true)
        ),
        Flood(name: "a long request line", clients: 50, bytes: request("GET /\(big)"), manner: .vanish(byReset: false)),
        Flood(
            name: "large headers",
            clients: 50,
            bytes: request("GET /", "X: \(big)\r\n"),
            manner: .vanish(byReset: false)
        ),
        Flood(
            name: "a body that is too large",
            clients: 50,
            bytes: request("POST /leader", "Content-Length: 100000\r\n", body: big),
            manner: .vanish(byReset: false)
        ),
        Flood(name: "noise", clients: 50, bytes: noise, manner: .vanish(byReset: false)),
        Flood(
            name: "methods of all kinds",
            clients: 50,
            bytes: request("HEAD /watch") + request("CONNECT /") + request("TRACE /leader") + request("HEAD /leader"),
            manner: .afterEachAnswer
        ),
    ]

    /// What goes on all the while.
    static let slowHeaders = Flood(
        name: "slow headers",
        clients: 200,
        bytes: request("GET /leader", "X: \(big)\r\n"),
        manner: .byteASecond
    )
}

/// A flood that is under way; it goes on with each `wave`.
final class Storm {
    private let flood: Flood
    private let port: UInt16
    private let loop: EventLoop
    private var clients: [RawClient] = []
    private var waves = 0
    /// How many connections a wave makes at most.
    private static let newClientsLimit = 100

    init(_ flood: Flood, port: UInt16, loop: EventLoop) {
        self.flood = flood
        self.port = port
        self.loop = loop
    }

    /// To be called every 20 ms.
    func wave() throws {
        waves += 1
        clients.removeAll(where: \.isEnded)
        if case .vanish(let isReset) = flood.manner {
            for client in clients { client.close(byReset: isReset) }
            clients = []
        }
        for _ in 0..<min(flood.clients - clients.count, Self.newClientsLimit) { try addClient() }
        switch flood.manner {
        case .withoutEnd:
            for client in clients { client.flood(String(decoding: flood.bytes, as: UTF8.self), atMost: 1 << 16) }
        case .byteASecond where waves % 50 == 0:
            for client in clients { client.send([flood.bytes[waves / 50 % flood.bytes.count]], mayWait: false) }
        case .afterEachAnswer, .once, .vanish, .byteASecond:
            break
        }
    }

    private func addClient() throws {
        let client = try RawClient(port: port, loop: loop, isStuck: flood.isStuck)
        clients.append(client)
        let sendsAgain = if case .afterEachAnswer = flood.manner { true } else { false }
        client.onNews = { [unowned client, flood] in
            client.forget()
            if sendsAgain, !client.isEnded { client.send(flood.bytes, mayWait: false) }
        }
        if case .byteASecond = flood.manner { return }
        client.send(flood.bytes, mayWait: false)
    }
}
