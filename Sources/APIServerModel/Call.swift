import Election
import HTTP
import JSON

/// One request for a resource, with what every verb needs to know of it.
struct Call {
    var request: HTTPRequest
    var info: RequestInfo
    var type: ResourceType
    var user: String
    var now: Moment
    var selector: Selector
    /// Whether kubectl asks, who wants its tables made here.
    let isTable: Bool

    /// Refuses methods that the resource or the path does not have.
    init(
        _ request: HTTPRequest,
        _ info: RequestInfo,
        _ type: ResourceType,
        _ user: String,
        _ now: Moment
    ) throws(StatusFailure) {
        let takesName = ["get", "update", "patch", "delete"].contains(info.verb)
        let isAcrossNamespaces = type.isNamespaced && info.namespace.isEmpty
        guard request.method != "HEAD", type.verbs.contains(info.verb), takesName != info.name.isEmpty,
            !isAcrossNamespaces || ["list", "watch"].contains(info.verb)
        else { throw .methodNotAllowed }
        guard type.isNamespaced || info.namespace.isEmpty || info.resource == "namespaces" else { throw .unknownPath }
        self.request = request
        self.info = info
        self.type = type
        self.user = user
        self.now = now
        selector = takesName ? Selector() : try Selector(query: info.query, type: type)
        // What nearly all say is not taken apart.
        let isUsual = request.headers["Accept"] == "application/json"
        isTable =
            !isUsual
            && (request.headers["Accept"] ?? "").split(separator: ",").contains {
                $0.contains("as=Table") && $0.contains("v=v1") && $0.contains("application/json")
            }
        guard isUsual || isTable || accepts("application/json") || accepts("application/*") || accepts("*/*") else {
            throw StatusFailure(
                code: 406,
                reason: "NotAcceptable",
                message: "only the following media types are accepted: application/json"
            )
        }
    }

    /// The namespace of the objects; empty for the cluster's own, and for lists across all.
    var namespace: String { type.isNamespaced ? info.namespace : "" }

    var key: ObjectKey { type.key(namespace: namespace, name: info.name) }

    /// The object's key as messages show it: under the group that was asked for.
    func shownKey(_ name: String) -> ObjectKey {
        ObjectKey(group: type.group, resource: type.resource, namespace: namespace, name: name)
    }

    /// A body's media type without its parameters; JSON if the request does not say.
    var mediaType: String {
        let header = request.headers["Content-Type"] ?? "application/json"
        return header.prefix { $0 != ";" && $0 != " " }.lowercased()
    }

    private func accepts(_ type: String) -> Bool {
        (request.headers["Accept"] ?? "*/*").split(separator: ",").contains { item in
            let text = item.drop { $0 == " " }
            return equalIgnoringCase(text.prefix { $0 != ";" }, type) && !text.contains("as=")
        }
    }

    var table: Table {
        Table(type: type, carries: info.query["includeObject"].flatMap(Table.Carried.init) ?? .metadata)
    }

    /// One stored object as the asker wants to see it.
    func rendered(_ stored: JSONValue) -> JSONValue {
        guard isTable else { return type.shown(stored) }
        let version = stored["metadata"]?["resourceVersion"]?.string.flatMap { UInt64($0) } ?? 0
        return table.rendered([stored], revision: version, now: now.wall)
    }

    func response(_ stored: JSONValue, status: Int = 200) -> HTTPResponse {
        .json(rendered(stored), status: status, warning: type.warning)
    }
}
