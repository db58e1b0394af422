import Election

/// A kind of object that can carry the record of an election.
///
/// The raw value is the resource's name in paths, and in the details of a Status.
package enum LockKind: String, CaseIterable, Hashable, Sendable {
    /// A Lease, whose spec is the record.
    case leases
    /// An Endpoints with the record in an annotation, as the classic sidecar keeps it.
    case endpoints
    /// A ConfigMap with the record in an annotation.
    case configmaps

    /// The API group; empty for the core group.
    package var group: String {
        switch self {
        case .leases: "coordination.k8s.io"
        case .endpoints, .configmaps: ""
        }
    }

    /// The `apiVersion` of an object: the group, where there is one, and its version.
    package var apiVersion: String { group.isEmpty ? "v1" : "\(group)/v1" }

    /// Where the API group and version are served.
    package var apiPath: String { group.isEmpty ? "/api/v1" : "/apis/\(apiVersion)" }

    /// The `kind` of an object.
    package var objectKind: String {
        switch self {
        case .leases: "Lease"
        case .endpoints: "Endpoints"
        case .configmaps: "ConfigMap"
        }
    }

    /// The name in paths, for example `leases`.
    package var resource: String { rawValue }

    /// How finely the record tells times.
    package var timePrecision: TimePrecision {
        switch self {
        case .leases: .microseconds
        case .endpoints, .configmaps: .seconds
        }
    }
}
