import Glibc

/// Reads a pipe on the loop and hands on its lines.
final class LineReader {
    /// A longer line comes in pieces of this size.
    private static let lineLimitBytes = 8192

    private let pipe: FileDescriptor
    private let loop: EventLoop
    private let onLine: (String) -> Void
    private var line: [UInt8] = []
    private var isOpen = true

    init(_ pipe: consuming FileDescriptor, loop: EventLoop, onLine: @escaping (String) -> Void) {
        self.pipe = pipe
        self.loop = loop
        self.onLine = onLine
        _ = fcntl(self.pipe.number, F_SETFL, O_NONBLOCK)
    }

    func start() throws(RuntimeError) {
        try loop.watch(pipe.number, for: .read) { [unowned self] _ in _ = readOnce() }
    }

    /// Hands on what is still in the pipe, and ends the last line.
    ///
    /// Somebody else may hold the pipe's other end open, so its end is not waited for.
    func finish() {
        // As much as a pipe holds by default.
        for _ in 0..<16 where isOpen && readOnce() {}
        stop()
    }

    /// Whether there may be more.
    private func readOnce() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = read(pipe.number, &chunk, chunk.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return false }
        guard count > 0 else {
            stop()
            return false
        }
        for byte in chunk[..<count] {
            if byte == UInt8(ascii: "\n") {
                endLine()
            } else {
                line.append(byte)
                if line.count == Self.lineLimitBytes { endLine() }
            }
        }
        return true
    }

    private func endLine() {
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        onLine(text)
    }

    private func stop() {
        guard isOpen else { return }
        isOpen = false
        loop.unwatch(pipe.number)
        if !line.isEmpty { endLine() }
    }
}
