/// A duration that the tour measures, and what the project wants it to be.
package struct Figure: Hashable, Sendable {
    package enum Kind: CaseIterable, Sendable {
        case start
        case handover
        case crash
        case wake

        package var text: String {
            switch self {
            case .start: "start to the leader's name on every port"
            case .handover: "release to the successor's name on every port"
            case .crash: "after SIGKILL, beyond the rest of the lease"
            case .wake: "waking to the first answer, which says not me"
            }
        }

        /// What the median of a release build should stay within; nil where nothing is promised.
        package var goal: Duration? {
            switch self {
            case .start: .milliseconds(100)
            case .handover: .milliseconds(20)
            case .crash: .milliseconds(50)
            case .wake: nil
            }
        }
    }

    package let kind: Kind
    package let duration: Duration

    package init(_ kind: Kind, _ duration: Duration) {
        self.kind = kind
        self.duration = duration
    }
}
