import ArgumentParser
import Locks
import Logging
import Runtime
import Sidecar

/// The options by which operators name elections.
struct ElectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The election's name, and so the lock's.", valueName: "name"))
    var election: String?

    @Option(
        help: ArgumentHelp(
            "The object that is the lock, as for the sidecar. (default: leases)",
            valueName: "kind"
        ),
        completion: .list(LockChoice.allCases.map(\.rawValue))
    )
    var lock: String?

    @OptionGroup var cluster: ClusterOptions

    /// The checked configuration, or the end of the process.
    func configuration() throws -> OperatorConfiguration {
        var settings = Settings(environment: Host.environment)
        settings.election = election
        settings.lock = lock
        cluster.set(on: &settings)
        do throws(ConfigurationError) {
            return try settings.operatorConfiguration(version: LeaderElector.version, readingFilesBy: Host.readFile)
        } catch {
            throw LeaderElector.fail(error.exitStatus, "\(error)")
        }
    }

    /// For what people should know beside the command's answer.
    static let logger = Logger(label: "leader-elector") { _ in ConsoleLogHandler(level: .notice) }
}
