import Glibc
import HTTP
import Runtime

/// A way to the API server that counts what goes over it, and that can be cut like a network.
///
/// Keep it for as long as the loop runs, or close it.
final class Relay {
    /// What has gone over it.
    struct Traffic {
        /// Whole requests, where they can be read.
        var requests = 0
        /// In both directions, of HTTP and what is below it down to TCP's payload.
        var bytes = 0
    }

    let port: UInt16
    private(set) var traffic = Traffic()
    /// Whether nothing gets through any more; connections stay as they are, and new ones are not taken.
    var isCut = false {
        didSet {
            updateListener()
            for line in lines.values { line.update() }
        }
    }
    fileprivate let loop: EventLoop
    private let listener: Int32
    private let target: UInt16
    private var isListening = false
    private var isClosed = false
    private var lines: [Int32: RelayedLine] = [:]

    /// - Throws: `BenchFailure` where the kernel gives no socket.
    init(to target: UInt16, loop: EventLoop) throws {
        guard let (descriptor, port) = LocalSocket.listen() else {
            throw BenchFailure("no port to listen on is left; check the process's limits (ulimit -a)")
        }
        listener = descriptor
        self.port = port
        self.target = target
        self.loop = loop
        updateListener()
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        updateListener()
        Glibc.close(listener)
        for line in lines.values { line.close() }
        lines = [:]
    }

    private func updateListener() {
        let wanted = !isCut && !isClosed
        guard wanted != isListening else { return }
        isListening = wanted
        guard wanted else { return loop.unwatch(listener) }
        do throws(RuntimeError) {
            try loop.watch(listener, for: .read) { [unowned self] _ in accept() }
        } catch {
            isListening = false
        }
    }

    private func accept() {
        guard let client = LocalSocket.accept(from: listener) else { return }
        guard let server = LocalSocket.connect(to: target) else {
            Glibc.close(client)
            return
        }
        let line = RelayedLine(client: client, server: server, relay: self)
        lines[client] = line
        line.start()
    }

    fileprivate func count(bytes: Int) { traffic.bytes += bytes }
    fileprivate func countRequest() { traffic.requests += 1 }
    fileprivate func remove(_ client: Int32) { lines[client] = nil }
}

/// One connection by way of a relay.
private final class RelayedLine {
    /// As long as more than this waits to be sent to one end, nothing more is taken from the other.
    private static let pauseBytes = 256 << 10

    private let client: Int32
    private let server: Int32
    private unowned let relay: Relay
    private var parser = RequestParser(limits: RequestLimits(bodyBytes: 4 << 20))
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []
    private var isOpen = true

    init(client: Int32, server: Int32, relay: Relay) {
        self.client = client
        self.server = server
        self.relay = relay
    }

    func start() {
        do throws(RuntimeError) {
            try relay.loop.watch(client, for: .read) { [unowned self] in serve($0, from: client) }
            try relay.loop.watch(server, for: [.read, .write]) { [unowned self] in serve($0, from: server) }
        } catch {
            end()
        }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        for socket in [client, server] {
            relay.loop.unwatch(socket)
            Glibc.close(socket)
        }
    }

    func update() {
        guard isOpen else { return }
        relay.loop.modify(client, for: interest(input: toServer, output: toClient))
        relay.loop.modify(server, for: interest(input: toClient, output: toServer))
    }

    private func interest(input: [UInt8], output: [UInt8]) -> EventLoop.Readiness {
        var readiness: EventLoop.Readiness = []
        guard !relay.isCut else { return readiness }
        if input.count < Self.pauseBytes { readiness.insert(.read) }
        if !output.isEmpty { readiness.insert(.write) }
        return readiness
    }

    /// One call, which keeps the line until it returns: what ends it also makes the relay forget it.
    private func serve(_ readiness: EventLoop.Readiness, from socket: Int32) {
        if readiness.contains(.read), !relay.isCut {
            guard receive(from: socket) else { return end() }
        } else if readiness.contains(.hangup) {
            return end()
        }
        guard relay.isCut || (flush(&toServer, to: server) && flush(&toClient, to: client)) else { return end() }
        update()
    }

    /// False at the end.
    private func receive(from socket: Int32) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(socket, &chunk, chunk.count, 0)
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        guard count > 0 else { return false }
        relay.count(bytes: count)
        if socket == client {
            toServer += chunk[..<count]
            parser.append(Array(chunk[..<count]))
            countRequests()
        } else {
            toClient += chunk[..<count]
        }
        return true
    }

    private func countRequests() {
        while true {
            switch parser.next() {
            case .request: relay.countRequest()
            case .continueExpected: break
            case .needsMore, .failed: return
            }
        }
    }

    /// False where the other end takes nothing any more.
    private func flush(_ bytes: inout [UInt8], to socket: Int32) -> Bool {
        guard !bytes.isEmpty else { return true }
        let count = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if count > 0 { bytes.removeFirst(count) }
        return count >= 0 || errno == EAGAIN || errno == EINTR
    }

    private func end() {
        close()
        relay.remove(client)
    }
}
