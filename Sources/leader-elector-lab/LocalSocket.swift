import Glibc

/// Stream sockets on the loopback address 127.0.0.1 that never block; the caller closes them.
enum LocalSocket {
    /// Begins to connect, which the socket's being writable ends; nil where that is refused at once.
    static func connect(to port: UInt16) -> Int32? {
        guard let descriptor = make() else { return nil }
        let result = withAddress(port) { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Listens on a port that the kernel picks; nil where it gives no more.
    static func listen() -> (descriptor: Int32, port: UInt16)? {
        guard let descriptor = make() else { return nil }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isDone =
            withAddress(0) { bind(descriptor, $0, $1) } == 0 && Glibc.listen(descriptor, 1024) == 0
            && withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            } == 0
        guard isDone else {
            close(descriptor)
            return nil
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A connection that has been made; nil where none waits.
    static func accept(from listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        sendAtOnce(descriptor)
        return descriptor
    }

    /// A port that nobody uses at the moment; nil where none is found.
    ///
    /// It is not one of those that the kernel picks for clients: one that asks before the server listens could be given
    /// that very port, and be connected to itself.
    static func freePort() -> UInt16? {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000..<32_000)
            guard let descriptor = make() else { return nil }
            defer { close(descriptor) }
            if withAddress(port, { bind(descriptor, $0, $1) }) == 0 { return port }
        }
        return nil
    }

    private static func make() -> Int32? {
        let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = socket(AF_INET, Int32(type), 0)
        guard descriptor >= 0 else { return nil }
        sendAtOnce(descriptor)
        return descriptor
    }

    private static func sendAtOnce(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func withAddress(
        _ port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
