/// How a process ended.
package enum Ending: Hashable, Sendable, CustomStringConvertible {
    case exited(code: Int32)
    case signalled(number: Int32)

    package var description: String {
        switch self {
        case .exited(let code): "exited, code \(code)"
        case .signalled(let number): "killed, signal \(number)"
        }
    }

    /// Whether somebody at another terminal may have brought it about, with SIGTERM or SIGKILL.
    var isByHand: Bool { self == .exited(code: 0) || self == .signalled(number: 9) }
}
