import Election
import Glibc
import HTTP

/// One accepted connection: reads requests, hands them on one at a time, and writes the answers in their order.
final class HTTPConnection {
    private enum Phase {
        /// Waits for a request or reads one.
        case reading
        /// The handler has a request.
        case responding(ResponseFraming)
        /// The handler has begun a stream.
        case streaming(ResponseFraming)
        /// The last answer has been given. What still comes is thrown away until the client closes too: to close with
        /// unread bytes would reset the connection and take the answer along.
        case closing
        case closed
    }

    /// As long as more than this is unsent, no further pipelined request is looked at.
    private static let outputPauseBytes = 16 << 10
    /// As long as more than this has come behind the request that is being answered, no more is read.
    private static let inputPauseBytes = 16 << 10
    /// How many pipelined requests are handed on before all others get their turn.
    private static let requestsPerTurn = 16
    /// How long, and how much of, what comes behind the last answer is thrown away.
    private static let closingDuration = Duration.seconds(2)
    private static let closingBytes = 1 << 20

    let socket: Int32
    private let peer: Peer
    private let loop: EventLoop
    private unowned let listener: HTTPListener
    private var parser: RequestParser
    private var phase = Phase.reading
    /// When the phase, or within `.reading` the present request, began.
    private(set) var phaseStart = SystemClock.instant()
    private var isInsideRequest = false
    /// Counts the requests from 1.
    private var exchange: UInt64 = 0
    private var closeHandler: (() -> Void)?
    /// What is still to be sent, from `sent` on.
    private var output: [UInt8] = []
    private var sent = 0
    /// Since when the client has taken nothing of the output; nil if there is none.
    private var stalledSince: Instant?
    /// What came behind the last answer.
    private var discardedBytes = 0
    private var interest = EventLoop.Readiness.read
    /// Whether `process` is at work further up the stack.
    private var isProcessing = false
    /// Whether there may be further requests in what has been read, for the next turn.
    private var isUnfinished = false

    init(socket: Int32, listener: HTTPListener) {
        self.socket = socket
        self.listener = listener
        loop = listener.loop
        peer = Peer(socket: socket)
        parser = RequestParser(limits: listener.limits.request)
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    func start() throws(RuntimeError) {
        try loop.watch(socket, for: interest, urgency: .patient) { [unowned self] in serve($0) }
    }

    /// One call, which keeps the connection until it returns: what ends it also makes the listener forget it.
    private func serve(_ readiness: EventLoop.Readiness) {
        if readiness.contains(.write) { process() }
        if readiness.contains(.read) || readiness.contains(.hangup) { receive() }
    }

    /// Whether it waits for a request of which nothing has come.
    var isIdle: Bool {
        isReading && !isInsideRequest && !isUnfinished && output.isEmpty
    }

    // MARK: Input

    private func receive() {
        if case .closed = phase { return }
        let count = recv(socket, listener.chunk.baseAddress, listener.chunk.count, 0)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count > 0 else { return close() }
        if case .closing = phase {
            discardedBytes += count
            if discardedBytes > Self.closingBytes { close() }
        } else {
            parser.append(UnsafeRawBufferPointer(rebasing: listener.chunk[..<count]))
            process()
        }
    }

    /// Handles the requests that are there, as far as the client takes the answers, and sends what there is to send.
    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        var needsMore = false
        var stepsLeft = Self.requestsPerTurn
        repeat {
            while case .reading = phase, !needsMore, stepsLeft > 0, output.count < Self.outputPauseBytes {
                needsMore = !takeStep()
                stepsLeft -= 1
            }
            flush()
        } while isReading && !needsMore && stepsLeft > 0 && output.isEmpty
        isUnfinished = isReading && !needsMore
        updateInterest()
    }

    private var isReading: Bool {
        if case .reading = phase { true } else { false }
    }

    /// Whether the parser had something.
    private func takeStep() -> Bool {
        switch parser.next() {
        case .needsMore:
            if parser.isInsideRequest != isInsideRequest {
                isInsideRequest.toggle()
                phaseStart = SystemClock.instant()
            }
            return false
        case .continueExpected:
            output += HTTPResponse.continueBytes
        case .request(let request, let framing):
            exchange += 1
            isInsideRequest = false
            phase = .responding(framing)
            listener.handler(request, peer, Responder(connection: self, exchange: exchange))
        case .failed(let error):
            answerLast(error.response)
        }
        return true
    }

    // MARK: Answers

    func isOpen(_ exchange: UInt64) -> Bool {
        guard exchange == self.exchange else { return false }
        switch phase {
        case .responding, .streaming: return true
        case .reading, .closing, .closed: return false
        }
    }

