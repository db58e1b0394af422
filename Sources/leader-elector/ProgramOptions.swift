import ArgumentParser
import Sidecar

/// The options about a program that runs only while this pod leads.
struct ProgramOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("never, on-failure or always. (default: never)", valueName: "when"),
        completion: .list(["never", "on-failure", "always"])
    )
    var restart: String?

    @Option(
        help: ArgumentHelp("From SIGTERM to the lead's end, if that comes. (default: 2s, or less)", valueName: "time")
    )
    var stopGrace: String?

    @Option(help: ArgumentHelp("From SIGTERM to SIGKILL while the lock is ours. (default: 25s)", valueName: "time"))
    var terminationGrace: String?

    /// Sets what was given, not yet checked.
    func set(on settings: inout Settings) {
        settings.restart = restart
        settings.stopGrace = stopGrace
        settings.terminationGrace = terminationGrace
    }
}
