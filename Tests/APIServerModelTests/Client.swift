import APIServerModel
import Election
import HTTP
import JSON
import Testing

/// A model with somebody who asks it and a clock that the test turns.
struct Client {
    static let leases = "/apis/coordination.k8s.io/v1/namespaces/lab/leases"

    var server: APIServer
    var now = Moment(instant: Instant(nanoseconds: 0), wall: WallTime(microseconds: 1_795_255_200_000_000))
    var token: String?

    init(logLimit: Int = 1000) throws {
        let store = ObjectStore(seed: 1, logLimit: logLimit)
        server = try APIServer(store: store, namespaces: ["lab"], at: now.wall)
    }

    /// Asks and expects an answer that is no watch.
    mutating func ask(
        _ method: String,
        _ target: String,
        _ body: JSONValue? = nil,
        type: String = "application/json",
        accept: String = "application/json"
    ) throws -> Answer {
        try ask(method, target, bytes: body?.bytes ?? [], type: type, accept: accept)
    }

    mutating func ask(
        _ method: String,
        _ target: String,
        bytes: [UInt8],
        type: String = "application/json",
        accept: String = "application/json"
    ) throws -> Answer {
        var headers: HTTPHeaders = ["Accept": accept]
        if !bytes.isEmpty { headers["Content-Type"] = type }
        if let token { headers["Authorization"] = "Bearer \(token)" }
        let request = HTTPRequest(method: method, target: target, headers: headers, body: bytes)
        guard case .response(let response) = server.handle(request, at: now) else {
            throw Unexpected.watch
        }
        return Answer(status: response.status, body: try JSONValue(parsing: response.body))
    }

    /// Opens a watch and expects that it opens.
    mutating func watch(_ query: String, on path: String = leases, accept: String = "application/json") throws
        -> WatchID
    {
        let request = HTTPRequest(method: "GET", target: "\(path)?watch=true&\(query)", headers: ["Accept": accept])
        switch server.handle(request, at: now) {
        case .watch(_, let id): return id
        case .response(let response): throw Unexpected.response(String(decoding: response.body, as: UTF8.self))
        }
    }

    /// What the watch says now, as lines like `ADDED wire@3`, with the code for an error.
    mutating func events(_ id: WatchID) throws -> [String] {
        try server.pull(id, at: now).chunks.map { chunk in
            let event = try JSONValue(parsing: chunk)
            let object = event["object"]
            let name = object?["metadata"]?["name"]?.string ?? ""
            let version = object?["metadata"]?["resourceVersion"]?.string ?? String(object?["code"]?.integer ?? 0)
            return "\(event["type"]?.string ?? "?") \(name)@\(version)"
        }
    }

    mutating func wait(_ duration: Duration) {
        now.instant = now.instant + duration
        now.wall.microseconds += duration.nanoseconds / 1000
    }

    /// A Lease as it is created.
    static func lease(_ name: String = "wire", holder: String = "pod-0", labels: JSONValue? = nil) -> JSONValue {
        var lease: JSONValue = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": .string(name)],
            "spec": ["holderIdentity": .string(holder), "leaseDurationSeconds": 15],
        ]
        lease["metadata"]?["labels"] = labels
        return lease
    }

    struct Answer {
        var status: Int
        var body: JSONValue

        var message: String { body["message"]?.string ?? "" }
        var version: String { body["metadata"]?["resourceVersion"]?.string ?? "" }
    }

    enum Unexpected: Error {
        case watch
        case response(String)
    }
}
