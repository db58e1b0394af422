import Glibc

/// A claim to be the only process of this pod in an election: an abstract unix socket bound to the election's name.
///
/// The name lives in the network namespace, which the containers of a pod share and pods do not, and the kernel gives
/// it back with the process, however that ends. Whoever holds it knows that an earlier life of this pod is over.
package final class PodGuard {
    private let socket: FileDescriptor

    /// Takes the guard of a name; nil if another process of the pod holds it, or the kernel has no sockets left.
    package init?(name: String) {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        socket = FileDescriptor(owning: descriptor)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // An abstract name begins with a zero byte and ends where the length says.
        let bytes = Array("\0\(name)".utf8.prefix(MemoryLayout.size(ofValue: address.sun_path)))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard result == 0 else { return nil }
    }
}
