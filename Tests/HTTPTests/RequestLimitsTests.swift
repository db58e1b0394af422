import HTTP
import Testing

@Suite struct RequestLimitsTests {
    private let small = RequestLimits(requestLineBytes: 20, headerBytes: 30, headerFields: 2, bodyBytes: 4)

    @Test func aRequestLineOfTheLimitIsTakenAndOneByteMoreIsNot() {
        #expect(steps("GET /123456 HTTP/1.0\r\n\r\n", limits: small).count == 1)
        #expect(failure("GET /1234567 HTTP/1.0\r\n\r\n", limits: small) == .requestLineTooLong(limit: 20))
        #expect(failure("GET /a/line/that/never/ends", limits: small) == .requestLineTooLong(limit: 20))
    }

    @Test func fieldsOfTheLimitAreTakenAndOneByteMoreIsNot() {
        let line = "GET / HTTP/1.0\r\n"
        #expect(steps("\(line)a: 78901\r\nb: 34567890123456\r\n\r\n", limits: small).count == 1)
        #expect(
            failure("\(line)a: 78901\r\nb: 345678901234567890\r\n\r\n", limits: small) == .headersTooLarge(limit: 30)
        )
        #expect(failure("\(line)a-field-that-never-ends: at all, at", limits: small) == .headersTooLarge(limit: 30))
        #expect(failure("\(line)a: 1\r\nb: 2\r\nc: 3\r\n", limits: small) == .tooManyFields(limit: 2))
    }

    @Test func aBodyOfTheLimitIsTakenAndOneByteMoreIsNot() {
        let length = "PUT / HTTP/1.0\r\nContent-Length: "
        #expect(steps("\(length)4\r\n\r\nfour", limits: small).count == 1)
        #expect(failure("\(length)5\r\n\r\n", limits: small) == .bodyTooLarge(limit: 4))

        let limits = RequestLimits(bodyBytes: 4)
        let chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(steps("\(chunked)2\r\nfo\r\n2\r\nur\r\n0\r\n\r\n", limits: limits).count == 1)
        #expect(failure("\(chunked)2\r\nfi\r\n3\r\n", limits: limits) == .bodyTooLarge(limit: 4))
        #expect(failure("\(chunked)5\r\n", limits: limits) == .bodyTooLarge(limit: 4))
    }

    @Test func chunkExtensionsAndTrailersAreBoundedOverTheWholeBody() {
        let limits = RequestLimits(headerBytes: 64)
        let chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let extended = "1;extension=1\r\na\r\n"
        #expect(steps(chunked + String(repeating: extended, count: 5) + "0\r\n\r\n", limits: limits).count == 1)
        let tooMany = chunked + String(repeating: extended, count: 20)
        #expect(failure(tooMany, limits: limits) == .headersTooLarge(limit: 64))
        let trailers = chunked + "0\r\n" + String(repeating: "a: 1\r\n", count: 20)
        #expect(failure(trailers, limits: limits) == .headersTooLarge(limit: 64))
        let fewFields = RequestLimits(headerFields: 2)
        #expect(failure(chunked + "0\r\na: 1\r\nb: 1\r\nc: 1\r\n", limits: fewFields) == .tooManyFields(limit: 2))
    }

    @Test func theLimitsCountAnewForEveryRequest() {
        let request = "GET / HTTP/1.1\r\nHost: a\r\nb: 34567890123\r\n\r\n"
        #expect(steps(request + request + request, limits: small).count == 3)
    }

    @Test(arguments: [
        (HTTPParseError.requestLineTooLong(limit: 1), 414), (.headersTooLarge(limit: 1), 431),
        (.tooManyFields(limit: 1), 431), (.bodyTooLarge(limit: 1), 413), (.unsupportedTransferEncoding, 501),
        (.unsupportedVersion, 505), (.notHTTP, 400), (.missingHost, 400),
        (.contentLengthBesideTransferEncoding, 400),
    ])
    func everyRefusalHasItsStatusAndSaysWhatWouldBeRight(error: HTTPParseError, status: Int) {
        let response = error.response
        #expect(response.status == status)
        #expect(response.headers["Content-Type"] == "application/json")
        #expect(response.headers["Cache-Control"] == "no-store")
        #expect(response.body == Array(#"{"error":"\#(error)"}"#.utf8))
    }
}
