import HTTP
import Testing

/// What is no request, and what two readers could understand differently (RFC 9112, 11.2: request smuggling).
@Suite struct RequestRefusalTests {
    @Test(arguments: [
        ("GET /\r\n", HTTPParseError.malformedRequestLine),
        ("GET  / HTTP/1.1\r\n", .malformedTarget),
        ("GET / / HTTP/1.1\r\n", .malformedTarget),
        ("GET /  HTTP/1.1\r\n", .malformedTarget),
        ("GET / HTTP/1.1 \r\n", .malformedRequestLine),
        (" GET / HTTP/1.1\r\n", .notHTTP),
        ("GET\t/ HTTP/1.1\r\n", .malformedRequestLine),
        ("GE(T / HTTP/1.1\r\n", .malformedRequestLine),
        ("GET / HTTP/1.1\n", .bareLineFeed),
        ("GET / http/1.1\r\n", .malformedRequestLine),
        ("GET / HTCPCP/1.0\r\n", .malformedRequestLine),
        ("GET / HTTP/0.9\r\n", .unsupportedVersion),
        ("GET / HTTP/1.2\r\n", .unsupportedVersion),
        ("GET / HTTP/11\r\n", .unsupportedVersion),
        ("GET / HTTP/1.1\r\r\n", .unsupportedVersion),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
        ("GET * HTTP/1.1\r\n", .malformedTarget),
        ("GET leader HTTP/1.1\r\n", .malformedTarget),
        ("GET ftp://a/ HTTP/1.1\r\n", .malformedTarget),
        ("GET http:///leader HTTP/1.1\r\n", .malformedTarget),
        ("GET http://user@a/ HTTP/1.1\r\n", .malformedTarget),
        ("CONNECT a:80 HTTP/1.1\r\n", .malformedTarget),
        ("GET /a#b HTTP/1.1\r\n", .malformedTarget),
        ("GET /\u{0} HTTP/1.1\r\n", .malformedTarget),
        ("GET /\r HTTP/1.1\r\n", .malformedTarget),
        ("GET /ü HTTP/1.1\r\n", .malformedTarget),
        ("\u{16}\u{3}\u{1}", .notHTTP),
        ("\n", .notHTTP),
    ])
    func aRequestLineThatIsNone(text: String, error: HTTPParseError) {
        #expect(failure(text) == error)
    }

    @Test(arguments: [
        ("Name : value\r\n", HTTPParseError.malformedField),
        ("Name\t: value\r\n", .malformedField),
        (": value\r\n", .malformedField),
        ("no colon\r\n", .malformedField),
        ("N\u{0}me: value\r\n", .malformedField),
        ("Nämé: value\r\n", .malformedField),
        ("Name: val\u{0}ue\r\n", .malformedField),
        ("Name: val\rue\r\n", .malformedField),
        ("Name: value\r\r\n", .malformedField),
        ("Name: \u{7f}\r\n", .malformedField),
        ("Name: a\r\n b\r\n", .foldedField),
        ("Name: a\r\n\tb\r\n", .foldedField),
        ("Name: a\r\n \r\n", .foldedField),
        (" Name: a\r\n", .foldedField),
        ("Name: value\n", .bareLineFeed),
        ("\n", .bareLineFeed),
    ])
    func aFieldThatIsNone(line: String, error: HTTPParseError) {
        #expect(failure("GET / HTTP/1.1\r\nHost: a\r\n\(line)") == error)
    }

    @Test(arguments: [
        ("", HTTPParseError.missingHost),
        ("Host: a\r\nHost: a\r\n", .severalHosts),
        ("Host: a\r\nhost: b\r\n", .severalHosts),
        ("Host: a b\r\n", .malformedHost),
        ("Host: a/b\r\n", .malformedHost),
        ("Host: user@a\r\n", .malformedHost),
        ("Host: a, b\r\n", .malformedHost),
    ])
    func aHostThatIsNotExactlyOne(fields: String, error: HTTPParseError) {
        #expect(failure("GET / HTTP/1.1\r\n\(fields)\r\n") == error)
    }

    @Test func twoHostsAreRefusedInHTTP10Too() {
        #expect(failure("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n") == .severalHosts)
    }

    @Test(arguments: [
        ("Content-Length: 1\r\nContent-Length: 2\r\n", HTTPParseError.severalContentLengths),
        ("Content-Length: 1\r\ncontent-length: 1\r\n", .severalContentLengths),
        ("Content-Length: 1, 1\r\n", .malformedContentLength),
        ("Content-Length: +1\r\n", .malformedContentLength),
        ("Content-Length: -1\r\n", .malformedContentLength),
        ("Content-Length: 0x1\r\n", .malformedContentLength),
        ("Content-Length: 1 1\r\n", .malformedContentLength),
        ("Content-Length: 1_0\r\n", .malformedContentLength),
        ("Content-Length: ١\r\n", .malformedContentLength),
        ("Content-Length:\r\n", .malformedContentLength),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", .contentLengthBesideTransferEncoding),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", .contentLengthBesideTransferEncoding),
        ("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", .contentLengthBesideTransferEncoding),
        ("Transfer-Encoding: identity\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding:\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked, gzip\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked, chunked\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding: \"chunked\"\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked;q=1\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding: xchunked\r\n", .malformedTransferEncoding),
        ("Transfer-Encoding: gzip, chunked\r\n", .unsupportedTransferEncoding),
        ("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", .unsupportedTransferEncoding),
    ])
    func aBodyWhoseEndIsInDoubt(fields: String, error: HTTPParseError) {
        #expect(failure("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n0\r\n\r\n") == error)
    }

    @Test func anOldClientCannotSendChunks() {
        #expect(failure("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == .malformedTransferEncoding)
    }

    @Test func aNumberBeyondEveryIntegerIsALengthBeyondTheLimit() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\n"
        let digits = String(repeating: "9", count: 40)
        #expect(failure("\(head)Content-Length: \(digits)\r\n\r\n") == .bodyTooLarge(limit: 65_536))
        #expect(failure("\(head)Transfer-Encoding: chunked\r\n\r\n\(digits)\r\n") == .bodyTooLarge(limit: 65_536))
    }

    @Test func theRequestsBeforeABadOneStillCount() {
        let found = steps("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/9.9\r\n")
        #expect(found.count == 2)
        #expect(found.last == .failed(.unsupportedVersion))
    }
}
