import Election
import Locks

/// The locks at one instant; nil where there is no object of that kind.
struct StoredLocks: Hashable {
    private var leases: LockSnapshot?
    private var endpoints: LockSnapshot?
    private var configmaps: LockSnapshot?

    subscript(lock: LockKind) -> LockSnapshot? {
        get {
            switch lock {
            case .leases: leases
            case .endpoints: endpoints
            case .configmaps: configmaps
            }
        }
        set {
            switch lock {
            case .leases: leases = newValue
            case .endpoints: endpoints = newValue
            case .configmaps: configmaps = newValue
            }
        }
    }
}
