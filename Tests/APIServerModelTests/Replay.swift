import APIServerModel
import Election
import HTTP
import JSON
import TestKit
import Testing

/// Plays recorded requests to a model and compares what it answers with what the real server answered.
///
/// Uids, versions and generated names are the model's own: each recorded one is paired with the model's at first sight,
/// must stay paired, and is replaced in all later requests.
struct Replay {
    var server: APIServer
    var now = Moment(instant: Instant(nanoseconds: 0), wall: WallTime(microseconds: 0))
    private var pairs: [String: String] = [:]

    init() throws {
        let elector = "system:serviceaccount:lab:elector"
        let access = Access(
            tokens: ["<token>": elector, "admin": "admin"],
            rules: ["admin": [Access.Rule()], elector: Access.Rule.elector(in: ["lab"])]
        )
        server = try APIServer(
            store: ObjectStore(seed: 1, revision: 236),
            namespaces: ["lab"],
            access: access,
            at: WallTime(microseconds: 0)
        )
    }

    /// Plays one exchange that is answered at once.
    mutating func exchange(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let recorded = try WireExchange(named: name)
        setTime(recorded.response)
        guard case .response(let response) = server.handle(substituted(recorded.request), at: now) else {
            Issue.record("\(name) opened a watch", sourceLocation: sourceLocation)
            return
        }
        compare(response, recorded.response, name, sourceLocation)
        if recorded.response.headers["Content-Type"] == "application/json" {
            try compare(
                JSONValue(parsing: response.body),
                JSONValue(parsing: recorded.response.body),
                name,
                sourceLocation
            )
        } else {
            #expect(response.body == recorded.response.body, "\(name)", sourceLocation: sourceLocation)
        }
    }

    /// Plays a watch: `script` says after how many milliseconds what happens besides.
    mutating func watch(
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        script: [(Int, (inout Replay) throws -> Void)] = []
    ) throws {
        let recorded = try WireExchange(named: name)
        setTime(recorded.response)
        guard case .watch(let head, let id) = server.handle(substituted(recorded.request), at: now) else {
            Issue.record("\(name) opened no watch", sourceLocation: sourceLocation)
            return
        }
        compare(head, recorded.response, name, sourceLocation)
        let start = now
        var chunks: [[UInt8]] = []
        var script = script[...]
        var pull = server.pull(id, at: now)
        chunks += pull.chunks
        while let due = pull.nextPull {
            if let (after, act) = script.first, start.instant + .milliseconds(after) <= due {
                now.instant = start.instant + .milliseconds(after)
                try act(&self)
                script = script.dropFirst()
            } else {
                now.instant = due
            }
            pull = server.pull(id, at: now)
            chunks += pull.chunks
        }
        let lines = recorded.response.body.split(separator: UInt8(ascii: "\n"))
        #expect(chunks.count == lines.count, "\(name)", sourceLocation: sourceLocation)
        for (chunk, line) in zip(chunks, lines) {
            #expect(chunk.last == UInt8(ascii: "\n"))
            try compare(JSONValue(parsing: chunk), JSONValue(parsing: line), name, sourceLocation)
        }
    }

    /// Does what nobody recorded: a request of the cluster's administrator, which must succeed.
    mutating func administer(_ method: String, _ path: String, _ body: JSONValue? = nil) throws {
        let mediaType = method == "PATCH" ? "application/merge-patch+json" : "application/json"
        let request = HTTPRequest(
            method: method,
            target: path,
            headers: ["Authorization": "Bearer admin", "Content-Type": mediaType],
            body: body?.bytes ?? []
        )
        guard case .response(let response) = server.handle(request, at: now) else { return }
        try #require((200..<300).contains(response.status), "\(String(decoding: response.body, as: UTF8.self))")
    }

    private mutating func setTime(_ response: HTTPResponse) {
        // All recordings are of one day: "Sat, 21 Nov 2026 09:56:23 GMT".
        let clock = response.headers["Date"]?.split(separator: " ")[4] ?? ""
        now.wall = MicroTime.time("2026-11-21T\(clock)Z") ?? now.wall
    }

    private func compare(
        _ actual: HTTPResponse,
        _ recorded: HTTPResponse,
        _ name: String,
        _ sourceLocation: SourceLocation
    ) {
        #expect(actual.status == recorded.status, "\(name)", sourceLocation: sourceLocation)
        for header in ["Cache-Control", "Content-Type", "Warning", "X-Content-Type-Options"] {
            #expect(actual.headers[header] == recorded.headers[header], "\(name)", sourceLocation: sourceLocation)
        }
    }

    private mutating func compare(
        _ actual: JSONValue,
        _ recorded: JSONValue,
        _ name: String,
        _ sourceLocation: SourceLocation
    ) throws {
        learn(actual, recorded, name, sourceLocation)
        let expected = try JSONValue(parsing: substituted(recorded.withoutManagedFields.bytes))
        #expect(actual == expected, "\(name)", sourceLocation: sourceLocation)
    }

    private mutating func learn(
        _ actual: JSONValue?,
        _ recorded: JSONValue,
        _ name: String,
        _ sourceLocation: SourceLocation,
        key: String = ""
    ) {
        switch recorded {
        case .object(let members):
            for (key, value) in members { learn(actual?[key], value, name, sourceLocation, key: key) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                let other = actual?.array.flatMap { index < $0.count ? $0[index] : nil }
                learn(other, element, name, sourceLocation)
            }
        case .string(let text):
            let isGenerated = key == "name" && text.hasPrefix("wire.") && text.count == "wire.12345".count
            guard isGenerated || ["uid", "resourceVersion"].contains(key), let own = actual?.string else { return }
            let pair = pairs[text, default: own]
            #expect(pair == own, "\(name): \(key) \(text)", sourceLocation: sourceLocation)
            pairs[text] = own
        default:
            return
        }
    }

    private func substituted(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.body = substituted(request.body)
        for (recorded, own) in pairs {
            request.target = request.target.replacing("resourceVersion=\(recorded)&", with: "resourceVersion=\(own)&")
        }
        return request
    }

    private func substituted(_ body: [UInt8]) -> [UInt8] {
        var text = String(decoding: body, as: UTF8.self)
        for (recorded, own) in pairs {
            // A version is so short that it may be part of something else; the others are not.
            let isVersion = recorded.allSatisfy(\.isNumber)
            text =
                isVersion
                ? text.replacing("\"\(recorded)\"", with: "\u{1}\(own)\u{1}") : text.replacing(recorded, with: own)
        }
        return Array(text.replacing("\u{1}", with: "\"").utf8)
    }
}

extension JSONValue {
    fileprivate var withoutManagedFields: JSONValue {
        switch self {
        case .object(let members):
            .object(members.filter { $0.key != "managedFields" }.mapValues(\.withoutManagedFields))
        case .array(let elements): .array(elements.map(\.withoutManagedFields))
        default: self
        }
    }
}
