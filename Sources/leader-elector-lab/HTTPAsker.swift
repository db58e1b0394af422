import Election
import Glibc
import Runtime

/// One kept connection to a server on this machine, over which the same question is asked again and again.
///
/// It does little, so that it can ask faster than a server answers: whoever measures with libcurl measures libcurl. Close
/// it before it is dropped.
final class HTTPAsker {
    /// An answer; the body is valid until the handler returns.
    struct Answer {
        let status: Int
        let body: UnsafeRawBufferPointer
        let asked: Instant
        let received: Instant
    }

    private static let bufferBytes = 16 << 10

    private let loop: EventLoop
    private let port: UInt16
    private let question: [UInt8]
    private let onAnswer: (Answer) -> Void
    /// Is called when there is no connection any more, later from the loop; `ask` makes a new one.
    private let onFailure: () -> Void
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: HTTPAsker.bufferBytes, alignment: 1)
    private var received = 0
    private var socket: Int32?
    private var isConnected = false
    /// When the question was asked that is not answered yet.
    private var asked: Instant?

    init(
        port: UInt16,
        target: String = "/",
        loop: EventLoop,
        onAnswer: @escaping (Answer) -> Void,
        onFailure: @escaping () -> Void
    ) {
        self.port = port
        self.loop = loop
        self.onAnswer = onAnswer
        self.onFailure = onFailure
        question = Array("GET \(target) HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n".utf8)
    }

    deinit {
        close()
        buffer.deallocate()
    }

    /// Asks; not before the question before is answered.
    func ask() {
        asked = SystemClock.instant()
        received = 0
        if socket == nil { connect() } else { sendQuestion() }
    }

    func close() {
        guard let socket else { return }
        loop.unwatch(socket)
        Glibc.close(socket)
        self.socket = nil
        isConnected = false
        asked = nil
    }

    private func connect() {
        guard let socket = LocalSocket.connect(to: port) else { return fail() }
        self.socket = socket
        do throws(RuntimeError) {
            try loop.watch(socket, for: [.read, .write]) { [unowned self] in serve($0) }
        } catch {
            fail()
        }
    }

    private func serve(_ readiness: EventLoop.Readiness) {
        if !isConnected {
            guard !readiness.contains(.hangup), let socket else { return fail() }
            isConnected = true
            loop.modify(socket, for: .read)
            sendQuestion()
        }
        if readiness.contains(.read) { receive() } else if readiness.contains(.hangup) { fail() }
    }

    private func sendQuestion() {
        guard isConnected, let socket, asked != nil else { return }
        // So few bytes go at once or not at all.
        if send(socket, question, question.count, Int32(MSG_NOSIGNAL)) != question.count { fail() }
    }

    private func receive() {
        guard let socket else { return }
        let count = recv(socket, buffer.baseAddress?.advanced(by: received), buffer.count - received, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return fail() }
        received += count
        guard let asked, let (status, body) = wholeAnswer() else { return }
        self.asked = nil
        onAnswer(Answer(status: status, body: body, asked: asked, received: SystemClock.instant()))
    }

    /// Status and body, once all of it is there.
    private func wholeAnswer() -> (Int, UnsafeRawBufferPointer)? {
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<received])
        guard let end = bytes.firstIndex(of: "\r\n\r\n"), end >= 12 else { return nil }
        let status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        let start = end + 4
        var length = 0
        // Of `Content-Length: `, in any spelling.
        if let field = UnsafeRawBufferPointer(rebasing: bytes[..<end]).firstIndex(of: "ength: ") {
            length = bytes[(field + 7)..<end].prefix { $0 >= 0x30 }.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        }
        guard start + length <= bytes.count else { return nil }
        return (status, UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
    }

    private func fail() {
        close()
        loop.schedule(at: SystemClock.instant()) { [weak self] in self?.onFailure() }
    }
}

extension UnsafeRawBufferPointer {
    /// Where a text begins for the first time; nil where it does not occur.
    func firstIndex(of text: StaticString) -> Int? {
        guard let base = baseAddress else { return nil }
        let length = text.utf8CodeUnitCount
        var start = 0
        while start + length <= count {
            let rest = count - length - start + 1
            guard let found = memchr(base + start, Int32(text.utf8Start.pointee), rest) else { return nil }
            start = UnsafeRawPointer(found) - base
            if memcmp(found, text.utf8Start, length) == 0 { return start }
            start += 1
        }
        return nil
    }

    /// The leader's name in a status answer: what stands behind `"name":"`; nil where nothing does.
    var leaderName: String? {
        guard let start = firstIndex(of: "\"name\":\"").map({ $0 + 8 }) else { return nil }
        return String(decoding: self[start...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
}
