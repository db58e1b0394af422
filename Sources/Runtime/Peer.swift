import Glibc

/// Who is at the other end of an accepted connection.
package struct Peer: Hashable, Sendable {
    /// The numeric address without port; empty if the kernel does not know it any more.
    package let address: String
    /// Whether the connection came over a loopback address, so from within the pod.
    package let isLoopback: Bool

    package init(address: String, isLoopback: Bool) {
        self.address = address
        self.isLoopback = isLoopback
    }

    /// The peer of a connected socket.
    init(socket: Int32) {
        let text = numericName { address, size in getpeername(socket, address, size) }
        // A socket for both families gives IPv4 addresses as IPv6 ones.
        let address = text.host.hasPrefix("::ffff:") ? String(text.host.dropFirst(7)) : text.host
        self.init(address: address, isLoopback: address.hasPrefix("127.") || address == "::1")
    }
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
