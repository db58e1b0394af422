import Election
import JSON

/// One kind of object that the server knows: a row of the table `ResourceType.all`.
struct ResourceType: Sendable {
    var group: String
    var version: String
    /// The plural name, as it stands in paths.
    var resource: String
    var singular: String
    var kind: String
    var shortNames: [String] = []
    var isNamespaced = true
    var verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    /// An opaque mark in discovery, recorded from a real server.
    var storageVersionHash: String?
    /// Sent in a `Warning` header with every answer.
    var warning: String?

    /// Whether a PUT of a name that does not exist creates it.
    var createsOnUpdate = false
    /// Whether a PUT without a version overwrites whatever is there.
    var updatesUnconditionally = true
    /// The fields of `spec` and their types, others being dropped as a typed server drops them; nil takes anything.
    var specFields: [String: FieldType]?
    /// What is there even if nobody said it.
    var defaults: JSONValue = [:]
    /// Field selectors beside name and namespace.
    var selectableFields: Set<String> = []
    /// The group under which objects are kept, where two groups show the same objects.
    var storedGroup: String?
    /// How fields are called in the stored form, by their name here.
    var storedNames: [String: String] = [:]
    /// The group of the kind in 422 answers, where it is not `group`.
    var invalidGroup: String?
    /// Columns between name and age of a table.
    var columns: [Column] = []
    /// Whether the table begins with the name and ends with the age.
    var hasStandardColumns = true
    /// What the object may not say, looked for before every write.
    var validate: @Sendable (JSONValue) -> [FieldError] = { _ in [] }

    enum FieldType: String, Sendable {
        case string
        case int32
        case microTime = "v1.MicroTime"
    }

    struct Column: Sendable {
        var name: String
        var type = "string"
        var description = ""
        var cell: @Sendable (_ object: JSONValue, _ now: WallTime) -> JSONValue
    }

    var groupVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Where discovery, requests and OpenAPI find this group and version, for example `apis/events.k8s.io/v1`.
    var root: String { group.isEmpty ? "api/\(version)" : "apis/\(groupVersion)" }

    /// Reviews are answered, never stored.
    var isReview: Bool { verbs == ["create"] }

    func key(namespace: String, name: String) -> ObjectKey {
        ObjectKey(group: storedGroup ?? group, resource: resource, namespace: namespace, name: name)
    }

    /// The stored object as this kind shows it; `kind` and `apiVersion` are left out where lists do so.
    func shown(_ stored: JSONValue, withKind: Bool = true) -> JSONValue {
        var object = stored
        for (name, storedName) in storedNames {
            object[name] = object[storedName]
            object[storedName] = nil
        }
        guard withKind else { return object }
        object["kind"] = .string(kind)
        object["apiVersion"] = .string(groupVersion)
        return object
    }
}

extension ResourceType {
    static func find(group: String, version: String, resource: String) -> ResourceType? {
        all.first { $0.group == group && $0.version == version && $0.resource == resource }
    }
}
