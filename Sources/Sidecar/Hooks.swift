import Notifications

/// The programs that are run when a term of this pod's begins or ends, checked.
package struct Hooks: Hashable, Sendable {
    /// How long one may run by default.
    package static let standardLimit = Duration.seconds(30)
    package static let longestLimit = Duration.seconds(3600)

    package var started: HookCommand?
    package var stopped: HookCommand?
    /// After that long one is killed.
    package var limit: Duration

    package init(started: HookCommand?, stopped: HookCommand?, limit: Duration = standardLimit) {
        self.started = started
        self.stopped = stopped
        self.limit = limit
    }

    /// The program for an occasion; nil where there is nothing to do.
    func command(for occasion: HookRun.Occasion) -> HookCommand? {
        switch occasion {
        case .started: started
        case .stopped: stopped
        }
    }
}
