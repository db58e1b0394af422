import HTTP
import JSON

/// A refusal as the API server words it: an HTTP status and the `Status` object in its body.
package struct StatusFailure: Error, Hashable, CustomStringConvertible {
    package var code: Int
    /// The machine's word for it, for example `Conflict`; empty where Kubernetes gives none.
    package var reason: String
    package var message: String
    /// What the refusal is about; nil where Kubernetes leaves it out.
    package var details: JSONValue?

    package var description: String { "\(code) \(reason): \(message)" }

    /// The `Status` object.
    package var status: JSONValue {
        var status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "code": .integer(Int64(code)),
        ]
        if !reason.isEmpty { status["reason"] = .string(reason) }
        status["details"] = details
        return status
    }

    var response: HTTPResponse {
        var response = HTTPResponse.json(status, status: code)
        if code == 403 { response.headers["X-Content-Type-Options"] = "nosniff" }
        if let seconds = details?["retryAfterSeconds"]?.integer { response.headers["Retry-After"] = String(seconds) }
        return response
    }
}

extension StatusFailure {
    static let unauthorized = StatusFailure(code: 401, reason: "Unauthorized", message: "Unauthorized")
    static let unknownPath = StatusFailure(
        code: 404,
        reason: "NotFound",
        message: "the server could not find the requested resource",
        details: [:]
    )
    static let methodNotAllowed = StatusFailure(
        code: 405,
        reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource",
        details: [:]
    )

    static func badRequest(_ message: String) -> StatusFailure {
        StatusFailure(code: 400, reason: "BadRequest", message: message)
    }

    static func unsupportedMediaType(_ message: String) -> StatusFailure {
        StatusFailure(code: 415, reason: "UnsupportedMediaType", message: message)
    }

    static func notFound(_ key: ObjectKey) -> StatusFailure {
        StatusFailure(
            code: 404,
            reason: "NotFound",
            message: "\(key.qualifiedResource) \"\(key.name)\" not found",
            details: key.details
        )
    }

    static func alreadyExists(_ key: ObjectKey) -> StatusFailure {
        StatusFailure(
            code: 409,
            reason: "AlreadyExists",
            message: "\(key.qualifiedResource) \"\(key.name)\" already exists",
            details: key.details
        )
    }

    static func conflict(_ key: ObjectKey, _ cause: String) -> StatusFailure {
        StatusFailure(
            code: 409,
            reason: "Conflict",
            message: "Operation cannot be fulfilled on \(key.qualifiedResource) \"\(key.name)\": \(cause)",
            details: key.details
        )
    }

    /// A refusal for what an object says, with a cause a field; `kind` may also be a resource's name.
    static func invalid(group: String, kind: String, name: String, _ errors: [FieldError]) -> StatusFailure {
        let causes = errors.map { "\($0.field): \($0.message)" }
        let list = causes.count == 1 ? causes[0] : "[" + causes.joined(separator: ", ") + "]"
        var details: JSONValue = ["name": .string(name), "kind": .string(kind), "causes": .array(errors.map(\.cause))]
        if !group.isEmpty { details["group"] = .string(group) }
        if name.isEmpty { details["name"] = nil }
        return StatusFailure(
            code: 422,
            reason: "Invalid",
            message: "\(qualified(kind, group)) \"\(name)\" is invalid: \(list)",
            details: details
        )
    }

    /// The in-band refusal of a watch that starts before what the server remembers.
    static func expired(_ revision: UInt64, floor: UInt64) -> StatusFailure {
        StatusFailure(code: 410, reason: "Expired", message: "too old resource version: \(revision) (\(floor))")
    }

    /// The refusal of a read that wants to be newer than the server is.
    static func tooLargeVersion(_ revision: UInt64, current: UInt64) -> StatusFailure {
        StatusFailure(
            code: 504,
            reason: "Timeout",
            message: "Timeout: Too large resource version: \(revision), current: \(current)",
            details: [
                "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]],
                "retryAfterSeconds": 1,
            ]
        )
    }
}

/// What is wrong with one field of an object.
struct FieldError: Hashable, Sendable {
    var field: String
    var reason: String
    var message: String

    static func invalid(_ field: String, _ value: String, _ rule: String) -> FieldError {
        FieldError(field: field, reason: "FieldValueInvalid", message: "Invalid value: \(value): \(rule)")
    }

    static func required(_ field: String, _ rule: String = "") -> FieldError {
        FieldError(
            field: field,
            reason: "FieldValueRequired",
            message: "Required value" + (rule.isEmpty ? "" : ": \(rule)")
        )
    }

    static func forbidden(_ field: String, _ rule: String) -> FieldError {
        FieldError(field: field, reason: "FieldValueForbidden", message: "Forbidden: \(rule)")
    }

    var cause: JSONValue { ["reason": .string(reason), "message": .string(message), "field": .string(field)] }
}

extension ObjectKey {
    /// The resource as messages name it, for example `leases.coordination.k8s.io`.
    var qualifiedResource: String { qualified(resource, group) }

    /// A status' details about the object.
    var details: JSONValue {
        var details: JSONValue = ["kind": .string(resource)]
        if !name.isEmpty { details["name"] = .string(name) }
        if !group.isEmpty { details["group"] = .string(group) }
        return details
    }
}

private func qualified(_ name: String, _ group: String) -> String { group.isEmpty ? name : "\(name).\(group)" }

extension HTTPResponse {
    /// A response as the API server sends JSON.
    static func json(_ value: JSONValue, status: Int = 200, warning: String? = nil) -> HTTPResponse {
        var headers: HTTPHeaders = ["Cache-Control": "no-cache, private", "Content-Type": "application/json"]
        if let warning { headers["Warning"] = "299 - \"\(warning)\"" }
        return HTTPResponse(status: status, headers: headers, body: value.bytes + [UInt8(ascii: "\n")])
    }
}
