import CLinux
import Election
import Glibc
import HTTP

/// A small HTTP/1.1 server on the loop: it takes connections, reads requests and hands them to one handler.
///
/// A request is handed over once it is whole, and a connection's requests one at a time: pipelined ones wait until the
/// response before theirs is complete. Every part that a client could draw out or blow up has a limit.
package final class HTTPListener {
    package struct Limits {
        /// Of each request; one beyond them is answered with 4xx, and its connection ends.
        package var request = RequestLimits()
        /// How many connections are kept; for a further one the longest idle one goes, and if there is none it is
        /// answered with 503.
        package var connections = 512
        /// From a request's first byte to its last; 408 beyond.
        package var requestDuration = Duration.seconds(10)
        /// How long a connection may be kept without a request.
        package var idleDuration = Duration.seconds(75)
        /// How long a client may leave a response unread before its connection is cut.
        package var writeDuration = Duration.seconds(10)
        /// By how much the reader of a stream may fall behind before its connection is cut.
        package var streamBytes = 1 << 20

        package init() {}
    }

    /// Is given each request; it may answer at once or keep the responder for later.
    package typealias Handler = (HTTPRequest, Peer, Responder) -> Void

    /// How many connections one turn of the loop takes.
    private static let acceptLimit = 16

    let loop: EventLoop
    let limits: Limits
    let handler: Handler
    /// What all connections read into, one after the other.
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 1)
    /// What is listened on, with the ports that the kernel picked.
    package private(set) var addresses: [ListenAddress] = []
    /// How often each status code was answered.
    package private(set) var answers: [Int: UInt64] = [:]
    /// How many connections were refused for want of room.
    package private(set) var refusals: UInt64 = 0
    private var listening: [Int32] = []
    private var connections: [Int32: HTTPConnection] = [:]
    private var sweep: TimerID?
    private var isClosed = false

    /// Starts to listen.
    ///
    /// Throws `RuntimeError.cannotListen` or `.notAnAddress` for the first address that fails, and listens on none then.
    package init(
        on addresses: [ListenAddress],
        loop: EventLoop,
        limits: Limits = Limits(),
        handler: @escaping Handler
    ) throws(RuntimeError) {
        self.loop = loop
        self.limits = limits
        self.handler = handler
        for address in addresses {
            let sockets = try ListeningSockets(at: address)
            listening += sockets.descriptors
            self.addresses.append(sockets.boundAddress)
        }
        try startAccepting()
    }

    deinit {
        close()
        chunk.deallocate()
    }

    /// Stops listening and closes all connections, without waiting for any.
    package func close() {
        isClosed = true
        for descriptor in listening {
            loop.unwatch(descriptor)
            Glibc.close(descriptor)
        }
        listening = []
        for connection in connections.values { connection.abandon() }
        connections = [:]
        if let sweep { loop.cancel(sweep) }
    }

    /// How many connections there are.
    package var connectionCount: Int { connections.count }

    func count(answer status: Int) { answers[status, default: 0] += 1 }

    // MARK: Taking connections

    private func startAccepting() throws(RuntimeError) {
        for descriptor in listening {
            try loop.watch(descriptor, for: .read, urgency: .patient) { [unowned self] _ in
                acceptBatch(descriptor)
            }
        }
    }

    private func acceptBatch(_ listener: Int32) {
        for _ in 0..<Self.acceptLimit {
            let socket = clinux_accept(listener)
            if socket >= 0 {
                add(socket)
            } else if errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM {
                return pause()
            } else if errno == EAGAIN {
                return
            }
        }
    }

    /// Leaves new connections waiting for a moment: without a free descriptor, the loop would do nothing but fail.
    private func pause() {
        listening.forEach(loop.unwatch)
        loop.schedule(at: SystemClock.instant() + .milliseconds(100)) { [weak self] in
            guard let self, !isClosed else { return }
            do { try startAccepting() } catch { pause() }
        }
    }

    private func add(_ socket: Int32) {
        if connections.count >= limits.connections { longestIdle?.close() }
        let connection = HTTPConnection(socket: socket, listener: self)
        guard connections.count < limits.connections else { return refuse(connection) }
        do {
            try connection.start()
        } catch {
            return refuse(connection)
        }
        connections[socket] = connection
        if sweep == nil { scheduleSweep() }
    }

    private func refuse(_ connection: HTTPConnection) {
        refusals += 1
        connection.refuse()
    }

    private var longestIdle: HTTPConnection? {
        connections.values.filter(\.isIdle).min { $0.phaseStart < $1.phaseStart }
    }

    func remove(_ connection: HTTPConnection) {
        connections[connection.socket] = nil
    }

    // MARK: Deadlines

    /// Looks after all connections now and then, which is cheaper than a timer for each request.
    private func scheduleSweep() {
        let shortest = min(limits.requestDuration, limits.idleDuration, limits.writeDuration)
        let instant = SystemClock.instant() + min(max(shortest / 8, .milliseconds(10)), .seconds(1))
        sweep = loop.schedule(at: instant) { [unowned self] in
            sweep = nil
            let now = SystemClock.instant()
            for connection in Array(connections.values) { connection.enforceDeadlines(at: now) }
            if !connections.isEmpty { scheduleSweep() }
        }
    }
}
