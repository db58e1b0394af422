import Glibc
import Runtime

/// A server that answers each request with the bytes of a script, whole HTTP or not.
package final class ScriptedServer {
    /// One accepted connection, counted from 1.
    package final class Connection {
        package let number: Int
        package let socket: Int32
        private let loop: EventLoop
        var received: [UInt8] = []
        package private(set) var isClosed = false

        init(number: Int, socket: Int32, loop: EventLoop) {
            self.number = number
            self.socket = socket
            self.loop = loop
        }

        package func send(_ text: String) {
            send(Array(text.utf8))
        }

        /// Sends bytes that are few enough for the socket's buffer; what does not fit is lost.
        package func send(_ bytes: [UInt8]) {
            if !isClosed { _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
        }

        package func close() {
            guard !isClosed else { return }
            isClosed = true
            loop.unwatch(socket)
            _ = Glibc.close(socket)
        }
    }

    private let loop: EventLoop
    private let listener: Int32
    private let script: (Connection, String) -> Void
    package let port: UInt16
    package private(set) var connections: [Connection] = []
    /// The requests as they came, with their bodies.
    package private(set) var requests: [String] = []

    package init(loop: EventLoop, script: @escaping (Connection, String) -> Void) throws {
        self.loop = loop
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        port = try listen(listener, at: &address)
        try loop.watch(listener, for: .read) { [unowned self] _ in accept() }
    }

    deinit {
        connections.forEach { $0.close() }
        loop.unwatch(listener)
        close(listener)
    }

    package var endpoint: Endpoint { Endpoint(scheme: .http, host: "127.0.0.1", port: port) }

    private func accept() {
        let socket = Glibc.accept(listener, nil, nil)
        guard socket >= 0 else { return }
        let connection = Connection(number: connections.count + 1, socket: socket, loop: loop)
        connections.append(connection)
        do {
            try loop.watch(socket, for: .read) { [unowned self] _ in receive(connection) }
        } catch {
            close(socket)
        }
    }

    private func receive(_ connection: Connection) {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = read(connection.socket, &chunk, chunk.count)
        guard count > 0 else { return connection.close() }
        connection.received += chunk[..<count]
        let text = String(decoding: connection.received, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return }
        let length = text[..<end.lowerBound].split(separator: "\r\n").lazy.compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].trimmingPrefix { $0 == " " })
        }.first
        guard text[end.upperBound...].utf8.count >= length ?? 0 else { return }
        connection.received = []
        requests.append(text)
        script(connection, text)
    }
}

/// Listens at an address with a port that the kernel picks, and returns it.
private func listen(_ listener: Int32, at address: inout sockaddr_in) throws -> UInt16 {
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { address in
        try address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            guard bind(listener, address, size) == 0, Glibc.listen(listener, 64) == 0,
                getsockname(listener, address, &size) == 0
            else { throw RuntimeError.systemCall(name: "bind", purpose: "listen", code: errno) }
        }
    }
    return UInt16(bigEndian: address.sin_port)
}
