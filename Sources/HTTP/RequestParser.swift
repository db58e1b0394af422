/// A server's side of one HTTP/1.0 or HTTP/1.1 connection: bytes in, requests out (RFC 9112).
///
/// Append what was read, then call `next` until it needs more. The steps depend on the bytes alone, not on how they
/// were cut into reads. Where the RFC leaves a choice in what delimits a message, this parser refuses: two parties
/// that read one stream differently are what request smuggling is made of.
///
/// What it holds is bounded by its limits plus what was appended at once, so take a step's response off your hands
/// before you append more.
package struct RequestParser: Sendable {
    /// What the bytes so far amount to.
    package enum Step: Hashable, Sendable {
        /// No further step before more bytes are appended.
        case needsMore
        /// The head of a request with a body was read, and its client waits for `HTTPResponse.continueBytes` before it
        /// sends the body. Send them, behind the responses to all earlier requests.
        case continueExpected
        /// A whole request. Pipelined ones come out one after the other; none comes behind one that is not kept alive.
        case request(HTTPRequest, ResponseFraming)
        /// The bytes are no request: answer with the error's response and close. Every further step is this one.
        case failed(HTTPParseError)
    }

    private enum Phase: Sendable {
        case requestLine
        case fields
        case body(length: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case chunkEnd
        case trailers
        case ended
        case failed(HTTPParseError)
    }

    private let limits: RequestLimits
    private var phase = Phase.requestLine
    private var head = RequestHead()
    private var framing = ResponseFraming.closing
    private var buffer: [UInt8] = []
    /// The first byte of `buffer` that has not been used up.
    private var start = 0
    /// The first byte of `buffer` that has not been looked at: a line that drips in is scanned once.
    private var scanned = 0
    private var skippedEmptyLine = false
    /// What is left of the limits on field lines, or on a chunked body's extensions and trailers.
    private var headerBytesLeft = 0
    private var headerFieldsLeft = 0

    package init(limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    /// Whether the client has begun a request that is not complete: what a server's read deadline is about.
    package var isInsideRequest: Bool {
        switch phase {
        case .requestLine: start < buffer.count
        case .fields, .body, .chunkSize, .chunkData, .chunkEnd, .trailers: true
        case .ended, .failed: false
        }
    }

    /// How many bytes were appended that no step has used up: what a server bounds while it looks at none.
    package var unusedBytes: Int { buffer.count - start }

    /// Takes bytes that were read from the connection; they are dropped once the connection has to end.
    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Takes bytes that were read from the connection; they are dropped once the connection has to end.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        switch phase {
        case .ended, .failed: return
        case .requestLine, .fields, .body, .chunkSize, .chunkData, .chunkEnd, .trailers: break
        }
        if start > 0 {
            buffer.removeFirst(start)
            scanned -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next step that the bytes so far allow.
    package mutating func next() -> Step {
        do {
            while true {
                if let step = try advance() { return step }
            }
        } catch {
            end(in: .failed(error))
            return .failed(error)
        }
    }

    /// Goes from one phase to the next; nil while that gives no step.
    private mutating func advance() throws(HTTPParseError) -> Step? {
        switch phase {
        case .requestLine: return try readRequestLine()
        case .fields: return try readField()
        case .body(let length): return readBody(length: length)
        case .chunkSize: return try readChunkSize()
        case .chunkData(let remaining): return readChunkData(remaining: remaining)
        case .chunkEnd: return try readChunkEnd()
        case .trailers: return try readTrailer()
        case .ended: return .needsMore
        case .failed(let error): return .failed(error)
        }
    }

    private mutating func end(in last: Phase) {
        phase = last
        buffer = []
        start = 0
        scanned = 0
    }
}

// MARK: - The head

extension RequestParser {
    private mutating func readRequestLine() throws(HTTPParseError) -> Step? {
        // Told from the first byte, since a TLS handshake holds no line end that could be waited for.
        if start < buffer.count, !ASCII.isToken(buffer[start]), buffer[start] != ASCII.carriageReturn {
            throw .notHTTP
        }
        let tooLong = HTTPParseError.requestLineTooLong(limit: limits.requestLineBytes)
        guard let line = try nextLine(upTo: limits.requestLineBytes, else: tooLong) else { return .needsMore }
        if line.isEmpty, !skippedEmptyLine {
            // Old clients send a line end behind a body; one is forgiven (RFC 9112, 2.2).
            skippedEmptyLine = true
            return nil
        }
        head = RequestHead()
        try head.readRequestLine(line)
        headerBytesLeft = limits.headerBytes
        headerFieldsLeft = limits.headerFields
        phase = .fields
        return nil
    }

    private mutating func readField() throws(HTTPParseError) -> Step? {
        guard let line = try nextFieldLine() else { return .needsMore }
        guard line.isEmpty else {
            let (name, value) = try RequestHead.field(line)
            head.request.headers.append(name.text, value.text)
            return nil
        }
        try head.settleHost()
        framing = head.framing
        switch try head.bodyDelimiter() {
        case .none, .length(0):
            return finishRequest()
        case .length(let length):
            guard length <= limits.bodyBytes else { throw .bodyTooLarge(limit: limits.bodyBytes) }
            phase = .body(length: length)
        case .chunks:
            headerBytesLeft = limits.headerBytes
            headerFieldsLeft = limits.headerFields
            phase = .chunkSize
        }
        return head.expectsContinue ? .continueExpected : nil
    }

    /// The next field line, counted against the limits; empty at the end of the section, nil if it is not there yet.
    private mutating func nextFieldLine() throws(HTTPParseError) -> ArraySlice<UInt8>? {
        let tooLarge = HTTPParseError.headersTooLarge(limit: limits.headerBytes)
        guard let line = try nextLine(upTo: headerBytesLeft, else: tooLarge) else { return nil }
        guard !line.isEmpty else { return line }
        headerBytesLeft -= line.count + 2
        headerFieldsLeft -= 1
        guard headerFieldsLeft >= 0 else { throw .tooManyFields(limit: limits.headerFields) }
        return line
    }

    /// The next line without its CR LF, using it up; nil if its end is not there yet.
    ///
    /// - Throws: `tooLong` as soon as the line is known to be longer than `limit`; `.bareLineFeed`.
    private mutating func nextLine(
        upTo limit: Int,
        else tooLong: HTTPParseError
    ) throws(HTTPParseError) -> ArraySlice<UInt8>? {
        let lineFeed = buffer[scanned...].firstIndex(of: ASCII.lineFeed)
        scanned = lineFeed ?? buffer.count
        // One more than the limit for the CR; checked before the CR itself, so that every cut gives the same error.
        guard scanned - start <= limit + 1 else { throw tooLong }
        guard let lineFeed else { return nil }
        guard lineFeed > start, buffer[lineFeed - 1] == ASCII.carriageReturn else { throw .bareLineFeed }
        let line = buffer[start..<lineFeed - 1]
        consume(through: lineFeed + 1)
        return line
    }

    private mutating func consume(through end: Int) {
        start = end
        scanned = end
    }

    private mutating func finishRequest() -> Step {
        let request = head.request
        head = RequestHead()
        skippedEmptyLine = false
        if framing.isKeepAlive {
            phase = .requestLine
            if start == buffer.count {
                // A large body's memory is not kept for the small requests that follow it.
                buffer.removeAll(keepingCapacity: buffer.capacity <= 64 * 1024)
                consume(through: 0)
            }
        } else {
            end(in: .ended)
        }
        return .request(request, framing)
    }
}

// MARK: - The body

extension RequestParser {
    private mutating func readBody(length: Int) -> Step {
        guard buffer.count - start >= length else { return .needsMore }
        head.request.body = Array(buffer[start..<start + length])
        consume(through: start + length)
        return finishRequest()
    }

    /// Reads `chunk-size [ chunk-ext ] CRLF` (RFC 9112, 7.1); extensions are ignored but counted.
    private mutating func readChunkSize() throws(HTTPParseError) -> Step? {
        let digitsLimit = 16
        let tooLarge = HTTPParseError.headersTooLarge(limit: limits.headerBytes)
        guard let line = try nextLine(upTo: digitsLimit + headerBytesLeft, else: tooLarge) else { return .needsMore }
        var size = 0
        let digits = line.prefix(digitsLimit).prefix { ASCII.hexadecimalDigit($0) != nil }
        for byte in digits {
            size = size * 16 + (ASCII.hexadecimalDigit(byte) ?? 0)
            guard size <= limits.bodyBytes else { throw .bodyTooLarge(limit: limits.bodyBytes) }
        }
        let rest = line[digits.endIndex...]
        guard !digits.isEmpty, rest.isEmpty || rest.trimmed.first == ASCII.semicolon,
            rest.allSatisfy(ASCII.isFieldValue)
        else { throw .malformedChunk }
        headerBytesLeft -= rest.count
        guard head.request.body.count + size <= limits.bodyBytes else { throw .bodyTooLarge(limit: limits.bodyBytes) }
        phase = size == 0 ? .trailers : .chunkData(remaining: size)
        return nil
    }

    private mutating func readChunkData(remaining: Int) -> Step? {
        let count = min(remaining, buffer.count - start)
        guard count > 0 else { return .needsMore }
        head.request.body.append(contentsOf: buffer[start..<start + count])
        consume(through: start + count)
        phase = count == remaining ? .chunkEnd : .chunkData(remaining: remaining - count)
        return nil
    }

    private mutating func readChunkEnd() throws(HTTPParseError) -> Step? {
        guard start < buffer.count else { return .needsMore }
        guard buffer[start] == ASCII.carriageReturn else { throw .malformedChunk }
        guard start + 1 < buffer.count else { return .needsMore }
        guard buffer[start + 1] == ASCII.lineFeed else { throw .malformedChunk }
        consume(through: start + 2)
        phase = .chunkSize
        return nil
    }

    /// Reads a trailer field and drops it: nothing here asks for any, and merging them is a way to smuggle a header.
    private mutating func readTrailer() throws(HTTPParseError) -> Step? {
        guard let line = try nextFieldLine() else { return .needsMore }
        guard line.isEmpty else {
            _ = try RequestHead.field(line)
            return nil
        }
        return finishRequest()
    }
}
