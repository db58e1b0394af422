import HTTP

/// What has come of one response so far, put together from libcurl's header lines and pieces of body, within limits.
struct ResponseCollector {
    /// How much of a response is accepted.
    struct Limits {
        var headerLines = 128
        var headerBytes = 64 << 10
        /// Of the body of a whole exchange, or of a stream that is not 2xx; a good stream may go on for ever.
        var bodyBytes: Int
    }

    /// Why nothing more is taken.
    enum Refusal {
        case tooLarge(part: String, limitBytes: Int)
        case malformed
    }

    private let limits: Limits
    private let isStream: Bool
    private var headerLines = 0
    private var headerBytes = 0
    private var bodyBytes = 0
    private(set) var isHeadComplete = false
    /// The response; of a stream's body, what has not been taken yet.
    private(set) var response = HTTPResponse(status: 0)
    private(set) var refusal: Refusal?

    init(limits: Limits, isStream: Bool) {
        self.limits = limits
        self.isStream = isStream
    }

    /// Takes the part of the body that has come since the last call.
    mutating func takeBody() -> [UInt8] {
        let bytes = response.body
        response.body = []
        return bytes
    }

    /// Takes in one line of the head, or of the trailer fields, with its line end; false if it must not go on.
    mutating func add(headerLine: UnsafeRawBufferPointer) -> Bool {
        headerLines += 1
        headerBytes += headerLine.count
        guard headerBytes <= limits.headerBytes && headerLines <= limits.headerLines else {
            return refuse(.tooLarge(part: "head", limitBytes: limits.headerBytes))
        }
        guard !isHeadComplete else { return true }
        if headerLine.starts(with: "HTTP/".utf8) {
            // An interim response's head (1xx) is followed by another one.
            let words = headerLine.split(separator: UInt8(ascii: " "), maxSplits: 2)
            let digits = words.dropFirst().first?.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? []
            guard let status = Int(String(decoding: digits, as: UTF8.self)) else { return refuse(.malformed) }
            response = HTTPResponse(status: status)
        } else if let colon = headerLine.firstIndex(of: UInt8(ascii: ":")) {
            let value = trimmed(headerLine[(colon + 1)...])
            response.headers.append(String(decoding: headerLine[..<colon], as: UTF8.self), value)
        } else if headerLine.allSatisfy(isSpace) {
            isHeadComplete = response.status >= 200
        }
        return true
    }

    /// Takes in a piece of the body; false if it must not go on.
    mutating func add(body: UnsafeRawBufferPointer) -> Bool {
        bodyBytes += body.count
        let isEndless = isStream && (200..<300).contains(response.status)
        guard isEndless || bodyBytes <= limits.bodyBytes else {
            return refuse(.tooLarge(part: "body", limitBytes: limits.bodyBytes))
        }
        response.body.append(contentsOf: body)
        return true
    }

    private mutating func refuse(_ reason: Refusal) -> Bool {
        refusal = reason
        return false
    }
}

/// The text without the whitespace around it that belongs to the line and not to the field (RFC 9112, 5.1).
private func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> String {
    let text = text.drop(while: isSpace)
    guard let last = text.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(decoding: text[...last], as: UTF8.self)
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a }
