/// The paths that are served.
enum Route: String, CaseIterable {
    /// The leader's name, as the classic sidecar gave it.
    case name = "/"
    /// The whole status.
    case leader = "/leader"
    /// The whole status, with a status code that says whether this pod leads.
    case isLeader = "/is-leader"
    /// The whole status at each change, for as long as the asker listens.
    case watch = "/watch"
    case livez = "/livez"
    case readyz = "/readyz"
    case healthz = "/healthz"

    /// Whether the route tells nothing about the election and may be served on the pod's own address.
    var isProbe: Bool {
        switch self {
        case .name, .leader, .isLeader, .watch: false
        case .livez, .readyz, .healthz: true
        }
    }
}
