import Glibc

/// An open descriptor that has one owner and is closed with it.
package struct FileDescriptor: ~Copyable {
    /// The kernel's number, valid for as long as this value lives.
    package let number: Int32

    /// Takes over a descriptor; nobody else may close it.
    package init(owning number: Int32) {
        self.number = number
    }

    /// Takes over what a system call returned, or throws `RuntimeError.systemCall` if that is -1.
    init(_ result: Int32, from name: String, to purpose: String) throws(RuntimeError) {
        guard result >= 0 else { throw .systemCall(name: name, purpose: purpose, code: errno) }
        number = result
    }

    deinit {
        close(number)
    }
}

/// The bytes of a small file, for example a token or a CA bundle.
///
/// Throws `RuntimeError.unreadableFile`, or `.fileTooLarge` as soon as more than `limitBytes` have been read.
package func readFile(_ path: String, limitBytes: Int = 1 << 20) throws(RuntimeError) -> [UInt8] {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw .unreadableFile(path: path, code: errno) }
    let file = FileDescriptor(owning: opened)
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(file.number, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .unreadableFile(path: path, code: errno) }
        guard count > 0 else { return contents }
        guard contents.count + count <= limitBytes else { throw .fileTooLarge(path: path, limitBytes: limitBytes) }
        contents += chunk[..<count]
    }
}
