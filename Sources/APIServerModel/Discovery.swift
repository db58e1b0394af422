import HTTP
import JSON

/// What the server says about itself: health, version, and which resources there are.
enum Discovery {
    /// The answer to a path that is no resource's; nil if there is none.
    static func response(to path: String) -> HTTPResponse? {
        switch path {
        case "/readyz", "/livez", "/healthz":
            let headers: HTTPHeaders = [
                "Cache-Control": "no-cache, private", "Content-Type": "text/plain; charset=utf-8",
                "X-Content-Type-Options": "nosniff",
            ]
            return HTTPResponse(status: 200, headers: headers, body: Array("ok".utf8))
        case "/version":
            return .json(version)
        case "/api":
            return .json(versions)
        case "/apis":
            return .json(["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.map(groupEntry))])
        case "/openapi/v3":
            return .json(OpenAPI.index)
        default:
            return groupResponse(path)
        }
    }

    /// The paths of all groups and versions, for example `apis/coordination.k8s.io/v1`, each once.
    static var roots: [String] {
        ResourceType.all.reduce(into: []) { roots, type in
            if !roots.contains(type.root) { roots.append(type.root) }
        }
    }

    private static var groups: [String] {
        ResourceType.all.reduce(into: []) { groups, type in
            if !type.group.isEmpty, !groups.contains(type.group) { groups.append(type.group) }
        }
    }

    private static func groupResponse(_ path: String) -> HTTPResponse? {
        if let group = groups.first(where: { path == "/apis/\($0)" }) {
            var entry = groupEntry(group)
            entry["kind"] = "APIGroup"
            entry["apiVersion"] = "v1"
            return .json(entry)
        }
        if let root = roots.first(where: { path == "/openapi/v3/\($0)" }) { return .json(OpenAPI.document(root)) }
        let types = ResourceType.all.filter { path == "/\($0.root)" }
        guard let first = types.first else { return nil }
        let list: JSONValue = [
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": .string(first.groupVersion),
            "resources": .array(types.map(resourceEntry)),
        ]
        return .json(list)
    }

    private static func groupEntry(_ group: String) -> JSONValue {
        let versions = roots.filter { $0.hasPrefix("apis/\(group)/") }.map { root -> JSONValue in
            let version = root.dropFirst("apis/\(group)/".count)
            return ["groupVersion": .string("\(group)/\(version)"), "version": .string(String(version))]
        }
        return ["name": .string(group), "versions": .array(versions), "preferredVersion": versions[0]]
    }

    private static func resourceEntry(_ type: ResourceType) -> JSONValue {
        var entry: JSONValue = [
            "name": .string(type.resource), "singularName": .string(type.singular),
            "namespaced": .bool(type.isNamespaced),
            "kind": .string(type.kind), "verbs": .array(type.verbs.map { .string($0) }),
        ]
        if !type.shortNames.isEmpty { entry["shortNames"] = .array(type.shortNames.map { .string($0) }) }
        entry["storageVersionHash"] = type.storageVersionHash.map { .string($0) }
        return entry
    }

    private static let versions: JSONValue = [
        "kind": "APIVersions",
        "versions": ["v1"],
        "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1:6443"]],
    ]

    /// The version of the server whose answers were recorded.
    private static let version: JSONValue = [
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "35", "gitVersion": "v1.36.2",
        "gitCommit": "98b35193b2ac7a23a673325f5e9b830ecd5ba406", "gitTreeState": "clean",
        "buildDate": "2026-08-21T11:29:11Z", "goVersion": "go1.26.6", "compiler": "gc", "platform": "linux/amd64",
    ]
}