    func respond(_ response: HTTPResponse, to exchange: UInt64) {
        guard exchange == self.exchange, case .responding(let framing) = phase else { return }
        listener.count(answer: response.status)
        output += response.encoded(for: framing)
        finishExchange(framing)
    }

    func startStream(_ head: HTTPResponse, to exchange: UInt64) {
        guard exchange == self.exchange, case .responding(let framing) = phase else { return }
        listener.count(answer: head.status)
        output += head.encodedStreamHead(for: framing)
        phase = .streaming(framing)
        if framing.isHead {
            tellOfClose()
            finishExchange(framing)
        } else {
            process()
        }
    }

    func send(_ bytes: [UInt8], to exchange: UInt64) {
        guard exchange == self.exchange, case .streaming(let framing) = phase else { return }
        output += framing.chunk(bytes)
        flush()
        if output.count - sent > listener.limits.streamBytes { close() }
    }

    func endStream(_ exchange: UInt64) {
        guard exchange == self.exchange, case .streaming(let framing) = phase else { return }
        output += framing.lastChunk
        finishExchange(framing)
    }

    func onClose(of exchange: UInt64, _ handler: @escaping () -> Void) {
        guard isOpen(exchange) else {
            loop.schedule(at: SystemClock.instant(), handler)
            return
        }
        closeHandler = handler
    }

    private func finishExchange(_ framing: ResponseFraming) {
        closeHandler = nil
        enter(framing.isKeepAlive && !(isStreaming && framing.isHTTP10) ? .reading : .closing)
        process()
    }

    private var isStreaming: Bool {
        if case .streaming = phase { true } else { false }
    }

    /// Answers something that is no request, or that there is no room for, and ends the connection.
    private func answerLast(_ response: HTTPResponse) {
        listener.count(answer: response.status)
        output += response.encoded(for: .closing)
        enter(.closing)
    }

    private func enter(_ phase: Phase) {
        self.phase = phase
        phaseStart = SystemClock.instant()
    }

    // MARK: Output

    private func flush() {
        if case .closed = phase { return }
        while sent < output.count {
            let count = output.withUnsafeBytes { bytes in
                Glibc.send(socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
                stalledSince = nil
            } else if errno == EAGAIN {
                stalledSince = stalledSince ?? SystemClock.instant()
                return updateInterest()
            } else if errno != EINTR {
                return close()
            }
        }
        if sent > 0 {
            output.removeAll(keepingCapacity: output.count <= Self.outputPauseBytes)
            sent = 0
        }
        if case .closing = phase { shutdown(socket, Int32(SHUT_WR)) }
        updateInterest()
    }

    private func updateInterest() {
        let wantsInput: Bool
        switch phase {
        case .reading:
            wantsInput = output.isEmpty && !isUnfinished || parser.unusedBytes <= Self.inputPauseBytes
        case .responding, .streaming: wantsInput = parser.unusedBytes <= Self.inputPauseBytes
        case .closing: wantsInput = true
        case .closed: return
        }
        var wanted: EventLoop.Readiness = wantsInput ? .read : []
        // A socket that can be written to is ready again at once, behind those that are already.
        if !output.isEmpty || isUnfinished { wanted.insert(.write) }
        guard wanted != interest else { return }
        interest = wanted
        loop.modify(socket, for: wanted)
    }

    // MARK: The end

    /// Answers what has taken too long, or closes.
    func enforceDeadlines(at now: Instant) {
        let limits = listener.limits
        if let stalledSince, now - stalledSince >= limits.writeDuration { return close() }
        switch phase {
        case .reading where isInsideRequest && now - phaseStart >= limits.requestDuration:
            answerLast(.error(408, "The request did not come within \(limits.requestDuration); send it faster."))
            process()
        case .reading where !isInsideRequest && now - phaseStart >= limits.idleDuration:
            close()
        case .closing where output.isEmpty && now - phaseStart >= Self.closingDuration:
            close()
        case .reading, .responding, .streaming, .closing, .closed:
            return
        }
    }

    /// Says that there are too many connections, as far as that works without waiting, and closes.
    func refuse() {
        let response = HTTPResponse.error(503, "There are too many connections; close some or try again later.")
        let bytes = response.encoded(for: .closing)
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        abandon()
    }

    func close() {
        if case .closed = phase { return }
        abandon()
        listener.remove(self)
    }

    /// Closes, when the listener no longer counts it.
    func abandon() {
        tellOfClose()
        phase = .closed
        output = []
        sent = 0
        loop.unwatch(socket)
        Glibc.close(socket)
    }

    private func tellOfClose() {
        if let closeHandler { loop.schedule(at: SystemClock.instant(), closeHandler) }
        closeHandler = nil
    }
}
