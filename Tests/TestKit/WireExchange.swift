import FoundationEssentials
import HTTP

/// One recorded exchange with a real API server, as the files in `Wire` hold it.
///
/// A file is the line `# request`, a request, the line `# response` and a response, with line feeds instead of CRLF.
/// A body ends before the file's own last line feed; a chunked body stands without its chunk sizes.
package struct WireExchange: Sendable {
    package var request: HTTPRequest
    package var response: HTTPResponse

    /// The exchange of that name, for example `04-lease-create`.
    ///
    /// - Throws: `WireError` where there is no such file or it is not in the form above.
    package init(named name: String) throws(WireError) {
        try self.init(parsing: Self.text(of: "\(name).http"), name: name)
    }

    /// A whole file of `Wire`, with its extension.
    ///
    /// - Throws: `WireError` where there is no such file.
    package static func text(of file: String) throws(WireError) -> String {
        let directory = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let path = "/\(directory)/Wire/\(file)"
        guard let data = FileManager.default.contents(atPath: path) else { throw .missing(path) }
        return String(decoding: data, as: UTF8.self)
    }

    /// Parses the text of one file; `name` is for errors.
    package init(parsing text: String, name: String) throws(WireError) {
        let halves = text.components(separatedBy: "\n# response\n")
        guard halves.count == 2, halves[0].hasPrefix("# request\n") else {
            throw .malformed(name, "it needs one line '# request' and one line '# response'")
        }
        let asked = try Message(halves[0].dropFirst("# request\n".count), name: name)
        let answered = try Message(halves[1], name: name)
        let requestLine = asked.startLine.split(separator: " ")
        guard requestLine.count == 3 else { throw .malformed(name, "its request line is '\(asked.startLine)'") }
        request = HTTPRequest(
            method: String(requestLine[0]),
            target: String(requestLine[1]),
            headers: asked.headers,
            body: asked.body
        )
        let statusLine = answered.startLine.split(separator: " ")
        guard statusLine.count >= 2, let status = Int(statusLine[1]) else {
            throw .malformed(name, "its status line is '\(answered.startLine)'")
        }
        response = HTTPResponse(status: status, headers: answered.headers, body: answered.body)
    }
}

/// Why a recorded exchange cannot be had.
package enum WireError: Error, CustomStringConvertible {
    case missing(String)
    case malformed(String, String)

    package var description: String {
        switch self {
        case .missing(let path): "There is no recorded exchange at \(path); see Tests/TestKit/Wire for the names."
        case .malformed(let name, let cause): "The recorded exchange \(name) cannot be read: \(cause)."
        }
    }
}

/// One HTTP message, apart from what its first line means.
private struct Message {
    var startLine: String
    var headers = HTTPHeaders()
    var body: [UInt8]

    init(_ text: some StringProtocol, name: String) throws(WireError) {
        let parts = text.components(separatedBy: "\n\n")
        let lines = parts[0].components(separatedBy: "\n")
        startLine = lines[0]
        for line in lines.dropFirst() where !line.isEmpty {
            let field = line.components(separatedBy: ": ")
            guard field.count >= 2 else { throw .malformed(name, "'\(line)' is no header field") }
            headers.append(field[0], field.dropFirst().joined(separator: ": "))
        }
        let content = parts.dropFirst().joined(separator: "\n\n")
        body = Array((content.hasSuffix("\n") ? String(content.dropLast()) : content).utf8)
    }
}
