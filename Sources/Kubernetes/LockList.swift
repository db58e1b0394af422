import Election
import HTTP
import JSON
import Locks

/// All locks of a kind in a namespace, or in all of them: requests for a page at a time, and what the answers show.
///
/// A list can be of any length; whoever asks stops after as many pages as it can do with.
package struct LockList: Hashable, Sendable {
    /// How many objects a page has at most: few enough that their metadata usually fit into `LockSession.bodyLimit`.
    package static let pageLimit = 250
    /// How many a page has where they did not: a ConfigMap's metadata can hold its data a second time, as `kubectl apply`
    /// leaves them there.
    package static let smallPageLimit = pageLimit / 8

    /// An object of the list.
    package struct Item: Sendable {
        package var lock: ElectionLock
        /// Without the bytes that a write starts from.
        package var snapshot: LockSnapshot
    }

    /// A part of the list.
    package struct Page: Sendable {
        /// In the API server's order; of Endpoints and ConfigMaps all, those that are no lock included.
        package var items: [Item]
        /// What the request for the next page has to name; nil for none.
        package var next: String?
    }

    package let kind: LockKind
    /// Nil for all.
    package let namespace: String?
    private let userAgent: String

    /// - Parameter version: this program's, for User-Agent.
    package init(kind: LockKind, namespace: Namespace?, version: String) {
        self.kind = kind
        self.namespace = namespace?.text
        userAgent = "leader-elector/\(version)"
    }

    /// The list as people write it, for example `leases in lab`.
    package var text: String { "\(kind.resource) in \(namespace ?? "any namespace")" }

    /// Asks for a page.
    ///
    /// - Parameters:
    ///   - next: what the page before named; nil for the first.
    ///   - limit: how many objects it may have; it may differ from page to page.
    package func request(_ next: String?, limit: Int = pageLimit) -> HTTPRequest {
        let place = namespace.map { "/namespaces/\(percentEncoded($0))" } ?? ""
        var target = "\(kind.apiPath)\(place)/\(kind.resource)?limit=\(limit)"
        if let next { target += "&continue=\(percentEncoded(next))" }
        // A ConfigMap's data can be a megabyte, and are of no use here; a Lease is little else than its spec.
        let metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,"
        let accept = (kind == .leases ? "" : metadata) + "application/json"
        return HTTPRequest(method: "GET", target: target, headers: ["Accept": accept, "User-Agent": userAgent])
    }

    /// What an answer shows.
    package func page(_ result: Result<HTTPResponse, RequestFailure>) -> Result<Page, RequestFailure> {
        result.flatMap { response in
            guard response.status == 200 else { return .failure(Refusal(response).failure) }
            do throws(JSONError) {
                let list = try JSONFields(parsing: response.body)
                var page = Page(items: [])
                for object in try list.required("items", list.elements) {
                    if let item = try item(object) { page.items.append(item) }
                }
                if let next = try list.fields("metadata")?.string("continue"), !next.isEmpty { page.next = next }
                return .success(page)
            } catch {
                return .failure(.nonsense("the answer is no list of \(kind.resource): \(error.cause)".readable()))
            }
        }
    }

    /// An object of the list; nil where it lacks uid or version.
    private func item(_ fields: JSONFields) throws(JSONError) -> Item? {
        let object = try LockObject(fields, inListOf: kind)
        let lock = ElectionLock(kind: kind, name: object.name, namespace: object.namespace)
        return object.snapshot(source: []).map { Item(lock: lock, snapshot: $0) }
    }
}
