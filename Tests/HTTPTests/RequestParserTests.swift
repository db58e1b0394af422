import HTTP
import Testing

@Suite struct RequestParserTests {
    @Test func aPlainGetComesOutAsItStands() {
        let found = steps("GET /leader?wait=30s HTTP/1.1\r\nHost: localhost:4040\r\nAccept:\t*/* \r\n\r\n")
        let request = HTTPRequest(
            method: "GET",
            target: "/leader?wait=30s",
            headers: ["Host": "localhost:4040", "Accept": "*/*"]
        )
        #expect(found == [.request(request, ResponseFraming(isKeepAlive: true))])
    }

    @Test func pipelinedRequestsComeOutInOrder() {
        let found = steps(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                + "HEAD /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        let put = HTTPRequest(
            method: "PUT",
            target: "/2",
            headers: ["Host": "a", "Content-Length": "2"],
            body: Array("hi".utf8)
        )
        #expect(
            found == [
                .request(HTTPRequest(method: "GET", target: "/1", headers: ["Host": "a"]), .init(isKeepAlive: true)),
                .request(put, .init(isKeepAlive: true)),
                .request(
                    HTTPRequest(method: "HEAD", target: "/3", headers: ["Host": "a"]),
                    .init(isKeepAlive: true, isHead: true)
                ),
            ]
        )
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true),
        ("HTTP/1.1", "Connection: close\r\n", false),
        ("HTTP/1.1", "Connection: Upgrade , CLOSE\r\n", false),
        ("HTTP/1.1", "Connection: x\r\nConnection: close\r\n", false),
        ("HTTP/1.1", "Connection: closed\r\n", true),
        ("HTTP/1.0", "", false),
        ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
        ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
    ])
    func theConnectionStaysOpenWhereBothSidesMeanIt(version: String, fields: String, isKeepAlive: Bool) {
        guard case .request(_, let framing)? = steps("GET / \(version)\r\nHost: a\r\n\(fields)\r\n").first else {
            Issue.record("no request")
            return
        }
        #expect(framing == ResponseFraming(isKeepAlive: isKeepAlive, isHTTP10: version == "HTTP/1.0"))
    }

    @Test func nothingIsReadBehindARequestThatCloses() {
        let found = steps(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(found.count == 1)
    }

    @Test func oneEmptyLineBeforeARequestIsForgiven() {
        #expect(request("\r\nGET / HTTP/1.0\r\n\r\n")?.target == "/")
        #expect(failure("\r\n\r\nGET / HTTP/1.0\r\n\r\n") == .malformedRequestLine)
        #expect(steps("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").count == 2)
    }

    @Test(arguments: [
        ("http://leader.example:4040/leader?x=/", "/leader?x=/", "leader.example:4040"),
        ("HTTP://a", "/", "a"),
        ("https://a?x", "/?x", "a"),
        ("http://[::1]:4040/", "/", "[::1]:4040"),
    ])
    func anAbsoluteTargetBecomesAnOriginTargetAndItsHostWins(target: String, origin: String, host: String) {
        let request = request("GET \(target) HTTP/1.1\r\nHost: other\r\n\r\n")
        #expect(request?.target == origin)
        #expect(request?.headers.values("Host") == [host])
    }

    @Test func aHostMayBeEmptyAndOldClientsNeedNone() {
        #expect(request("GET / HTTP/1.1\r\nHost:\r\n\r\n")?.headers["Host"] == "")
        #expect(request("GET / HTTP/1.0\r\n\r\n")?.headers == [:])
        #expect(request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")?.target == "*")
    }

    @Test func bytesBeyondASCIIInAValueAreTaken() {
        #expect(request("GET / HTTP/1.0\r\nX-Name: Jürgen\r\n\r\n")?.headers["x-name"] == "Jürgen")
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\n", "GET", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", "\r\n",
    ])
    func anIncompleteRequestIsNoStep(text: String) {
        #expect(steps(text).isEmpty)
    }

    @Test func itIsKnownWhetherARequestHasBegun() {
        var parser = RequestParser()
        #expect(!parser.isInsideRequest)
        for text in ["G", "ET / HTTP/1.1\r\n", "Host: a\r\n"] {
            parser.append(Array(text.utf8))
            #expect(parser.next() == .needsMore)
            #expect(parser.isInsideRequest)
        }
        parser.append(Array("\r\n".utf8))
        _ = parser.next()
        #expect(!parser.isInsideRequest)
    }

    @Test func aFailureIsFinal() {
        var parser = RequestParser()
        parser.append(Array("nonsense\r\n".utf8))
        #expect(parser.next() == .failed(.malformedRequestLine))
        parser.append(Array("GET / HTTP/1.0\r\n\r\n".utf8))
        #expect(parser.next() == .failed(.malformedRequestLine))
    }

    @Test func aLineThatDripsInIsScannedOnce() {
        // Half a megabyte byte by byte: with a rescan for every byte this would be 10^11 steps and never end.
        let limits = RequestLimits(requestLineBytes: 1 << 20)
        let line = Array("GET /\(String(repeating: "a", count: 1 << 19)) HTTP/1.0\r\n\r\n".utf8)
        #expect(steps(line.map { [$0] }, limits: limits).count == 1)
    }
}
