import APIServerModel
import Election
import HTTP
import JSON
import Kubernetes
import Locks

/// The deep depth: each request becomes HTTP by the production translation, the API server model answers it, and the
/// answer's bytes become events again, the watch's in pieces cut anywhere.
struct SimulatedConversation: SimulatedServer {
    private struct Watch {
        var id: WatchID
        var lock: LockWatch
    }

    /// What belongs to one lock.
    private struct Line {
        let session: LockSession
        let key: ObjectKey
        /// By candidate.
        var watches: [Watch?]
        var object: LockSnapshot?
        /// What somebody set the object's label to.
        var label: String?
    }

    private var server: APIServer
    /// By `LockKind.index`.
    private var lines: [Line]
    private var random: SeededGenerator

    /// - Throws: `NameError` or `StoreError`, never with the names used here.
    init(candidates: Int, seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        server = try APIServer(
            store: ObjectStore(seed: random.next(), logLimit: 64),
            at: WallTime(microseconds: 1_700_000_000_000_000)
        )
        let name = try ObjectName("example")
        lines = LockKind.allCases.map { kind in
            Line(
                session: LockSession(kind: kind, name: name, namespace: .default, version: "simulation"),
                key: ObjectKey(group: kind.group, resource: kind.resource, namespace: "default", name: name.text),
                watches: Array(repeating: nil, count: candidates)
            )
        }
    }

    func object(_ lock: LockKind) -> LockSnapshot? { lines[lock.index].object }

    var revision: UInt64 { server.store.revision }

    var isIntact: Bool {
        lines.allSatisfy { line in
            guard let stored = server.store.object(at: line.key), let label = line.label else { return true }
            return stored["metadata"]?["labels"]?["edited"]?.string == label
        }
    }

    private func session(_ lock: LockKind) -> LockSession { lines[lock.index].session }

    mutating func read(_ lock: LockKind, by candidate: Int, at now: Moment) -> Elector.Event {
        session(lock).readOutcome(answer(to: session(lock).readRequest(), at: now))
    }

    mutating func write(
        _ write: Elector.Write,
        to lock: LockKind,
        by candidate: Int,
        at now: Moment
    ) -> Elector.Event {
        do {
            return session(lock).writeOutcome(answer(to: try session(lock).writeRequest(write), at: now))
        } catch {
            return .writeEnded(.failed(error))
        }
    }

    mutating func propose(
        _ proposal: Elector.Proposal,
        for lock: LockKind,
        by candidate: Int,
        at now: Moment
    ) -> Elector.Event {
        do {
            return session(lock).proposalOutcome(answer(to: try session(lock).proposalRequest(proposal), at: now))
        } catch {
            return .proposalEnded(.failed(error))
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

    /// Reads the objects, as somebody does whose answers are never cut.
    private mutating func look(at now: Moment) {
        for index in lines.indices {
            lines[index].object = nil
            if case .response(let response) = server.handle(lines[index].session.readRequest(), at: now),
                case .readEnded(.success(.found(let snapshot))) = lines[index].session.readOutcome(.success(response))
            {
                lines[index].object = snapshot
            }
        }
    }

    /// Now and then an answer is cut at any byte, and what is left of it must not pass for the whole.
    private mutating func cut(_ response: inout HTTPResponse) -> HTTPResponse {
        if Int.random(in: 0..<100, using: &random) == 0 {
            response.body = Array(response.body.prefix(Int.random(in: 0...response.body.count, using: &random)))
        }
        return response
    }

    mutating func openWatch(
        of lock: LockKind,
        by candidate: Int,
        from version: UInt64?,
        at now: Moment
    ) -> [Elector.Event] {
        closeWatch(of: lock, by: candidate)
        var watch = LockWatch(of: session(lock))
        switch server.handle(session(lock).watchRequest(from: version.map(String.init)), at: now) {
        case .response(let response):
            _ = watch.receiveHead(status: response.status, headers: response.headers)
            return watch.receive(response.body) + watch.receiveEnd(nil)
        case .watch(let head, let id):
            let opened = watch.receiveHead(status: head.status, headers: head.headers)
            lines[lock.index].watches[candidate] = Watch(id: id, lock: watch)
            return opened + watchEvents(of: lock, for: candidate, at: now)
        }
    }

    mutating func watchEvents(of lock: LockKind, for candidate: Int, at now: Moment) -> [Elector.Event] {
        guard var watch = lines[lock.index].watches[candidate] else { return [] }
        let pulled = server.pull(watch.id, at: now)
        var events: [Elector.Event] = []
        for chunk in pulled.chunks {
            let cut = Int.random(in: 0...chunk.count, using: &random)
            events += watch.lock.receive(Array(chunk[..<cut])) + watch.lock.receive(Array(chunk[cut...]))
        }
        if pulled.isEnded { events += watch.lock.receiveEnd(nil) }
        lines[lock.index].watches[candidate] = watch.lock.isOver ? nil : watch
        return events
    }

    mutating func closeWatch(of lock: LockKind, by candidate: Int) {
        if let watch = lines[lock.index].watches[candidate] { server.close(watch.id) }
        lines[lock.index].watches[candidate] = nil
    }

    mutating func edit(_ lock: LockKind, _ content: LockSnapshot.Content, at now: Moment) {
        let record: LeaderRecord? = if case .record(let record) = content { record } else { nil }
        guard lock == .leases else {
            let text = record.map { JSONValue.string(AnnotationRecord.text(of: $0)) } ?? .null
            return patch(lock, annotation: .record, text, at: now)
        }
        let spec = record.map { record -> JSONValue in
            [
                "holderIdentity": .string(record.holderIdentity),
                "leaseDurationSeconds": .integer(Int64(record.leaseDurationSeconds)),
            ]
        }
        patch(lock, ["spec": spec ?? .null], at: now)
    }

    mutating func label(_ lock: LockKind, _ value: String, at now: Moment) {
        guard server.store.object(at: lines[lock.index].key) != nil else { return }
        lines[lock.index].label = value
        patch(lock, ["metadata": ["labels": ["edited": .string(value)]]], at: now)
    }

    mutating func annotate(_ lock: LockKind, stepDownToken: UInt64, at now: Moment) {
        guard server.store.object(at: lines[lock.index].key) != nil else { return }
        patch(lock, annotation: .stepDown, .string("\(stepDownToken)"), at: now)
    }

    mutating func delete(_ lock: LockKind, at now: Moment) {
        var request = session(lock).readRequest()
        request.method = "DELETE"
        lines[lock.index].label = nil
        _ = answer(to: request, at: now)
    }

    /// At this depth as a deletion and a creation by somebody who has the backup as a file.
    mutating func restore(_ backup: StoredLocks, at now: Moment) {
        for lock in LockKind.allCases where backup[lock] != nil || object(lock) != nil {
            delete(lock, at: now)
            guard let old = backup[lock], let record = old.record, let mark = old.mark else { continue }
            _ = write(Elector.Write(base: nil, record: record, mark: mark), to: lock, by: 0, at: now)
        }
    }

    private mutating func patch(
        _ lock: LockKind,
        annotation: LockAnnotation,
        _ value: JSONValue,
        at now: Moment
    ) {
        var annotations: JSONValue = [:]
        annotations[annotation.rawValue] = value
        patch(lock, ["metadata": ["annotations": annotations]], at: now)
    }

    private mutating func patch(_ lock: LockKind, _ body: JSONValue, at now: Moment) {
        var request = session(lock).readRequest()
        request.method = "PATCH"
        request.headers["Content-Type"] = "application/merge-patch+json"
        request.body = body.bytes
        _ = answer(to: request, at: now)
    }
}
