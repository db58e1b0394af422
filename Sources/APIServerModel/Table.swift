import Election
import JSON

/// Objects as kubectl asks for them: a `Table` of meta.k8s.io, its cells ready for people.
struct Table {
    var type: ResourceType
    /// What each row carries beside its cells (`includeObject`).
    var carries = Carried.metadata

    enum Carried: String {
        case nothing = "None"
        case metadata = "Metadata"
        case object = "Object"
    }

    /// A table of stored objects at a revision.
    func rendered(_ objects: [JSONValue], revision: UInt64, now: WallTime) -> JSONValue {
        [
            "kind": "Table",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": ["resourceVersion": .string(String(revision))],
            "columnDefinitions": .array(columns.map(definition)),
            "rows": .array(objects.map { row(type.shown($0), now) }),
        ]
    }

    private var columns: [ResourceType.Column] {
        guard type.hasStandardColumns else { return type.columns }
        let name = ResourceType.Column(name: "Name", description: nameDescription) { object, _ in
            object["metadata"]?["name"] ?? ""
        }
        let age = ResourceType.Column(name: "Age", description: ageDescription) { object, now in
            .string(APIServerModel.age(since: object["metadata"]?["creationTimestamp"]?.string, now))
        }
        return [name] + type.columns + [age]
    }

    private func definition(_ column: ResourceType.Column) -> JSONValue {
        [
            "name": .string(column.name),
            "type": .string(column.type),
            "format": column.name == "Name" ? "name" : "",
            "description": .string(column.description),
            "priority": 0,
        ]
    }

    private func row(_ shown: JSONValue, _ now: WallTime) -> JSONValue {
        var row: JSONValue = ["cells": .array(columns.map { $0.cell(shown, now) })]
        switch carries {
        case .nothing:
            break
        case .metadata:
            row["object"] = [
                "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": shown["metadata"] ?? [:],
            ]
        case .object:
            row["object"] = shown
        }
        return row
    }
}

/// The time since a timestamp as kubectl shows it (apimachinery's HumanDuration, without its finest steps).
func age(since timestamp: String?, _ now: WallTime) -> String {
    guard let timestamp, let time = MicroTime.time(timestamp) else { return "<unknown>" }
    let seconds = max(0, (now.microseconds - time.microseconds) / 1_000_000)
    let (minutes, hours) = (seconds / 60, seconds / 3600)
    switch seconds {
    case ..<120: return "\(seconds)s"
    case ..<600: return seconds % 60 == 0 ? "\(minutes)m" : "\(minutes)m\(seconds % 60)s"
    case ..<10_800: return "\(minutes)m"
    case ..<28_800: return minutes % 60 == 0 ? "\(hours)h" : "\(hours)h\(minutes % 60)m"
    case ..<172_800: return "\(hours)h"
    default: return "\(hours / 24)d"
    }
}

private let nameDescription =
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a"
    + " client to request the generation of an appropriate name automatically. Name is primarily intended for creation"
    + " idempotence and configuration definition. Cannot be updated. More info:"
    + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"

private let ageDescription =
    "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed"
    + " to be set in happens-before order across separate operations. Clients may not set this value. It is represented in"
    + " RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info:"
    + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"
