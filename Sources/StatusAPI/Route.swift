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
    /// Gives up a term.
    case stepDown = "/step-down"
    /// Says that the work of a term has stopped.
    case stopped = "/stopped"
    /// What was counted, and how the process does.
    case metrics = "/metrics"
    /// How all of this is asked and answered.
    case openAPI = "/openapi.json"
    case livez = "/livez"
    case readyz = "/readyz"
    case healthz = "/healthz"

    /// Whether the route may be served on the pod's own address: nobody can act on the election by it.
    var isProbe: Bool {
        switch self {
        case .name, .leader, .isLeader, .watch, .stepDown, .stopped, .openAPI: false
        case .livez, .readyz, .healthz, .metrics: true
        }
    }

    /// What it answers, in the form of an Allow field.
    var methods: [String] {
        switch self {
        case .name, .leader, .isLeader, .watch, .metrics, .openAPI, .livez, .readyz, .healthz: ["GET", "HEAD"]
        case .stepDown, .stopped: ["POST"]
        }
    }
}
