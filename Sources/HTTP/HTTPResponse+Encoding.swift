/// Responses as bytes for the wire (RFC 9112).
///
/// There is no Date field. RFC 9110, 6.6.1 wants one of servers with a clock, for the sake of caches, and forbids it to
/// those without: this layer has none, the pod's wall clock is nothing we vouch for, and no answer of ours may be
/// cached.
extension HTTPResponse {
    /// What a client that sent `Expect: 100-continue` waits for before it sends its body.
    package static let continueBytes = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The whole response: head, and body unless the request was a HEAD or the status has none.
    ///
    /// Content-Length, Transfer-Encoding and Connection are the encoder's; those in `headers` are left out.
    package func encoded(for framing: ResponseFraming) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + body.count)
        appendHead(to: &bytes, for: framing, isKeepAlive: framing.isKeepAlive)
        if hasBody {
            bytes += "Content-Length: ".utf8
            bytes += String(body.count).utf8
            bytes += "\r\n".utf8
        }
        bytes.append(contentsOf: "\r\n".utf8)
        if hasBody, !framing.isHead {
            bytes.append(contentsOf: body)
        }
        return bytes
    }

    /// The head of a response whose body follows as a stream, piece by piece through `ResponseFraming.chunk`.
    ///
    /// HTTP/1.0 knows no chunks: there the stream ends with the connection, whatever the framing says about it. `body`
    /// is left out.
    package func encodedStreamHead(for framing: ResponseFraming) -> [UInt8] {
        var bytes: [UInt8] = []
        appendHead(to: &bytes, for: framing, isKeepAlive: framing.isKeepAlive && !framing.isHTTP10)
        if !framing.isHTTP10 {
            bytes.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        }
        bytes.append(contentsOf: "\r\n".utf8)
        return bytes
    }

    private var hasBody: Bool { status >= 200 && status != 204 && status != 304 }

    private func appendHead(to bytes: inout [UInt8], for framing: ResponseFraming, isKeepAlive: Bool) {
        // The server's own version also for a client of 1.0 (RFC 9110, 2.5).
        bytes += "HTTP/1.1 ".utf8
        bytes += String(status).utf8
        bytes.append(ASCII.space)
        bytes += Self.reasonPhrase(status).utf8
        bytes += "\r\n".utf8
        for field in headers.fields where !Self.isFraming(field.name) {
            append(field.name, to: &bytes)
            bytes.append(contentsOf: ": ".utf8)
            append(field.value, to: &bytes)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        if !isKeepAlive {
            bytes.append(contentsOf: "Connection: close\r\n".utf8)
        } else if framing.isHTTP10 {
            bytes.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        }
    }

    /// Control characters become spaces: a value that was taken from somewhere must not begin a field of its own.
    private func append(_ text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes += text.utf8
        for index in start..<bytes.count where !ASCII.isFieldValue(bytes[index]) { bytes[index] = ASCII.space }
    }

    private static func isFraming(_ name: String) -> Bool {
        equalIgnoringCase(name, "Content-Length") || equalIgnoringCase(name, "Connection")
            || equalIgnoringCase(name, "Transfer-Encoding")
    }

    /// The phrase beside a status code; empty for codes that this program does not send.
    private static func reasonPhrase(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}

extension ResponseFraming {
    /// A piece of a stream's body as it goes over the wire; empty bytes give nothing, since an empty chunk ends a body.
    package func chunk(_ bytes: [UInt8]) -> [UInt8] {
        guard !isHead, !bytes.isEmpty else { return [] }
        guard !isHTTP10 else { return bytes }
        return Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + "\r\n".utf8
    }

    /// What ends a stream's body; empty where the end of the connection does.
    package var lastChunk: [UInt8] {
        isHead || isHTTP10 ? [] : Array("0\r\n\r\n".utf8)
    }
}
