import Election
import Glibc
import HTTP
import Runtime
import StatusAPI
import Testing

/// The status answers behind a real socket, and a client that takes the response apart by hand.
struct SocketServer {
    private let loop: EventLoop
    private let listener: HTTPListener
    private let port: UInt16

    init(respond: @escaping (HTTPRequest) -> HTTPResponse) throws {
        loop = try EventLoop()
        listener = try HTTPListener(on: [ListenAddress(host: "127.0.0.1", port: 0)], loop: loop) {
            request,
            _,
            responder in
            responder.respond(respond(request))
        }
        port = try #require(listener.addresses.first).port
    }

    /// Sends a request over a connection of its own and reads the response to its end.
    func ask(_ request: HTTPRequest) throws -> HTTPResponse {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        let fields = request.headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        let length = request.body.isEmpty ? "" : "Content-Length: \(request.body.count)\r\n"
        let head = "\(request.method) \(request.target) HTTP/1.1\r\n\(fields)\(length)Connection: close\r\n\r\n"
        let bytes = Array(head.utf8) + request.body
        try #require(send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        return try parsed(readAll(from: client))
    }

    /// Everything up to the end of the connection, which has to come within ten seconds.
    private func readAll(from client: Int32) throws -> [UInt8] {
        var received: [UInt8] = []
        var isEnded = false
        let deadline = loop.schedule(at: SystemClock.instant() + .seconds(10)) { loop.stop() }
        try loop.watch(client, for: .read) { _ in
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(client, &chunk, chunk.count)
            received += chunk.prefix(max(count, 0))
            if count <= 0 {
                isEnded = true
                loop.stop()
            }
        }
        loop.run()
        loop.unwatch(client)
        loop.cancel(deadline)
        try #require(isEnded, "no end of the response within ten seconds")
        return received
    }

    private func parsed(_ bytes: [UInt8]) throws -> HTTPResponse {
        let text = String(decoding: bytes, as: UTF8.self)
        let end = try #require(text.firstRange(of: "\r\n\r\n"), "no end of the head in: \(text)")
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let status = try #require(lines.first?.wholeMatch(of: /HTTP\/1\.1 (\d{3}) .*/)?.1)
        var response = HTTPResponse(status: try #require(Int(status)), body: Array(text[end.upperBound...].utf8))
        for line in lines.dropFirst() {
            let field = try #require(line.wholeMatch(of: /([^:]+): (.*)/))
            response.headers.append(String(field.1), String(field.2))
        }
        return response
    }
}
