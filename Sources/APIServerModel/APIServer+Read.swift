import HTTP
import JSON

extension APIServer {
    func get(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        _ = try readVersion(call)
        guard let stored = store.object(at: call.key) else { throw .notFound(call.shownKey(call.info.name)) }
        return call.response(stored)
    }

    /// Lists always show the present: `resourceVersion` asks for no older state, and `limit` is a wish.
    func list(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        let query = call.info.query
        let match = query["resourceVersionMatch"] ?? ""
        if query["sendInitialEvents"] != nil {
            throw listOptions(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        if !match.isEmpty, (query["resourceVersion"] ?? "").isEmpty {
            let rule = "resourceVersionMatch is forbidden unless resourceVersion is provided"
            throw listOptions(.forbidden("resourceVersionMatch", rule))
        }
        guard (query["continue"] ?? "").isEmpty else {
            throw .badRequest("continue key is not valid: this server answers lists whole and gives no such keys")
        }
        let version = try readVersion(call)
        guard match != "Exact" || version == store.revision else {
            throw StatusFailure(
                code: 410,
                reason: "Expired",
                message: "The provided resource version is no longer available; this server keeps the present one only"
            )
        }
        let objects = selected(call).map(\.object)
        if call.isTable {
            let table = call.table.rendered(objects, revision: store.revision, now: call.now.wall)
            return .json(table, warning: call.type.warning)
        }
        let list: JSONValue = [
            "kind": .string(call.type.kind + "List"),
            "apiVersion": .string(call.type.groupVersion),
            "metadata": ["resourceVersion": .string(String(store.revision))],
            "items": .array(objects.map { call.type.shown($0, withKind: false) }),
        ]
        return .json(list, warning: call.type.warning)
    }

    /// The stored objects that the call's path and selectors show.
    func selected(_ call: Call) -> [(key: ObjectKey, object: JSONValue)] {
        store.objects(
            group: call.key.group,
            resource: call.type.resource,
            namespace: call.namespace.isEmpty ? nil : call.namespace
        )
        .filter { call.selector.matches($0.object) }
    }

    /// The version that a read must not be older than; 0 if it does not say.
    private func readVersion(_ call: Call) throws(StatusFailure) -> UInt64 {
        let version = try queryVersion(call) ?? 0
        guard version <= store.revision else { throw .tooLargeVersion(version, current: store.revision) }
        return version
    }

    /// The query's `resourceVersion`; nil if it is not set.
    func queryVersion(_ call: Call) throws(StatusFailure) -> UInt64? {
        guard let text = call.info.query["resourceVersion"], !text.isEmpty else { return nil }
        guard let version = UInt64(text) else {
            let cause = FieldError.invalid(
                "resourceVersion",
                "\"\(text)\"",
                "strconv.ParseUint: parsing \"\(text)\": invalid syntax"
            )
            throw listOptions(cause)
        }
        return version
    }

    func listOptions(_ error: FieldError) -> StatusFailure {
        .invalid(group: "meta.k8s.io", kind: "ListOptions", name: "", [error])
    }

    /// Answers whether the asker may do something (SelfSubjectAccessReview), or who asks (SelfSubjectReview).
    func review(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        try requireJSON(call)
        let wire = try ObjectDecoder(type: call.type).parsed(call.request.body)
        var answer: JSONValue = [
            "kind": .string(call.type.kind), "apiVersion": .string(call.type.groupVersion), "metadata": [:],
        ]
        guard call.type.kind == "SelfSubjectAccessReview" else {
            answer["status"] = ["userInfo": ["username": .string(call.user)]]
            return .json(answer, status: 201)
        }
        let asked = wire["spec"]?["resourceAttributes"]
        let attempt = Access.Attempt(
            verb: asked?["verb"]?.string ?? "",
            group: asked?["group"]?.string ?? "",
            resource: asked?["resource"]?.string ?? "",
            namespace: asked?["namespace"]?.string ?? "",
            name: asked?["name"]?.string ?? ""
        )
        answer["spec"] = wire["spec"] ?? [:]
        answer["status"] = ["allowed": .bool(access.allows(call.user, attempt))]
        return .json(answer, status: 201)
    }
}
