import HTTP
import Testing

@Suite struct RequestBodyTests {
    private let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func aBodyOfKnownLength() {
        let found = request("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\nhello")
        #expect(found?.body == Array("hello".utf8))
        #expect(request("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")?.body == [])
        #expect(request("GET / HTTP/1.0\r\nContent-Length: 1\r\n\r\n!")?.body == Array("!".utf8))
    }

    @Test(arguments: [
        "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
        "00b\r\nhello world\r\n000\r\n\r\n",
        "B;name=value;other=\"a b\"\r\nhello world\r\n0 ; last\r\n\r\n",
        "b\r\nhello world\r\n0\r\nX-Checksum: 1\r\nTransfer-Encoding: gzip\r\n\r\n",
    ])
    func aChunkedBodyIsPutTogetherAndItsTrailersAreDropped(body: String) {
        let found = request(chunked + body)
        #expect(found?.body == Array("hello world".utf8))
        #expect(found?.headers == ["Host": "a", "Transfer-Encoding": "chunked"])
    }

    @Test func requestsFollowAChunkedBody() {
        #expect(steps(chunked + "1\r\na\r\n0\r\n\r\n" + chunked + "0\r\n\r\n").count == 2)
    }

    @Test(arguments: [
        "\r\n", "x\r\n", "-1\r\n", "0x1\r\na\r\n", "+1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n", "1 1\r\na\r\n",
        "1\r\nab\r\n", "1\r\na\rb", "1;\u{0}\r\na\r\n", "1;a\rb\r\na\r\n", "00000000000000001\r\na\r\n",
    ])
    func aMalformedChunkIsRefused(body: String) {
        #expect(failure(chunked + body) == .malformedChunk)
    }

    @Test func lineFeedsAloneEndNothingInAChunkedBody() {
        #expect(failure(chunked + "1\na\r\n0\r\n\r\n") == .bareLineFeed)
        #expect(failure(chunked + "1;x\na\r\n0\r\n\r\n") == .bareLineFeed)
        #expect(failure(chunked + "1\r\na\n0\r\n\r\n") == .malformedChunk)
        #expect(failure(chunked + "0\r\n\n") == .bareLineFeed)
    }

    @Test func trailersAreCheckedLikeHeaders() {
        #expect(failure(chunked + "0\r\nbad field\r\n\r\n") == .malformedField)
        #expect(failure(chunked + "0\r\na: 1\r\n b\r\n\r\n") == .foldedField)
    }

    @Test func aClientThatWaitsForContinueIsToldOnce() {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n"
        for body in ["Content-Length: 2\r\n\r\nhi", "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"] {
            let found = steps(head + body)
            #expect(found.first == .continueExpected)
            guard found.count == 2, case .request(let request, _) = found[1] else {
                Issue.record("no request: \(found)")
                continue
            }
            #expect(request.body == Array("hi".utf8))
        }
    }

    @Test func nobodyIsToldToContinueWithoutABodyOrWithHTTP10OrWithTooMuch() {
        #expect(steps("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n").count == 1)
        #expect(steps("PUT / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n!").count == 1)
        let large = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n"
        #expect(steps(large) == [.failed(.bodyTooLarge(limit: 65_536))])
    }
}
