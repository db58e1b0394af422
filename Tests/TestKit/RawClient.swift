import Glibc
import Runtime
import Testing

/// A client that sends bytes as they are, HTTP or not, and collects what comes back.
package final class RawClient {
    private let socket: Int32
    private let loop: EventLoop
    package private(set) var received: [UInt8] = []
    package private(set) var isEnded = false
    private var isClosed = false
    /// Is called whenever something has come, the end included.
    package var onNews: () -> Void = {}

    /// Connects; one that is stuck reads nothing before `startReading`, and has a small buffer.
    package init(port: UInt16, loop: EventLoop, isStuck: Bool = false) throws {
        self.loop = loop
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if isStuck {
            var size: Int32 = 4096
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
        }
        try #require(result == 0, "cannot connect to port \(port): \(errno)")
        if !isStuck { try startReading() }
    }

    package func startReading() throws {
        try loop.watch(socket, for: .read) { [unowned self] _ in receive() }
    }

    deinit {
        close()
    }

    /// Goes away, by a reset if it is to leave in the middle of something.
    package func close(byReset isReset: Bool = false) {
        guard !isClosed else { return }
        isClosed = true
        if isReset {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
        loop.unwatch(socket)
        Glibc.close(socket)
    }

    package var text: String { String(decoding: received, as: UTF8.self) }

    /// Forgets what has come so far.
    package func forget() {
        received = []
    }

    package func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Sends all of it, however long the other end takes, or as much as it takes at once if it must not wait.
    package func send(_ bytes: [UInt8], mayWait: Bool = true) {
        let flags = Int32(MSG_NOSIGNAL) | (mayWait ? 0 : Int32(MSG_DONTWAIT))
        if !isClosed { _ = Glibc.send(socket, bytes, bytes.count, flags) }
    }

    /// Sends the text again and again for as long as the other end takes it; how many bytes that was.
    @discardableResult
    package func flood(_ text: String, atMost limit: Int = .max) -> Int {
        let bytes = Array(String(repeating: text, count: 1000).utf8)
        var total = 0
        while !isClosed && total < limit {
            let count = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            guard count > 0 else { return total }
            total += count
        }
        return total
    }

    private func receive() {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = read(socket, &chunk, chunk.count)
        if count > 0 {
            received += chunk[..<count]
        } else {
            isEnded = true
            loop.unwatch(socket)
        }
        onNews()
    }
}
