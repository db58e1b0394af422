import HTTP
import JSON

extension APIServer {
    mutating func create(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        var object = try decoded(call)
        try checkNamespace(of: &object, call)
        if object["metadata"]?["name"] == nil, let prefix = object["metadata"]?["generateName"]?.string {
            object["metadata"]?["name"] = .string(prefix + store.randomSuffix())
        }
        return try insert(object, call)
    }

    mutating func update(_ call: Call) throws(StatusFailure) -> HTTPResponse {
        let object = try decoded(call)
        return try replace(object, call)
    }

    /// Checks an object and creates it (201).
    mutating func insert(_ object: JSONValue, _ call: Call) throws(StatusFailure) -> HTTPResponse {
        let name = object["metadata"]?["name"]?.string ?? ""
        if call.type.isNamespaced {
            let namespace = ObjectKey(group: "", resource: "namespaces", namespace: "", name: call.namespace)
            guard store.object(at: namespace) != nil else { throw .notFound(namespace) }
        }
        try validate(object, name, call)
        guard call.request.method != "POST" || object["metadata"]?["resourceVersion"] == nil else {
            let message = "resourceVersion should not be set on objects to be created"
            throw StatusFailure(code: 500, reason: "", message: message)
        }
        do {
            let key = call.type.key(namespace: call.namespace, name: name)
            let stored = try store.create(object, at: key, time: call.now.wall)
            return call.response(stored, status: 201)
        } catch {
            throw failure(error, call, name: name)
        }
    }

    /// Checks an object and puts it in the place of the stored one (200), or creates it where its kind allows (201).
    mutating func replace(_ object: JSONValue, _ call: Call) throws(StatusFailure) -> HTTPResponse {
        var object = object
        try checkNamespace(of: &object, call)
        try checkName(of: object, call)
        let conditions = Preconditions(
            uid: object["metadata"]?["uid"]?.string,
            resourceVersion: object["metadata"]?["resourceVersion"]?.string
        )
        do {
            try store.check(call.key, conditions)
        } catch .notFound {
            if let uid = conditions.uid { throw failure(.uidConflict(expected: uid, actual: ""), call) }
            guard call.type.createsOnUpdate else { throw failure(.notFound, call) }
            return try insert(object, call)
        } catch {
            throw failure(error, call)
        }
        if conditions.resourceVersion == nil, !call.type.updatesUnconditionally {
            let cause = FieldError.invalid("metadata.resourceVersion", "0", "must be specified for an update")
            throw .invalid(group: call.type.group, kind: call.type.resource, name: call.info.name, [cause])
        }
        try validate(object, call.info.name, call)
        do {
            return call.response(try store.update(object, at: call.key, if: conditions))
        } catch {
            throw failure(error, call)
        }
    }

    private func checkName(of object: JSONValue, _ call: Call) throws(StatusFailure) {
        let name = object["metadata"]?["name"]?.string ?? ""
        guard !name.isEmpty else {
            throw .badRequest(
                "the name of the object (\(call.info.name) based on URL) was undeterminable: name must be provided"
            )
        }
        guard name == call.info.name else {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(call.info.name))")
        }
    }

    /// The body as an object to store.
    private func decoded(_ call: Call) throws(StatusFailure) -> JSONValue {
        try requireJSON(call)
        return try decoder(call).object(call.request.body)
    }

    func decoder(_ call: Call) -> ObjectDecoder {
        ObjectDecoder(type: call.type, isStrict: call.info.query["fieldValidation"] == "Strict")
    }

    func requireJSON(_ call: Call) throws(StatusFailure) {
        switch call.mediaType {
        case "application/json":
            return
        case "application/yaml", "application/vnd.kubernetes.protobuf":
            throw .unsupportedMediaType("this server reads application/json only, not \(call.mediaType)")
        default:
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json,"
                    + " application/yaml, application/vnd.kubernetes.protobuf"
            )
        }
    }

    /// Puts the path's namespace into the object, or refuses another one.
    private func checkNamespace(of object: inout JSONValue, _ call: Call) throws(StatusFailure) {
        guard call.type.isNamespaced else {
            object["metadata"]?["namespace"] = nil
            return
        }
        guard (object["metadata"]?["namespace"]?.string ?? call.namespace) == call.namespace else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        object["metadata"]?["namespace"] = .string(call.namespace)
    }

    private func validate(_ object: JSONValue, _ name: String, _ call: Call) throws(StatusFailure) {
        let rule = call.type.resource == "namespaces" ? NameRule.label : .subdomain
        let errors = Validation.name(name, rule) + call.type.validate(object)
        guard !errors.isEmpty else { return }
        let group = call.type.invalidGroup ?? call.type.group
        throw .invalid(group: group, kind: call.type.kind, name: name, errors)
    }

    /// A store's refusal in the API server's words.
    func failure(
        _ error: StoreError,
        _ call: Call,
        name: String? = nil,
        isDelete: Bool = false
    ) -> StatusFailure {
        let key = call.shownKey(name ?? call.info.name)
        switch error {
        case .notFound:
            return .notFound(key)
        case .alreadyExists:
            return .alreadyExists(key)
        case .uidConflict(let expected, let actual):
            let cause = "Precondition failed: UID in precondition: \(expected), UID in object meta: \(actual)"
            let path = "/registry/\(key.resource)/\(key.namespace)/\(key.name)"
            let storage =
                "StorageError: invalid object, Code: 4, Key: \(path), ResourceVersion: 0, AdditionalErrorMsg: "
            return .conflict(key, (isDelete ? "" : storage) + cause)
        case .versionConflict(let expected, let actual):
            let precondition = "ResourceVersion in precondition: \(expected), ResourceVersion in object meta: \(actual)"
            let modified = "the object has been modified; please apply your changes to the latest version and try again"
            return .conflict(key, isDelete ? "Precondition failed: \(precondition)" : modified)
        case .compacted, .full:
            // What etcd says when it is full.
            let message = "rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded"
            return StatusFailure(code: 500, reason: "", message: message)
        }
    }
}
