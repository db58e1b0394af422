import HTTP
import Testing

@Suite struct ResponseEncodingTests {
    private let response = HTTPResponse(
        status: 200,
        headers: ["Content-Type": "application/json"],
        body: Array("{}".utf8)
    )
    private let keepAlive = ResponseFraming(isKeepAlive: true)

    @Test func aResponseGoesOutWithItsLength() {
        let text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        #expect(response.encoded(for: keepAlive) == Array(text.utf8))
    }

    @Test func theLastResponseOfAConnectionSaysSo() {
        let text = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        #expect(HTTPResponse(status: 503).encoded(for: .closing) == Array(text.utf8))
    }

    @Test func anOldClientIsToldThatItsConnectionStays() {
        let text = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"
        let framing = ResponseFraming(isKeepAlive: true, isHTTP10: true)
        #expect(HTTPResponse(status: 200).encoded(for: framing) == Array(text.utf8))
    }

    @Test func aHeadGetsTheLengthWithoutTheBody() {
        let text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
        #expect(response.encoded(for: ResponseFraming(isKeepAlive: true, isHead: true)) == Array(text.utf8))
    }

    @Test func someStatusesHaveNoBodyAndNoLength() {
        for (status, phrase) in [(204, "No Content"), (304, "Not Modified")] {
            let bytes = HTTPResponse(status: status, body: [1]).encoded(for: keepAlive)
            #expect(bytes == Array("HTTP/1.1 \(status) \(phrase)\r\n\r\n".utf8))
        }
        #expect(HTTPResponse.continueBytes == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }

    @Test func anUnknownStatusHasAnEmptyPhraseBehindItsSpace() {
        #expect(HTTPResponse(status: 299).encoded(for: keepAlive).starts(with: "HTTP/1.1 299 \r\n".utf8))
    }

    @Test func theFramingIsTheEncodersAndAValueBeginsNoFieldOfItsOwn() {
        var response = HTTPResponse(status: 200, headers: ["content-length": "7", "Transfer-Encoding": "chunked"])
        response.headers.append("X-Name", "pod\r\nSet-Cookie: a")
        let text = "HTTP/1.1 200 OK\r\nX-Name: pod  Set-Cookie: a\r\nContent-Length: 0\r\n\r\n"
        #expect(response.encoded(for: keepAlive) == Array(text.utf8))
    }

    @Test func aStreamIsChunked() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(response.encodedStreamHead(for: keepAlive) == Array(head.utf8))
        #expect(
            keepAlive.chunk(Array(repeating: 97, count: 26))
                == Array("1a\r\n\(String(repeating: "a", count: 26))\r\n".utf8)
        )
        #expect(keepAlive.chunk([]).isEmpty, "an empty chunk would end the stream")
        #expect(keepAlive.lastChunk == Array("0\r\n\r\n".utf8))
    }

    @Test func aStreamToAnOldClientEndsWithItsConnection() {
        let framing = ResponseFraming(isKeepAlive: true, isHTTP10: true)
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
        #expect(response.encodedStreamHead(for: framing) == Array(head.utf8))
        #expect(framing.chunk([97]) == [97])
        #expect(framing.lastChunk.isEmpty)
    }

    @Test func aStreamAskedForByHeadHasNoPieces() {
        let framing = ResponseFraming(isKeepAlive: true, isHead: true)
        #expect(framing.chunk([97]).isEmpty)
        #expect(framing.lastChunk.isEmpty)
    }
}
