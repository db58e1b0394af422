import HTTP

/// What a request asks for, read from its method and target alone, as Kubernetes' RequestInfo: rights are checked on it
/// before anything is looked up.
struct RequestInfo: Hashable, Sendable {
    /// The decoded parts of the path.
    var segments: [String]
    /// A resource's verb, for example `list`; for other paths the method in lower case.
    var verb: String
    var group = ""
    var version = ""
    /// Empty for paths that are no resource's.
    var resource = ""
    var namespace = ""
    var name = ""
    var subresource = ""
    var query: [String: String]

    var isResource: Bool { !resource.isEmpty }
    var path: String { "/" + segments.joined(separator: "/") }

    init(_ request: HTTPRequest) {
        segments = request.path.split(separator: "/").map { percentDecoded($0) }
        query = request.query
        verb = request.method.lowercased()
        var rest = segments[...]
        switch rest.popFirst() {
        case "api":
            guard rest.count >= 2 else { return }
            version = rest.removeFirst()
        case "apis":
            guard rest.count >= 3 else { return }
            group = rest.removeFirst()
            version = rest.removeFirst()
        default:
            return
        }
        if rest.first == "namespaces", rest.count > 1 {
            namespace = rest[rest.startIndex + 1]
            if rest.count > 2 { rest = rest.dropFirst(2) }
        }
        resource = rest.removeFirst()
        name = rest.popFirst() ?? ""
        subresource = rest.joined(separator: "/")
        verb = resourceVerb(request.method)
    }

    var isWatch: Bool { Self.isTrue(query["watch"]) }
    var isDryRun: Bool { query["dryRun"] != nil }

    /// A query's flag as Kubernetes reads it: given, and neither `false` nor `0`.
    static func isTrue(_ value: String?) -> Bool { value.map { !["false", "0"].contains($0) } ?? false }

    private func resourceVerb(_ method: String) -> String {
        switch method {
        case "GET", "HEAD": name.isEmpty ? (isWatch ? "watch" : "list") : "get"
        case "POST": "create"
        case "PUT": "update"
        case "PATCH": "patch"
        case "DELETE": name.isEmpty ? "deletecollection" : "delete"
        default: method.lowercased()
        }
    }
}
