/// Request line and header fields of one request, and what they say about the rest of it.
struct RequestHead: Sendable {
    /// What ends a request's body (RFC 9112, 6.3).
    enum BodyDelimiter {
        case none
        case length(Int)
        case chunks
    }

    var request = HTTPRequest(method: "", target: "")
    private var isHTTP10 = false
    /// The authority of an absolute-form target, which takes the place of the Host header.
    private var authority: String?

    // MARK: Lines

    /// Reads `method SP request-target SP HTTP-version` (RFC 9112, 3).
    mutating func readRequestLine(_ line: ArraySlice<UInt8>) throws(HTTPParseError) {
        guard let first = line.firstIndex(of: ASCII.space), let last = line.lastIndex(of: ASCII.space), first < last
        else { throw .malformedRequestLine }
        let method = line[..<first]
        guard !method.isEmpty, method.allSatisfy(ASCII.isToken) else { throw .malformedRequestLine }
        isHTTP10 = try Self.isHTTP10(version: line[(last + 1)...])
        request.method = method.text
        try readTarget(line[(first + 1)..<last])
    }

    /// Name and value of a field line, the value trimmed (RFC 9112, 5).
    static func field(
        _ line: ArraySlice<UInt8>
    ) throws(HTTPParseError) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        if line.first == ASCII.space || line.first == ASCII.tab { throw .foldedField }
        guard let colon = line.firstIndex(of: ASCII.colon) else { throw .malformedField }
        let name = line[..<colon]
        let value = line[(colon + 1)...]
        guard !name.isEmpty, name.allSatisfy(ASCII.isToken), value.allSatisfy(ASCII.isFieldValue) else {
            throw .malformedField
        }
        return (name, value.trimmed)
    }

    private static func isHTTP10(version: ArraySlice<UInt8>) throws(HTTPParseError) -> Bool {
        if version.elementsEqual("HTTP/1.1".utf8) { return false }
        if version.elementsEqual("HTTP/1.0".utf8) { return true }
        throw version.starts(with: "HTTP/".utf8) ? .unsupportedVersion : .malformedRequestLine
    }

    /// Takes the origin form, `*` for OPTIONS, and the absolute form, which it reduces to the origin form.
    private mutating func readTarget(_ target: ArraySlice<UInt8>) throws(HTTPParseError) {
        guard let first = target.first, target.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") })
        else { throw .malformedTarget }
        request.target = target.text
        if first == ASCII.slash || request.target == "*" && request.method == "OPTIONS" { return }

        let scheme = ["http://", "https://"].first { equalIgnoringCase(request.target.prefix($0.utf8.count), $0) }
        guard let scheme else { throw .malformedTarget }
        let rest = target.dropFirst(scheme.utf8.count)
        let end = rest.firstIndex { $0 == ASCII.slash || $0 == ASCII.questionMark } ?? rest.endIndex
        let host = rest[..<end].text
        guard !host.isEmpty, Self.isHost(host) else { throw .malformedTarget }
        authority = host
        let path = rest[end...]
        request.target = (path.first == ASCII.slash ? "" : "/") + path.text
    }

    // MARK: What the fields say

    /// Checks the Host header; an absolute-form target's authority takes its place (RFC 9112, 3.2).
    mutating func settleHost() throws(HTTPParseError) {
        let hosts = request.headers.values("Host")
        guard hosts.count <= 1 else { throw .severalHosts }
        guard !hosts.isEmpty || isHTTP10 else { throw .missingHost }
        guard hosts.allSatisfy(Self.isHost) else { throw .malformedHost }
        if let authority { request.headers["Host"] = authority }
    }

    /// How the response is to be framed (RFC 9112, 9.3).
    var framing: ResponseFraming {
        let options = request.headers.list("Connection")
        let isClose = options.contains { equalIgnoringCase($0, "close".utf8) }
        let isKeepAlive = !isHTTP10 || options.contains { equalIgnoringCase($0, "keep-alive".utf8) }
        return ResponseFraming(
            isKeepAlive: isKeepAlive && !isClose,
            isHead: request.method == "HEAD",
            isHTTP10: isHTTP10
        )
    }

    /// What ends the body; anything that two readers could understand differently is an error.
    func bodyDelimiter() throws(HTTPParseError) -> BodyDelimiter {
        let lengths = request.headers.values("Content-Length")
        let encodings = request.headers.values("Transfer-Encoding")
        guard encodings.isEmpty else {
            guard lengths.isEmpty else { throw .contentLengthBesideTransferEncoding }
            let codings = request.headers.list("Transfer-Encoding")
            let chunked = codings.filter { equalIgnoringCase($0, "chunked".utf8) }.count
            guard !isHTTP10, chunked == 1, let last = codings.last, equalIgnoringCase(last, "chunked".utf8) else {
                throw .malformedTransferEncoding
            }
            guard codings.count == 1 else { throw .unsupportedTransferEncoding }
            return .chunks
        }
        guard lengths.count <= 1 else { throw .severalContentLengths }
        guard let text = lengths.first else { return .none }
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw .malformedContentLength
        }
        // A number that no Int holds is beyond every limit.
        return .length(Int(text) ?? .max)
    }

    /// Whether the client waits for 100 (Continue) before it sends its body (RFC 9110, 10.1.1).
    var expectsContinue: Bool {
        !isHTTP10 && request.headers.values("Expect").contains { equalIgnoringCase($0, "100-continue") }
    }

    /// Whether a text can be a host with an optional port; it may be empty (RFC 9110, 7.2).
    ///
    /// The characters of RFC 3986's host and port, brackets and percent-encoding included; that they make a name which
    /// resolves is nothing to us.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "]"), ASCII.colon, UInt8(ascii: "("), UInt8(ascii: ")"),
                ASCII.semicolon, UInt8(ascii: "="):
                true
            case UInt8(ascii: "#"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"):
                false
            default:
                ASCII.isToken(byte)
            }
        }
    }
}
