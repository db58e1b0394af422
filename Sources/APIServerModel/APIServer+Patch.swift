import HTTP
import JSON

extension APIServer {
    /// Changes an object by a patch in one of the four forms that Kubernetes takes.
    ///
    /// A strategic merge is done as a plain one, which is the same wherever no list of objects is patched.
    mutating func patch(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        let isApply = call.mediaType == "application/apply-patch+yaml"
        let patch = try patchBody(call, isApply: isApply)
        guard let stored = store.object(at: call.key) else {
            guard isApply else { throw .notFound(call.shownKey(call.info.name)) }
            var object = try decoder(call).object(patch)
            object["metadata"]?["name"] = .string(call.info.name)
            return try insert(object, call)
        }
        var patched = call.type.shown(stored)
        switch call.mediaType {
        case "application/json-patch+json":
            try JSONPatch(patch).apply(to: &patched)
        case "application/strategic-merge-patch+json":
            try refuseDirectives(in: patch)
            patched.merge(patch)
        default:
            patched.merge(patch)
        }
        return try replace(decoder(call).object(patched), call)
    }

    private func patchBody(_ call: Call, isApply: Bool) throws(StatusFailure) -> JSONValue {
        let mediaTypes = [
            "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
        ]
        guard mediaTypes.contains(call.mediaType) else {
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                    + mediaTypes.joined(separator: ", ")
            )
        }
        do {
            let patch = try JSONValue(parsing: call.request.body)
            guard patch.object != nil || call.mediaType == "application/json-patch+json" else {
                throw StatusFailure.badRequest("a patch of the type \(call.mediaType) must be a JSON object")
            }
            return patch
        } catch let failure as StatusFailure {
            throw failure
        } catch {
            guard !isApply else {
                throw .unsupportedMediaType(
                    "this server reads apply patches in JSON, which is YAML too, but no other YAML"
                )
            }
            throw .badRequest("error decoding patch: the text is not JSON")
        }
    }

    /// Directives of the strategic merge ask for what a plain merge does not do.
    private func refuseDirectives(in patch: JSONValue) throws(StatusFailure) {
        for (name, value) in patch.object ?? [:] {
            guard !name.hasPrefix("$") else {
                throw .badRequest("this server does not know \(name) in strategic merge patches; send a merge patch")
            }
            try refuseDirectives(in: value)
        }
    }
}
