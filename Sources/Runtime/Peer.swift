import Glibc

/// Who is at the other end of an accepted connection.
package struct Peer: Hashable, Sendable {
    /// The numeric address without port; empty if the kernel does not know it any more.
    package let address: String
    /// Whether the connection came from a loopback address to one, so from within the pod, as far as addresses tell.
    package let isLoopback: Bool

    package init(address: String, isLoopback: Bool) {
        self.address = address
        self.isLoopback = isLoopback
    }

    /// The peer of a connected socket.
    init(socket: Int32) {
        self.init(
            numericName { address, size in getpeername(socket, address, size) }.host,
            to: numericName { address, size in getsockname(socket, address, size) }.host
        )
    }

    /// The peer at one numeric address that has connected to another, which is ours.
    ///
    /// A service mesh's proxy comes from a loopback address too, with what others have sent it, but to the pod's own.
    package init(_ peer: String, to local: String) {
        let address = Self.plain(peer)
        self.init(address: address, isLoopback: Self.isLoopback(address) && Self.isLoopback(Self.plain(local)))
    }

    /// A socket for both families gives IPv4 addresses as IPv6 ones.
    private static func plain(_ address: String) -> String {
        address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
    }

    private static func isLoopback(_ address: String) -> Bool { address.hasPrefix("127.") || address == "::1" }
}

/// Host and port, in numbers, of the address that `get` (getsockname or getpeername) fills in.
func numericName(
    _ get: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
) -> (host: String, port: UInt16) {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let isKnown = withUnsafeMutablePointer(to: &storage) { storage in
        storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            get(address, &size) == 0
                && getnameinfo(
                    address,
                    size,
                    &host,
                    socklen_t(host.count),
                    &port,
                    socklen_t(port.count),
                    NI_NUMERICHOST | NI_NUMERICSERV
                ) == 0
        }
    }
    guard isKnown else { return ("", 0) }
    return (text(host), UInt16(text(port)) ?? 0)
}

private func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
