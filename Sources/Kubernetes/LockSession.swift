import Election
import HTTP
import JSON
import Locks

/// Translates between the election and the Kubernetes API: actions into HTTP requests, responses into events.
///
/// It decides nothing: what to make of an outcome that nobody knows is the elector's. A watch, whose answer is a stream,
/// is a value of its own: `LockWatch`.
///
/// # What the caller must do
///
/// - Send each request as it is, with the cluster's base URL before its target and its credentials added as
///   `Authorization`; follow no redirection; on one connection for reads and writes and another one for the watch.
/// - Refuse a body of more than `bodyLimit` bytes as `RequestFailure.nonsense`.
package struct LockSession: Sendable {
    /// The most bytes that an object's answer may have: 1 MiB, what etcd can store by default.
    package static let bodyLimit = 1 << 20

    package let lock: ElectionLock
    let userAgent: String
    private let collection: String

    /// - Parameter version: this program's, for User-Agent.
    package init(kind: LockKind, name: ObjectName, namespace: Namespace, version: String) {
        self.init(
            ElectionLock(kind: kind, name: name.text, namespace: namespace.text),
            userAgent: "leader-elector/\(version)"
        )
    }

    private init(_ lock: ElectionLock, userAgent: String) {
        self.lock = lock
        self.userAgent = userAgent
        collection = "\(lock.kind.apiPath)/namespaces/\(percentEncoded(lock.namespace))/\(lock.kind.resource)"
    }

    /// The session of the lock of that kind under the same name.
    package func sibling(_ kind: LockKind) -> LockSession {
        LockSession(ElectionLock(kind: kind, name: lock.name, namespace: lock.namespace), userAgent: userAgent)
    }

    /// The lock as people write it, for example `leases/example`.
    package var lockText: String { "\(lock.kind.resource)/\(lock.name)" }

    /// A shell command that makes the lock's object, for those who may and who want to be the ones.
    package var creationCommand: String {
        let object: JSONValue = [
            "apiVersion": .string(lock.kind.apiVersion), "kind": .string(lock.kind.objectKind),
            "metadata": ["name": .string(lock.name)],
        ]
        let text = String(decoding: object.bytes, as: UTF8.self)
        return "echo '\(text)' | kubectl --namespace \(lock.namespace) create -f -"
    }

    // MARK: - Requests

    /// The request for `Elector.Action.read`.
    package func readRequest() -> HTTPRequest {
        request("GET", object)
    }

    /// The request for `Elector.Action.write`.
    ///
    /// - Throws: `RequestFailure.nonsense` where the base cannot be written back without loss; the caller answers the
    ///   action with it.
    package func writeRequest(_ write: Elector.Write) throws(RequestFailure) -> HTTPRequest {
        let body = try writable { () throws(LockError) in try lock.body(of: write) }
        return write.base == nil ? request("POST", collection, body) : request("PUT", object, body)
    }

    /// The request for `Elector.Action.propose`.
    ///
    /// - Throws: `RequestFailure.nonsense`, as `writeRequest` does.
    package func proposalRequest(_ proposal: Elector.Proposal) throws(RequestFailure) -> HTTPRequest {
        request("PUT", object, try writable { () throws(LockError) in try lock.body(of: proposal) })
    }

    func writable(_ body: () throws(LockError) -> [UInt8]) throws(RequestFailure) -> [UInt8] {
        do throws(LockError) {
            return try body()
        } catch {
            throw .nonsense("the lock cannot be written: \(error)".readable())
        }
    }

    /// The request for `Elector.Action.watch`.
    ///
    /// - Parameter timeoutSeconds: after which the server ends the watch in order.
    package func watchRequest(from resourceVersion: String?, timeoutSeconds: Int = 300) -> HTTPRequest {
        // Watching the collection by name needs no object to be there, and works before it is created.
        var target = "\(collection)?watch=true&fieldSelector=\(percentEncoded("metadata.name=\(lock.name)"))"
        if let resourceVersion { target += "&resourceVersion=\(percentEncoded(resourceVersion))" }
        return request("GET", target + "&allowWatchBookmarks=true&timeoutSeconds=\(timeoutSeconds)")
    }

    var object: String { "\(collection)/\(percentEncoded(lock.name))" }

    func request(_ method: String, _ target: String, _ body: [UInt8] = []) -> HTTPRequest {
        var headers: HTTPHeaders = ["Accept": "application/json", "User-Agent": userAgent]
        if !body.isEmpty { headers["Content-Type"] = "application/json" }
        return HTTPRequest(method: method, target: target, headers: headers, body: body)
    }

    // MARK: - Answers

    /// What a read's end means.
    package func readOutcome(_ result: Result<HTTPResponse, RequestFailure>) -> Elector.Event {
        .readEnded(reading(result))
    }

    /// What a read showed.
    package func reading(_ result: Result<HTTPResponse, RequestFailure>) -> Result<Elector.Reading, RequestFailure> {
        result.flatMap(reading)
    }

    /// What a write's end means.
    package func writeOutcome(_ result: Result<HTTPResponse, RequestFailure>) -> Elector.Event {
        .writeEnded(outcome(result))
    }

    /// What a proposal's end means.
    package func proposalOutcome(_ result: Result<HTTPResponse, RequestFailure>) -> Elector.Event {
        .proposalEnded(outcome(result))
    }

    private func reading(_ response: HTTPResponse) -> Result<Elector.Reading, RequestFailure> {
        if response.status == 200 { return snapshot(response).map(Elector.Reading.found) }
        let refusal = Refusal(response)
        guard refusal.isMissing(lock.kind.resource, named: lock.name) else { return .failure(refusal.failure) }
        return .success(.absent)
    }

    func outcome(_ result: Result<HTTPResponse, RequestFailure>) -> Elector.WriteOutcome {
        switch result {
        case .success(let response): outcome(response)
        case .failure(let failure): .failed(failure)
        }
    }

    private func outcome(_ response: HTTPResponse) -> Elector.WriteOutcome {
        switch response.status {
        case 200, 201:
            switch snapshot(response) {
            case .success(let snapshot): return .confirmed(snapshot)
            case .failure(let failure): return .failed(failure)
            }
        case 409:
            // Whatever its reason: the code says that the state stands against this write, so the state has to be
            // looked at before the next one, and that is what the elector does after a conflict.
            return .conflict
        default:
            let refusal = Refusal(response)
            // Updating what has been deleted is a conflict too; some resources answer it with 404.
            if refusal.isMissing(lock.kind.resource, named: lock.name) { return .conflict }
            return .failed(refusal.failure)
        }
    }

    private func snapshot(_ response: HTTPResponse) -> Result<LockSnapshot, RequestFailure> {
        do throws(LockError) {
            return .success(try lock.snapshot(of: response.body))
        } catch {
            return .failure(.nonsense(error.description.readable()))
        }
    }
}

extension Sequence<LockSession> {
    /// The locks as people write them, both halves of a pair: `endpoints/example+leases/example`.
    package var lockText: String { map(\.lockText).joined(separator: "+") }
}
