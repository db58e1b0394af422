import HTTP
import JSON

extension APIServer {
    mutating func delete(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        let conditions = try deletePreconditions(call)
        let deleted: JSONValue
        do {
            deleted = try store.delete(call.key, if: conditions)
        } catch {
            throw failure(error, call, isDelete: true)
        }
        if call.type.resource == "namespaces" { deleteContents(of: call.info.name) }
        var details = call.shownKey(call.info.name).details
        details["uid"] = deleted["metadata"]?["uid"]
        let status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details,
        ]
        return .json(status, warning: call.type.warning)
    }

    mutating func deleteCollection(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        let response = try list(call)
        for (key, _) in selected(call) {
            do {
                _ = try store.delete(key)
            } catch {
                throw failure(error, call)
            }
        }
        return response
    }

    private func deletePreconditions(_ call: Call) throws(StatusFailure) -> Preconditions {
        guard !call.request.body.isEmpty else { return Preconditions() }
        try requireJSON(call)
        let options: JSONValue
        do {
            options = try JSONValue(parsing: call.request.body)
        } catch {
            throw .badRequest("couldn't get version/kind; json parse error: the text is not JSON")
        }
        let conditions = options["preconditions"]
        return Preconditions(
            uid: conditions?["uid"]?.string,
            resourceVersion: conditions?["resourceVersion"]?.string
        )
    }

    private mutating func deleteContents(of namespace: String) {
        for type in ResourceType.all where type.isNamespaced {
            let group = type.storedGroup ?? type.group
            for (key, _) in store.objects(group: group, resource: type.resource, namespace: namespace) {
                // It was listed a moment ago and nothing but this loop deletes.
                do { _ = try store.delete(key) } catch { preconditionFailure("\(key) vanished: \(error)") }
            }
        }
    }
}
