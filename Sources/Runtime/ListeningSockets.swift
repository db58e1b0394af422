import Glibc

/// The descriptors that listen at one address: two for `localhost`, one otherwise.
struct ListeningSockets {
    /// What the kernel may keep of a connection in either direction, which a process pays for where its memory is limited;
    /// left to itself it lets a reader that is stuck cost megabytes.
    private static let bufferBytes: Int32 = 64 << 10

    /// The caller closes them.
    private(set) var descriptors: [Int32] = []
    private let address: ListenAddress

    /// Listens; a machine without one of the families gives what the other has.
    ///
    /// Throws `RuntimeError.cannotListen`, after having closed what was open.
    init(at address: ListenAddress) throws(RuntimeError) {
        self.address = address
        switch address.host {
        case "localhost":
            try openLoopbacks()
        case "":
            do {
                descriptors = [try open("::", address.port)]
            } catch .cannotListen(_, let code) where Self.isMissing(code) {
                descriptors = [try open("0.0.0.0", address.port)]
            }
        default:
            descriptors = [try open(address.host, address.port)]
        }
    }

    /// The address with the port that the kernel picked, if it was left to it.
    var boundAddress: ListenAddress {
        ListenAddress(host: address.host, port: Self.port(of: descriptors.first ?? -1))
    }

    /// Listens on the loopback addresses that there are: one of them will do.
    private mutating func openLoopbacks() throws(RuntimeError) {
        // The port that the kernel picks for one family may be taken in the other.
        var attemptsLeft = address.port == 0 ? 16 : 1
        while descriptors.isEmpty {
            attemptsLeft -= 1
            let ipv4 = try openIfThere("127.0.0.1", address.port)
            do throws(RuntimeError) {
                let ipv6 = try openIfThere("::1", ipv4.map(Self.port) ?? address.port)
                descriptors = [ipv4, ipv6].compactMap { $0 }
                if descriptors.isEmpty { throw .cannotListen(address: "\(address)", code: EADDRNOTAVAIL) }
            } catch {
                if let ipv4 { close(ipv4) }
                if attemptsLeft == 0 { throw error }
            }
        }
    }

    /// Nil where the machine has no such address.
    private func openIfThere(_ host: String, _ port: UInt16) throws(RuntimeError) -> Int32? {
        do {
            return try open(host, port)
        } catch .cannotListen(_, let code) where Self.isMissing(code) {
            return nil
        }
    }

    private func open(_ host: String, _ port: UInt16) throws(RuntimeError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &found)
        defer { freeaddrinfo(found) }
        guard result == 0, let info = found?.pointee else { throw .notAnAddress(text: "\(address)") }
        let descriptor = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
        guard descriptor >= 0 else { throw refusal }
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        // The connections have what their listener has.
        set(descriptor, SOL_SOCKET, SO_SNDBUF, Self.bufferBytes)
        set(descriptor, SOL_SOCKET, SO_RCVBUF, Self.bufferBytes)
        // Both families only where no address was asked for.
        if info.ai_family == AF_INET6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, host == "::" ? 0 : 1) }
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0,
            bind(descriptor, info.ai_addr, info.ai_addrlen) == 0, listen(descriptor, 256) == 0
        else {
            let refusal = refusal
            close(descriptor)
            throw refusal
        }
        return descriptor
    }

    /// What the last system call failed with.
    private var refusal: RuntimeError { .cannotListen(address: "\(address)", code: errno) }

    private func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Whether the machine lacks the address or its whole family.
    private static func isMissing(_ code: Int32) -> Bool {
        code == EADDRNOTAVAIL || code == EAFNOSUPPORT
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        numericName { address, size in getsockname(descriptor, address, size) }.port
    }
}
