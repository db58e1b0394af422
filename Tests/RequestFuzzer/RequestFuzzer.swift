import Election
import HTTP
import StatusAPI

/// What libFuzzer calls with bytes of its making; see `.ci/fuzz`.
///
/// Whatever comes is read or refused, and what was read keeps the properties below; one that does not hold is a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    // Two bytes choose the limits and where the rest is cut.
    guard size >= 2 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    RequestFuzzer(bytes: Array(input[2...]), choice: input[0], cuts: input[1]).run()
    return 0
}

/// One stream of bytes, and what has to hold for it.
struct RequestFuzzer {
    let bytes: [UInt8]
    let choice: UInt8
    let cuts: UInt8

    /// Small ones, which a fuzzer reaches, or the sidecar's.
    private var limits: RequestLimits {
        guard choice & 1 == 0 else { return RequestLimits() }
        let sizes = [16, 32, 64, 128]
        return RequestLimits(
            requestLineBytes: sizes[Int(choice >> 1 & 3)],
            headerBytes: sizes[Int(choice >> 3 & 3)],
            headerFields: 1 + Int(choice >> 5 & 3),
            bodyBytes: sizes[Int(choice >> 6 & 3)]
        )
    }

    func run() {
        let whole = steps(of: [bytes[...]])
        require(steps(of: pieces) == whole, "another cut, another meaning")
        require(steps(of: bytes.indices.map { bytes[$0...$0] }) == whole, "byte by byte, another meaning")
        for (index, step) in whole.enumerated() {
            switch step {
            case .request(let request, let framing):
                require(framing.isKeepAlive || index == whole.count - 1, "something came behind the last request")
                check(request)
                checkEncoding(of: request, framing)
            case .failed(let error):
                require(index == whole.count - 1, "something came behind a failure")
                checkAnswer(error.response)
            case .continueExpected, .needsMore:
                break
            }
        }
    }

    /// The bytes in pieces of which the input chose the sizes.
    private var pieces: [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var random = UInt32(cuts)
        var rest = bytes[...]
        while !rest.isEmpty {
            random = random &* 1_664_525 &+ 1_013_904_223
            let piece = rest.prefix(1 + Int(random >> 16) % (1 + Int(cuts & 0x3f)))
            pieces.append(piece)
            rest = rest[piece.endIndex...]
        }
        return pieces
    }

    /// What the parser says, up to a failure, after checking what it holds after every piece.
    private func steps(of pieces: [ArraySlice<UInt8>]) -> [RequestParser.Step] {
        let limits = limits
        // A line needs its CR beside its bytes, and a chunk's size 16 digits; a piece can only be larger itself.
        let most = max(limits.requestLineBytes, limits.headerBytes + 16, limits.bodyBytes) + 1
        var parser = RequestParser(limits: limits)
        var steps: [RequestParser.Step] = []
        for piece in pieces {
            parser.append(Array(piece))
            reading: while true {
                let before = parser.unusedBytes
                let step = parser.next()
                switch step {
                case .needsMore:
                    require(parser.unusedBytes <= most, "\(parser.unusedBytes) bytes are kept")
                    break reading
                case .continueExpected, .request:
                    require(parser.unusedBytes <= before, "a step gives bytes back")
                    steps.append(step)
                    require(steps.count <= bytes.count, "steps out of nothing")
                case .failed:
                    require(parser.unusedBytes == 0 && !parser.isInsideRequest, "a failure keeps something")
                    parser.append(Array("GET / HTTP/1.0\r\n\r\n".utf8))
                    require(parser.next() == step && parser.unusedBytes == 0, "a failure was not the end")
                    return steps + [step]
                }
            }
        }
        return steps
    }

    /// A request is as large as it may be, and what its query says is read or refused.
    private func check(_ request: HTTPRequest) {
        require(request.target.utf8.count <= limits.requestLineBytes, "a target of \(request.target.utf8.count) bytes")
        require(request.headers.fields.count <= limits.headerFields + 1, "\(request.headers.fields.count) fields")
        require(request.body.count <= limits.bodyBytes, "a body of \(request.body.count) bytes")
        for text in Array(request.query.keys) + Array(request.query.values) {
            require(percentDecoded(percentEncoded(text)).utf8.elementsEqual(text.utf8), "\(text) is decoded otherwise")
            guard let revision = Revision(text) else { continue }
            require(Revision("\(revision)") == revision, "\(revision) is read otherwise")
        }
        do throws(LongPollError) {
            guard let poll = try LongPoll(request) else { return }
            require(poll.wait >= .zero && poll.wait <= LongPoll.longestWait, "a wait of \(poll.wait)")
        } catch {
            checkAnswer(.error(400, "\(error)"))
        }
    }

    /// Written down again and read again, it is the same request.
    private func checkEncoding(of request: HTTPRequest, _ framing: ResponseFraming) {
        var encoded = "\(request.method) \(request.target) HTTP/1.\(framing.isHTTP10 ? 0 : 1)\r\n"
        for field in Self.plainFields(of: request) { encoded += "\(field.name): \(field.value)\r\n" }
        encoded += "Content-Length: \(request.body.count)\r\n\r\n"
        // Bytes that are no UTF-8 were replaced by three, a host can have come from the target, and a length is added.
        let limits = RequestLimits(requestLineBytes: 1 << 16, headerBytes: 1 << 18, headerFields: 128)
        var parser = RequestParser(limits: limits)
        parser.append(Array(encoded.utf8) + request.body)
        var step = parser.next()
        if step == .continueExpected { step = parser.next() }
        guard case .request(let again, let sameFraming) = step else {
            fatalError("\(encoded) was a request, and is \(step)")
        }
        require(again.method == request.method && again.target == request.target, "another request line: \(again)")
        require(Self.plainFields(of: again) == Self.plainFields(of: request), "other fields: \(again)")
        require(again.body == request.body && sameFraming == framing, "another body or framing: \(again)")
        require(parser.unusedBytes == 0, "an encoded request leaves something")
    }

    /// The fields without those that delimit the body.
    private static func plainFields(of request: HTTPRequest) -> [HTTPHeaders.Field] {
        var headers = request.headers
        headers["Content-Length"] = nil
        headers["Transfer-Encoding"] = nil
        return headers.fields
    }

    /// An answer is one head and a body of the length that it says, whatever it quotes.
    private func checkAnswer(_ response: HTTPResponse) {
        let encoded = response.encoded(for: .closing)
        let heads = String(decoding: encoded.dropLast(response.body.count), as: UTF8.self).split(separator: "\r\n")
        require(heads.first?.hasPrefix("HTTP/1.1 ") == true, "\(heads)")
        require(encoded.suffix(response.body.count) == response.body[...], "the body is not what comes last")
        require(heads.contains("Content-Length: \(response.body.count)"), "\(heads)")
        require(response.body.allSatisfy { $0 >= 0x20 }, "a control character in a JSON text")
    }
}

/// Ends the process with the reason, which a precondition leaves out of what is optimized.
private func require(_ condition: Bool, _ reason: @autoclosure () -> String) {
    guard !condition else { return }
    fatalError(reason())
}
