import APIServerModel
import Election
import HTTP
import Kubernetes
import Locks

/// The deep depth: each request becomes HTTP by the production translation, the API server model answers it, and the
/// answer's bytes become events again, the watch's in pieces cut anywhere.
struct SimulatedConversation: SimulatedServer {
    private struct Watch {
        var id: WatchID
        var lock: LockWatch
    }

    private var server: APIServer
    private let session: LockSession
    private var watches: [Watch?]
    private var random: SeededGenerator
    private(set) var object: LockSnapshot?
    /// What somebody set the object's label to.
    private var label: String?

    /// - Throws: `NameError` or `StoreError`, never with the names used here.
    init(candidates: Int, seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        server = try APIServer(
            store: ObjectStore(seed: random.next(), logLimit: 64),
            at: WallTime(microseconds: 1_700_000_000_000_000)
        )
        session = LockSession(name: try ObjectName("example"), namespace: .default, version: "simulation")
        watches = Array(repeating: nil, count: candidates)
    }

    var revision: UInt64 { server.store.revision }

    var isIntact: Bool {
        guard let stored = server.store.object(at: key), label != nil else { return true }
        return stored["metadata"]?["labels"]?["edited"]?.string == label
    }

    private var key: ObjectKey {
        ObjectKey(group: "coordination.k8s.io", resource: "leases", namespace: "default", name: "example")
    }

    mutating func read(by candidate: Int, at now: Moment) -> Elector.Event {
        session.readOutcome(answer(to: session.readRequest(), at: now))
    }

    mutating func write(_ write: Elector.Write, by candidate: Int, at now: Moment) -> Elector.Event {
        do {
            return session.writeOutcome(answer(to: try session.writeRequest(write), at: now))
        } catch {
            return .writeEnded(.failed(error))
        }
    }

    private mutating func answer(to request: HTTPRequest, at now: Moment) -> Result<HTTPResponse, RequestFailure> {
        let before = revision
        let reply = server.handle(request, at: now)
        if revision != before { look(at: now) }
        switch reply {
        case .response(var response): return .success(cut(&response))
        case .watch: return .failure(.nonsense("a watch was opened"))
        }
    }

    /// Reads the object, as somebody does whose answers are never cut.
    private mutating func look(at now: Moment) {
        object = nil
        if case .response(let response) = server.handle(session.readRequest(), at: now),
            case .readEnded(.success(.found(let snapshot))) = session.readOutcome(.success(response))
        {
            object = snapshot
        }
    }

    /// Now and then an answer is cut at any byte, and what is left of it must not pass for the whole.
    private mutating func cut(_ response: inout HTTPResponse) -> HTTPResponse {
        if Int.random(in: 0..<100, using: &random) == 0 {
            response.body = Array(response.body.prefix(Int.random(in: 0...response.body.count, using: &random)))
        }
        return response
    }

    mutating func openWatch(by candidate: Int, from version: UInt64?, at now: Moment) -> [Elector.Event] {
        closeWatch(of: candidate)
        var lock = LockWatch(of: session)
        switch server.handle(session.watchRequest(from: version.map(String.init)), at: now) {
        case .response(let response):
            _ = lock.receiveHead(status: response.status, headers: response.headers)
            return lock.receive(response.body) + lock.receiveEnd(nil)
        case .watch(let head, let id):
            let opened = lock.receiveHead(status: head.status, headers: head.headers)
            watches[candidate] = Watch(id: id, lock: lock)
            return opened + watchEvents(for: candidate, at: now)
        }
    }

    mutating func watchEvents(for candidate: Int, at now: Moment) -> [Elector.Event] {
        guard var watch = watches[candidate] else { return [] }
        let pulled = server.pull(watch.id, at: now)
        var events: [Elector.Event] = []
        for chunk in pulled.chunks {
            let cut = Int.random(in: 0...chunk.count, using: &random)
            events += watch.lock.receive(Array(chunk[..<cut])) + watch.lock.receive(Array(chunk[cut...]))
        }
        if pulled.isEnded { events += watch.lock.receiveEnd(nil) }
        watches[candidate] = watch.lock.isOver ? nil : watch
        return events
    }

    mutating func closeWatch(of candidate: Int) {
        if let watch = watches[candidate] { server.close(watch.id) }
        watches[candidate] = nil
    }

    mutating func edit(_ content: LockSnapshot.Content, at now: Moment) {
        var spec: JSONValue = .null
        if case .record(let record) = content {
            spec = [
                "holderIdentity": .string(record.holderIdentity),
                "leaseDurationSeconds": .integer(Int64(record.leaseDurationSeconds)),
            ]
        }
        patch(["spec": spec], at: now)
    }

    mutating func label(_ value: String, at now: Moment) {
        guard server.store.object(at: key) != nil else { return }
        label = value
        patch(["metadata": ["labels": ["edited": .string(value)]]], at: now)
    }

    mutating func delete(at now: Moment) {
        var request = session.readRequest()
        request.method = "DELETE"
        label = nil
        _ = answer(to: request, at: now)
    }

    /// At this depth as a deletion and a creation by somebody who has the backup as a file.
    mutating func restore(_ backup: LockSnapshot?, at now: Moment) {
        delete(at: now)
        guard let backup, let record = backup.record, let mark = backup.mark else { return }
        _ = write(Elector.Write(base: nil, record: record, mark: mark), by: 0, at: now)
    }

    private mutating func patch(_ body: JSONValue, at now: Moment) {
        var request = session.readRequest()
        request.method = "PATCH"
        request.headers["Content-Type"] = "application/merge-patch+json"
        request.body = body.bytes
        _ = answer(to: request, at: now)
    }
}
