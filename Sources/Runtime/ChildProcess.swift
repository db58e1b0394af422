import CLinux
import Glibc

/// A program that this process has started: its output line by line, and its end, on the loop.
///
/// It is killed when this process ends, however that happens. The loop keeps it until it has ended, so that dropping
/// the last reference neither ends nor forgets it.
package final class ChildProcess {
    /// How a program ended.
    package enum Ending: Hashable, Sendable, CustomStringConvertible {
        case exited(code: Int32)
        case signalled(number: Int32)

        package var description: String {
            switch self {
            case .exited(let code): "has ended with code \(code)"
            case .signalled(let number): "was ended by signal \(number)"
            }
        }
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
    private let readers: [LineReader]
    private let onEnd: (Ending) -> Void

    /// Starts a program whose output is read here.
    ///
    /// Throws `RuntimeError.cannotStart` if it is not found or must not be run, or where descriptors or processes are
    /// used up.
    /// - Parameters:
    ///   - arguments: The program, looked for in PATH unless it contains a slash, and its arguments.
    ///   - environment: All of it, as `NAME=value`; nil hands on our own.
    ///   - onLine: Gets each line without its end; lines of more than 8 KiB come in pieces.
    ///   - onEnd: Is called once, after the last line.
    @discardableResult
    package convenience init(
        _ arguments: [String],
        environment: [String]? = nil,
        loop: EventLoop,
        onLine: @escaping (Output, String) -> Void,
        onEnd: @escaping (Ending) -> Void
    ) throws(RuntimeError) {
        let output = try Pipe()
        let error = try Pipe()
        let spawned = try Spawned(arguments, environment, output: output.writer.number, error: error.writer.number)
        let readers = [
            LineReader(output.takeReader(), loop: loop) { onLine(.standard, $0) },
            LineReader(error.takeReader(), loop: loop) { onLine(.error, $0) },
        ]
        try self.init(spawned, readers: readers, loop: loop, onEnd: onEnd)
    }

    /// Starts a program that has our own standard streams, except for a terminal to read from.
    ///
    /// Throws and takes what the other one does.
    package convenience init(
        sharingOurStreams arguments: [String],
        environment: [String],
        loop: EventLoop,
        onEnd: @escaping (Ending) -> Void
    ) throws(RuntimeError) {
        try self.init(Spawned(arguments, environment), readers: [], loop: loop, onEnd: onEnd)
    }

    private init(
        _ spawned: Spawned,
        readers: [LineReader],
        loop: EventLoop,
        onEnd: @escaping (Ending) -> Void
    ) throws(RuntimeError) {
        id = spawned.id
        processDescriptor = spawned.processDescriptor
        self.readers = readers
        self.loop = loop
        self.onEnd = onEnd
        do {
            for reader in readers { try reader.start() }
            try loop.watch(processDescriptor, for: .read) { [self] _ in reap() }
            loop.children[id] = self
        } catch {
            kill(id, SIGKILL)
            waitpid(id, nil, 0)
            close(processDescriptor)
            throw error
        }
    }

    /// The file of a program, looked for as execvp(3) does.
    ///
    /// Throws `RuntimeError.cannotStart` as a start would.
    @discardableResult
    package static func find(_ program: String) throws(RuntimeError) -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/bin:/usr/bin"
        let places =
            program.contains("/") ? [program] : path.split(separator: ":").map { "\($0)/\(program)" }
        let codes = places.map { access($0, X_OK) == 0 ? 0 : errno }
        if let index = codes.firstIndex(of: 0) { return places[index] }
        throw .cannotStart(program: program, code: codes.contains(EACCES) ? EACCES : ENOENT)
    }

    /// Sends the program a signal; nothing happens if it has ended.
    package func send(_ signal: Int32) {
        if ending == nil { kill(id, signal) }
    }

    /// Kills the program and all that it has started and not given a group of its own; nothing happens if it has ended.
    package func killGroup() {
        if ending == nil { kill(-id, SIGKILL) }
    }

    /// Whether nothing of its process group is left, of which zombies are a part too.
    package var isGroupGone: Bool { ending != nil && kill(-id, 0) < 0 && errno == ESRCH }

    /// Kills what the program has left behind when it ended.
    package func killRemains() {
        if ending != nil { kill(-id, SIGKILL) }
    }

    private func reap() {
        var status: Int32 = 0
        if waitpid(id, &status, WNOHANG) == id { ended(status) }
    }

    /// It has been reaped, with this status as wait(2) gives it.
    func ended(_ status: Int32) {
        loop.children[id] = nil
        loop.unwatch(processDescriptor)
        close(processDescriptor)
        for reader in readers { reader.finish() }
        // The low seven bits hold the signal, the next eight the exit code.
        let signal = status & 0x7f
        let ending = signal == 0 ? Ending.exited(code: (status >> 8) & 0xff) : .signalled(number: signal)
        self.ending = ending
        onEnd(ending)
    }
}

/// A program that has just been started.
private struct Spawned {
    let id: Int32
    let processDescriptor: Int32

    /// - Parameters:
    ///   - output: Where its output goes; -1 for our own streams.
    init(_ arguments: [String], _ environment: [String]?, output: Int32 = -1, error: Int32 = -1) throws(RuntimeError) {
        var pidfd: Int32 = -1
        let result = withCStrings(arguments) { arguments in
            guard let environment else { return clinux_spawn(arguments, environ, output, error, &pidfd) }
            return withCStrings(environment) { clinux_spawn(arguments, $0, output, error, &pidfd) }
        }
        guard result > 0 else { throw .cannotStart(program: arguments.first ?? "", code: -result) }
        id = result
        processDescriptor = pidfd
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
