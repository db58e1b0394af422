import JSON

/// As much of the OpenAPI v3 documents as kubectl looks at before it writes: that field validation is the server's.
enum OpenAPI {
    /// Where the document of each group and version is.
    static var index: JSONValue {
        let paths = Discovery.roots.map { ($0, JSONValue.object(["serverRelativeURL": .string("/openapi/v3/\($0)")])) }
        return ["paths": .object(Dictionary(uniqueKeysWithValues: paths))]
    }

    /// The document of a group and version: a patch operation for every kind, be there one or not: kubectl looks there.
    static func document(_ root: String) -> JSONValue {
        var paths: [String: JSONValue] = [:]
        for type in ResourceType.all where type.root == root {
            let parent = type.isNamespaced ? "/\(root)/namespaces/{namespace}" : "/\(root)"
            paths["\(parent)/\(type.resource)/{name}"] = ["patch": operation(type)]
        }
        let info: JSONValue = ["title": "Kubernetes", "version": "v1.36.2"]
        return ["openapi": "3.0.0", "info": info, "paths": .object(paths)]
    }

    private static func operation(_ type: ResourceType) -> JSONValue {
        let parameters: [JSONValue] = ["fieldManager", "fieldValidation", "dryRun"].map { name in
            ["name": .string(name), "in": "query", "schema": ["type": "string"]]
        }
        return [
            "parameters": .array(parameters),
            "responses": ["200": ["description": "OK"]],
            "x-kubernetes-action": "patch",
            "x-kubernetes-group-version-kind": [
                "group": .string(type.group), "version": .string(type.version), "kind": .string(type.kind),
            ],
        ]
    }
}
