import Glibc

/// What can go wrong between this program and the machine it runs on, each with a sentence for people.
package enum RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A system call failed for a reason that the caller can do nothing about: out of descriptors, out of memory.
    case systemCall(name: String, purpose: String, code: Int32)
    /// A file could not be opened or read.
    case unreadableFile(path: String, code: Int32)
    /// A file holds more than the caller accepts.
    case fileTooLarge(path: String, limitBytes: Int)
    /// A file that must hold something does not.
    case emptyFile(path: String)
    /// A file could not be written, replaced or removed.
    case unwritableFile(path: String, code: Int32)
    /// A program could not be started.
    case cannotStart(program: String, code: Int32)
    /// A text that should say where to listen does not.
    case notAnAddress(text: String)
    /// An address that cannot be listened on, most often because somebody else does.
    case cannotListen(address: String, code: Int32)

    package var description: String {
        switch self {
        case .systemCall(let name, let purpose, let code):
            "cannot \(purpose): \(name) failed: \(Self.reason(code)); check the process's limits (ulimit -a)"
        case .unreadableFile(let path, let code):
            "cannot read \(path): \(Self.reason(code)); check the path and its permissions"
        case .fileTooLarge(let path, let limitBytes):
            "cannot read \(path): it is larger than \(limitBytes) bytes; check that it is the right file"
        case .emptyFile(let path):
            "cannot use \(path): it is empty; check that it is the right file"
        case .unwritableFile(let path, let code):
            "cannot write \(path): \(Self.reason(code)); name a file in a directory that exists, has room, and may be"
                + " written to by user \(geteuid())"
        case .cannotStart(let program, let code):
            "cannot start \(program): \(Self.reason(code)); check that it is installed and executable"
        case .notAnAddress(let text):
            "cannot listen on \(text): it is no numeric address; write for example 127.0.0.1:4040, [::1]:4040 or :4040"
        case .cannotListen(let address, let code) where code == EADDRNOTAVAIL:
            "cannot listen on \(address): \(Self.reason(code)); choose an address that this machine has"
        case .cannotListen(let address, let code):
            "cannot listen on \(address): \(Self.reason(code)); stop what listens there or choose another port"
        }
    }

    /// The C library's words for an error number, with a small first letter.
    static func reason(_ code: Int32) -> String {
        guard let words = strerror(code) else { return "error \(code)" }
        let text = String(cString: words)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
