/// What happens to a leader.
package enum Blow: String, CaseIterable, Sendable {
    /// SIGTERM, as at a rolling update.
    case terminate = "sigterm"
    /// `POST /step-down`.
    case stepDown = "stepdown"
    /// SIGKILL.
    case kill = "sigkill"
    /// SIGSTOP.
    case freeze
    /// Nothing that it sends to the API server, or is sent from there, arrives any more.
    case partition

    /// Whether the leader gives the lock back, so that nobody has to wait for its lease.
    package var isPolite: Bool {
        switch self {
        case .terminate, .stepDown: true
        case .kill, .freeze, .partition: false
        }
    }

    var text: String {
        switch self {
        case .terminate: "SIGTERM"
        case .stepDown: "step-down"
        case .kill: "SIGKILL, beyond the lease"
        case .freeze: "freeze, beyond the lease"
        case .partition: "partition, beyond the lease"
        }
    }
}

extension Blow: CustomStringConvertible {
    package var description: String { rawValue }
}
