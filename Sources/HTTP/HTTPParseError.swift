/// Why bytes are not a request that this server takes; the connection they came over ends with the answer.
package enum HTTPParseError: Error, Hashable, Sendable, CustomStringConvertible {
    case notHTTP
    case bareLineFeed
    case requestLineTooLong(limit: Int)
    case malformedRequestLine
    case malformedTarget
    case unsupportedVersion
    case headersTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case malformedField
    case foldedField
    case missingHost
    case severalHosts
    case malformedHost
    case malformedContentLength
    case severalContentLengths
    case contentLengthBesideTransferEncoding
    case malformedTransferEncoding
    case unsupportedTransferEncoding
    case bodyTooLarge(limit: Int)
    case malformedChunk

    /// The status code that the client is answered with (RFC 9110, 15.5 and 15.6).
    package var status: Int {
        switch self {
        case .notHTTP, .bareLineFeed, .malformedRequestLine, .malformedTarget, .malformedField, .foldedField,
            .missingHost, .severalHosts, .malformedHost, .malformedContentLength, .severalContentLengths,
            .contentLengthBesideTransferEncoding, .malformedTransferEncoding, .malformedChunk:
            400
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .headersTooLarge, .tooManyFields: 431
        case .unsupportedTransferEncoding: 501
        case .unsupportedVersion: 505
        }
    }

    package var description: String {
        switch self {
        case .notHTTP:
            "What came does not begin with an HTTP method; speak plain HTTP/1.1 here, without TLS."
        case .bareLineFeed:
            "A line ends with LF alone; end every line with CR LF."
        case .requestLineTooLong(let limit):
            "The request line is longer than \(limit) bytes; shorten the target."
        case .malformedRequestLine:
            "The request line is malformed; write a method, a target and a version with one space between them, for "
                + "example: GET / HTTP/1.1"
        case .malformedTarget:
            "The request's target is malformed; write a path that begins with /, percent-encoded and without fragment."
        case .unsupportedVersion:
            "The request's HTTP version is not spoken here; use HTTP/1.1 or HTTP/1.0."
        case .headersTooLarge(let limit):
            "The header fields are longer than \(limit) bytes in all; send less."
        case .tooManyFields(let limit):
            "There are more than \(limit) header fields; send fewer."
        case .malformedField:
            "A header field is malformed; write name: value, without space before the colon and without control "
                + "characters."
        case .foldedField:
            "A header field is folded over several lines; write it on one."
        case .missingHost:
            "The Host header is missing; HTTP/1.1 needs exactly one."
        case .severalHosts:
            "There is more than one Host header; send exactly one."
        case .malformedHost:
            "The Host header is no host with an optional port; write for example: Host: localhost:4040"
        case .malformedContentLength:
            "Content-Length is no number of bytes; write decimal digits only."
        case .severalContentLengths:
            "There is more than one Content-Length; send exactly one."
        case .contentLengthBesideTransferEncoding:
            "Content-Length and Transfer-Encoding stand side by side; send one of them."
        case .malformedTransferEncoding:
            "Transfer-Encoding does not end the body by chunked, or the request is HTTP/1.0; use Content-Length or "
                + "Transfer-Encoding: chunked with HTTP/1.1."
        case .unsupportedTransferEncoding:
            "Transfer-Encoding names a coding beside chunked; send the body as it is."
        case .bodyTooLarge(let limit):
            "The body is longer than \(limit) bytes; send less."
        case .malformedChunk:
            "A chunk of the body is malformed; write its size in hexadecimal digits, CR LF, its bytes, CR LF."
        }
    }
}
