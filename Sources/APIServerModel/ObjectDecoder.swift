import Election
import JSON

/// Makes of a request's body the object to store, or the refusal that a typed Go server gives.
struct ObjectDecoder {
    var type: ResourceType

    /// Whether unknown fields are refused instead of dropped (`fieldValidation=Strict`).
    var isStrict = false

    /// Parses a body and checks it.
    func object(_ body: [UInt8]) throws(StatusFailure) -> JSONValue {
        try object(parsed(body))
    }

    /// Checks a parsed body and brings it into the stored form.
    func object(_ wire: JSONValue) throws(StatusFailure) -> JSONValue {
        guard wire.object != nil else {
            throw unrecognized("json: cannot unmarshal \(wire.goType) into Go value of type runtime.TypeMeta", "")
        }
        try checkKind(wire)
        var object = wire
        object["kind"] = nil
        object["apiVersion"] = nil
        try checkMetadata(&object)
        for (name, storedName) in type.storedNames {
            object[storedName] = object[name]
            object[name] = nil
        }
        try checkSpec(&object)
        for (name, value) in type.defaults.object ?? [:] where object[name] == nil { object[name] = value }
        return object
    }

    func parsed(_ body: [UInt8]) throws(StatusFailure) -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            let start = String(decoding: body.prefix(30), as: UTF8.self) + (body.count > 30 ? " ..." : "")
            let cause = isCutOff(body) ? "unexpected end of JSON input" : "the text is not JSON"
            throw unrecognized("json parse error: \(cause)", start)
        }
    }

    private func unrecognized(_ cause: String, _ start: String) -> StatusFailure {
        .badRequest(
            "the object provided is unrecognized (must be of type \(type.kind)): couldn't get version/kind; \(cause)"
                + " (\(start))"
        )
    }

    private func checkKind(_ wire: JSONValue) throws(StatusFailure) {
        let version = wire["apiVersion"]?.string ?? type.groupVersion
        guard version == type.groupVersion else {
            throw .badRequest(
                "the API version in the data (\(version)) does not match the expected API version"
                    + " (\(type.groupVersion))"
            )
        }
        let kind = wire["kind"]?.string ?? type.kind
        guard kind == type.kind else { throw .badRequest("\(inVersion(kind)) cannot be handled as a \(type.kind)") }
    }

    private func checkMetadata(_ object: inout JSONValue) throws(StatusFailure) {
        guard var metadata = (object["metadata"] ?? [:]).object else {
            throw mismatch(object["metadata"] ?? .null, "ObjectMeta.metadata", "v1.ObjectMeta")
        }
        metadata["managedFields"] = nil
        for field in ["name", "namespace", "generateName", "uid", "resourceVersion"] {
            guard let value = metadata[field], value != .null else { continue }
            guard value.string != nil else { throw mismatch(value, "ObjectMeta.metadata.\(field)", "string") }
        }
        for field in ["labels", "annotations"] {
            guard let value = metadata[field], value != .null else { continue }
            guard let entries = value.object else {
                throw mismatch(value, "ObjectMeta.metadata.\(field)", "map[string]string")
            }
            for entry in entries.values where entry.string == nil {
                throw mismatch(entry, "ObjectMeta.metadata.\(field)", "string")
            }
        }
        object["metadata"] = .object(metadata.filter { $0.value != .null && $0.value != [:] && $0.value != "" })
    }

    private func checkSpec(_ object: inout JSONValue) throws(StatusFailure) {
        guard let fields = type.specFields, let spec = object["spec"], spec != .null else { return }
        guard let members = spec.object else { throw mismatch(spec, "\(type.kind).spec", "v1.\(type.kind)Spec") }
        var checked: [String: JSONValue] = [:]
        for (name, value) in members where value != .null {
            guard let fieldType = fields[name] else {
                guard !isStrict else {
                    throw .badRequest(
                        "\(inVersion(type.kind)) cannot be handled as a \(type.kind): strict decoding error:"
                            + " unknown field \"spec.\(name)\""
                    )
                }
                continue
            }
            checked[name] = try self.checked(value, fieldType, name)
        }
        object["spec"] = .object(checked)
    }

    private func checked(
        _ value: JSONValue,
        _ fieldType: ResourceType.FieldType,
        _ name: String
    ) throws(StatusFailure) -> JSONValue {
        switch fieldType {
        case .string where value.string != nil:
            return value
        case .int32:
            guard let number = value.integer, Int32(exactly: number) != nil else { break }
            return value
        case .microTime:
            guard let text = value.string else { break }
            if let cause = GoTime.refusal(text) {
                throw .badRequest("\(inVersion(type.kind)) cannot be handled as a \(type.kind): \(cause)")
            }
            return MicroTime.time(text).map { .string(MicroTime.text($0)) } ?? value
        default:
            break
        }
        throw mismatch(value, "\(type.kind)Spec.spec.\(name)", fieldType.rawValue)
    }

    private func mismatch(_ value: JSONValue, _ field: String, _ wanted: String) -> StatusFailure {
        .badRequest(
            "\(inVersion(type.kind)) cannot be handled as a \(type.kind): json: cannot unmarshal \(value.goType)"
                + " into Go struct field \(field) of type \(wanted)"
        )
    }

    private func inVersion(_ kind: String) -> String { "\(kind) in version \"\(type.version)\"" }
}

extension JSONValue {
    /// The value's type as Go's decoder names it.
    fileprivate var goType: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer(let number): "number \(number)"
        case .unsigned(let number): "number \(number)"
        case .number(let number): "number \(number)"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

/// Whether a text that is not JSON might have become some with more bytes: brackets or a string are open at its end.
private func isCutOff(_ text: [UInt8]) -> Bool {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for byte in text {
        if isEscaped {
            isEscaped = false
        } else if isInString {
            if byte == UInt8(ascii: "\\") { isEscaped = true }
            if byte == UInt8(ascii: "\"") { isInString = false }
        } else {
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
    }
    return text.isEmpty || isInString || depth > 0
}
