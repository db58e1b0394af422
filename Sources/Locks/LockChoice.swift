import Election

/// Which kind of object is an election's lock, or which two while a fleet moves from one kind to the other.
///
/// The raw value is what people write; the pairs' are client-go's (`resourcelock`).
package enum LockChoice: String, CaseIterable, Hashable, Sendable {
    case leases
    case endpoints
    case configmaps
    /// Endpoints and Leases: electors of either kind alone respect who holds both.
    case endpointsleases
    /// ConfigMaps and Leases.
    case configmapsleases

    /// One kind, or two: the old one first, which is taken first.
    package var kinds: [LockKind] {
        switch self {
        case .leases: [.leases]
        case .endpoints: [.endpoints]
        case .configmaps: [.configmaps]
        case .endpointsleases: [.endpoints, .leases]
        case .configmapsleases: [.configmaps, .leases]
        }
    }

    /// Whether it is two kinds.
    package var isPair: Bool { kinds.count == 2 }

    /// The coarsest of its kinds' precisions, since one elector's timing is for all of them.
    package var timePrecision: TimePrecision {
        kinds.map(\.timePrecision).contains(.seconds) ? .seconds : .microseconds
    }
}
