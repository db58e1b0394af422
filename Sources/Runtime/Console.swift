import Glibc

/// Standard output and standard error, a line at a time, never waited for.
///
/// A reader that has stopped reading must not stop the election: a line that does not fit into the pipe is dropped.
package enum Console: Int32, Sendable {
    case output = 1
    case error = 2

    /// What a pipe that is ready takes without blocking (PIPE_BUF of pipe(7)); longer lines are cut.
    private static let lineLimitBytes = 4096

    /// Writes the text and a newline.
    package func writeLine(_ text: String) {
        var line = Array(text.utf8.prefix(Self.lineLimitBytes - 1))
        line.append(UInt8(ascii: "\n"))
        if isWritable { _ = write(rawValue, line, line.count) }
    }

    /// Writes all of a text and waits until it is taken: for commands, which have nothing else to do.
    package func writeAll(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
        }
    }

    /// Whether it is a pipe that nobody can read from any more.
    package var isBroken: Bool {
        var request = pollfd(fd: rawValue, events: 0, revents: 0)
        return poll(&request, 1, 0) == 1 && request.revents & Int16(POLLERR) != 0
    }

    /// Whether a write of a line would not wait.
    package var isWritable: Bool {
        var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, 0) == 1 && request.revents & Int16(POLLOUT) != 0
    }
}
