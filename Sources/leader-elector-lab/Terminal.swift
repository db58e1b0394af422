import Demo
import Glibc
import Runtime

/// The terminal that the demo draws in: without line editing and echo, on a screen of its own, and as it was afterwards.
final class Terminal {
    private let loop: EventLoop
    /// How it was, to be put back.
    private let original: termios
    private var shown: [Screen.Line] = []
    private var isOurs = false
    var onKey: (Character) -> Void = { _ in }
    /// Is called when there is nobody at the keyboard any more.
    var onHangup: () -> Void = {}

    /// Nil unless standard input and output are a terminal that can move its cursor.
    init?(loop: EventLoop) {
        var settings = termios()
        guard isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        if let name = getenv("TERM"), String(cString: name) == "dumb" { return nil }
        self.loop = loop
        original = settings
    }

    /// Takes the terminal over; called again, it takes back what a shell has changed meanwhile.
    func enter() throws(RuntimeError) {
        var settings = original
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
        // Ctrl-S would stop our output, and with it the loop and the API server on it.
        settings.c_iflag &= ~tcflag_t(IXON)
        // A read never waits, and Ctrl-Z does not leave the terminal in this state.
        withUnsafeMutableBytes(of: &settings.c_cc) { characters in
            characters[Int(VMIN)] = 0
            characters[Int(VTIME)] = 0
            characters[Int(VSUSP)] = 0
        }
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        // The alternate screen, without a cursor.
        put("\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J")
        shown = []
        guard !isOurs else { return }
        isOurs = true
        try loop.watch(STDIN_FILENO, for: .read) { [unowned self] readiness in readKeys(readiness) }
    }

    /// Gives the terminal back as it was.
    func leave() {
        guard isOurs else { return }
        isOurs = false
        loop.unwatch(STDIN_FILENO)
        put("\u{1b}[?25h\u{1b}[?1049l")
        var settings = original
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    /// Draws the lines that have changed, all in one write; what the terminal is too small for is cut.
    func draw(_ lines: [Screen.Line]) {
        guard isOurs else { return }
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
        let rows = isKnown ? Int(size.ws_row) : 24
        let columns = isKnown ? Int(size.ws_col) : 80
        var text = ""
        for (index, line) in lines.prefix(rows).enumerated() where index >= shown.count || shown[index] != line {
            let cut = line.text.prefix(columns)
            text += "\u{1b}[\(index + 1);1H\(line.isStrong ? "\u{1b}[1m" : "")\(cut)\u{1b}[m\u{1b}[K"
        }
        if lines.count < shown.count { text += "\u{1b}[\(lines.count + 1);1H\u{1b}[J" }
        // A terminal that takes nothing at the moment misses a picture.
        guard !text.isEmpty, Console.output.isWritable else { return }
        shown = lines
        put(text)
    }

    /// Has everything drawn again, for a terminal of another size.
    func forget() {
        shown = []
        put("\u{1b}[2J")
    }

    private func readKeys(_ readiness: EventLoop.Readiness) {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if readiness.contains(.hangup) || (count < 0 && errno != EINTR && errno != EAGAIN) { return onHangup() }
        for byte in bytes.prefix(max(count, 0)) { onKey(Character(Unicode.Scalar(byte))) }
    }

    private func put(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
