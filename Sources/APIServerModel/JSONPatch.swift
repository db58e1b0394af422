import JSON

/// A list of changes to a JSON value (RFC 6902): add, replace, remove and test.
struct JSONPatch {
    private var operations: [Operation]

    private struct Operation {
        var name: String
        var path: [String]
        var value: JSONValue?
    }

    init(_ patch: JSONValue) throws(StatusFailure) {
        guard let items = patch.array else { throw .badRequest("error decoding patch: a JSON patch must be an array") }
        operations = []
        for item in items {
            let name = item["op"]?.string ?? ""
            guard ["add", "replace", "remove", "test"].contains(name), let pointer = item["path"]?.string,
                pointer.hasPrefix("/"), name == "remove" || item["value"] != nil
            else {
                throw .badRequest(
                    "error decoding patch: each item needs an op of add, replace, remove and test, and a path"
                )
            }
            let path = pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(unescaped)
            operations.append(Operation(name: name, path: path, value: item["value"]))
        }
    }

    /// Applies the changes in order; the first that cannot be done refuses them all.
    func apply(to value: inout JSONValue) throws(StatusFailure) {
        for operation in operations {
            try Self.apply(operation, operation.path[...], to: &value)
        }
    }

    private static func apply(
        _ operation: Operation,
        _ path: ArraySlice<String>,
        to value: inout JSONValue
    ) throws(StatusFailure) {
        guard let name = path.first else { return }
        let isLast = path.count == 1
        switch value {
        case .object(var members):
            guard isLast else {
                guard var member = members[name] else { throw refused(operation) }
                try apply(operation, path.dropFirst(), to: &member)
                members[name] = member
                value = .object(members)
                return
            }
            guard operation.name == "add" || members[name] != nil else { throw refused(operation) }
            if operation.name == "test" {
                guard members[name] == operation.value else { throw refused(operation) }
                return
            }
            members[name] = operation.name == "remove" ? nil : operation.value
            value = .object(members)
        case .array(var elements):
            let isAdd = isLast && operation.name == "add"
            guard let index = isAdd && name == "-" ? elements.count : Int(name), index >= 0,
                index < elements.count + (isAdd ? 1 : 0)
            else { throw refused(operation) }
            guard isLast else {
                try apply(operation, path.dropFirst(), to: &elements[index])
                value = .array(elements)
                return
            }
            switch operation.name {
            case "add": elements.insert(operation.value ?? .null, at: index)
            case "replace": elements[index] = operation.value ?? .null
            case "remove": elements.remove(at: index)
            default: guard elements[index] == operation.value else { throw refused(operation) }
            }
            value = .array(elements)
        default:
            throw refused(operation)
        }
    }

    private static func refused(_ operation: Operation) -> StatusFailure {
        StatusFailure(
            code: 422,
            reason: "Invalid",
            message: "the server rejected our request due to an error in our request: \(operation.name) of"
                + " /\(operation.path.joined(separator: "/")) cannot be done"
        )
    }
}

/// A part of a JSON pointer without its escapes (RFC 6901).
private func unescaped(_ part: Substring) -> String {
    var text = ""
    var isEscaped = false
    for character in part {
        if isEscaped {
            text += character == "1" ? "/" : character == "0" ? "~" : "~\(character)"
            isEscaped = false
        } else if character == "~" {
            isEscaped = true
        } else {
            text.append(character)
        }
    }
    return text
}
