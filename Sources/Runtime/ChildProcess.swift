import CLinux
import Glibc

/// A program that this process has started: its output line by line, and its end, on the loop.
///
/// It is killed when this process ends, however that happens. The loop keeps it until it has ended, so that dropping
/// the last reference neither ends nor forgets it.
package final class ChildProcess {
    /// How a program ended.
    package enum Ending: Hashable, Sendable {
        case exited(code: Int32)
        case signalled(number: Int32)
    }

    package enum Output: Sendable {
        case standard
        case error
    }

    /// The process id, which is also that of its process group.
    package let id: Int32
    /// Nil while it runs.
    package private(set) var ending: Ending?
    private let loop: EventLoop
    private let processDescriptor: Int32
    private var readers: [LineReader] = []
    private let onEnd: (Ending) -> Void

    /// Starts a program.
    ///
    /// Throws `RuntimeError.cannotStart` if it is not found or must not be run, or where descriptors or processes are
    /// used up.
    /// - Parameters:
    ///   - arguments: The program, looked for in PATH unless it contains a slash, and its arguments.
    ///   - environment: All of it, as `NAME=value`; nil hands on our own.
    ///   - onLine: Gets each line without its end; lines of more than 8 KiB come in pieces.
    ///   - onEnd: Is called once, after the last line.
    @discardableResult
    package init(
        _ arguments: [String],
        environment: [String]? = nil,
        loop: EventLoop,
        onLine: @escaping (Output, String) -> Void,
        onEnd: @escaping (Ending) -> Void
    ) throws(RuntimeError) {
        let program = arguments.first ?? ""
        let output = try Pipe()
        let error = try Pipe()
        var pidfd: Int32 = -1
        let result = withCStrings(arguments) { arguments in
            guard let environment else {
                return clinux_spawn(arguments, environ, output.writer.number, error.writer.number, &pidfd)
            }
            return withCStrings(environment) { environment in
                clinux_spawn(arguments, environment, output.writer.number, error.writer.number, &pidfd)
            }
        }
        guard result > 0 else { throw .cannotStart(program: program, code: -result) }
        id = result
        processDescriptor = pidfd
        self.loop = loop
        self.onEnd = onEnd
        readers = [
            LineReader(output.takeReader(), loop: loop) { onLine(.standard, $0) },
            LineReader(error.takeReader(), loop: loop) { onLine(.error, $0) },
        ]
        do {
            for reader in readers { try reader.start() }
            try loop.watch(pidfd, for: .read) { [self] _ in reap() }
        } catch {
            kill(id, SIGKILL)
            waitpid(id, nil, 0)
            close(pidfd)
            throw error
        }
    }

    /// Sends the program a signal; nothing happens if it has ended.
    package func send(_ signal: Int32) {
        if ending == nil { kill(id, signal) }
    }

    /// Kills the program and all that it has started and not given a group of its own; nothing happens if it has ended.
    package func killGroup() {
        if ending == nil { kill(-id, SIGKILL) }
    }

    private func reap() {
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return }
        loop.unwatch(processDescriptor)
        close(processDescriptor)
        for reader in readers { reader.finish() }
        // See wait(2): the low seven bits hold the signal, the next eight the exit code.
        let signal = status & 0x7f
        let ending = signal == 0 ? Ending.exited(code: (status >> 8) & 0xff) : .signalled(number: signal)
        self.ending = ending
        onEnd(ending)
    }
}

/// Both ends of a new pipe.
private struct Pipe: ~Copyable {
    let reader: FileDescriptor
    let writer: FileDescriptor

    init() throws(RuntimeError) {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else {
            throw .systemCall(name: "pipe2", purpose: "start a program", code: errno)
        }
        reader = FileDescriptor(owning: ends[0])
        writer = FileDescriptor(owning: ends[1])
    }

    consuming func takeReader() -> FileDescriptor { reader }
}

/// Calls `body` with the strings as C wants them: pointers, and null behind the last.
private func withCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = strings.map { strdup($0) }
    pointers.append(nil)
    defer { pointers.forEach { free($0) } }
    return body(pointers)
}
