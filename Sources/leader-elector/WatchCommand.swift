import ArgumentParser
import Operations
import Runtime
import Sidecar

/// Tells each change of who leads.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Tells each change of who leads, as it happens.",
        usage: "leader-elector watch --election <name> [-n <namespace>] [-o json]",
        discussion: """
              leader-elector watch --election example

            The first line is what is so now; then a line for each change, with the
            time by our clock: who leads, with the fencing token of the term where it
            is known, and how a term ended: released, or run out without a renewal,
            or by somebody who edited or deleted the lock.

            With -o json each line is an object: time, election, namespace, event
            (leads, acquired, restarted, returned, released, expired, blanked, absent,
            free, unreadable, divided), holder, previous, fencingToken, transitions.

            Outages are told on standard error, and it goes on after them. A lease
            counts as run out when it was not seen renewed for its duration, or for
            5s if that is longer.

            Exit codes: 0 ended by SIGINT or SIGTERM, 69 the API server cannot be
            reached at the start, 77 rights are missing, 78 the lock is of another
            kind, and those of the sidecar for wrong usage.
            """
    )

    @OptionGroup var options: ElectionOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("How to print it: text or json.", valueName: "format"))
    var output: Format = .text

    /// How changes are printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    func run() throws {
        let configuration = try options.configuration()
        guard let lock = configuration.session else { throw LeaderElector.missingElection }
        let failure: OperationFailure?
        do {
            let watch = try HolderWatch(configuration, of: lock, logger: ElectionOptions.logger) { news, item in
                // Whoever reads it is to miss no change, so it is waited for.
                Console.output.writeAll((output == .json ? news.json(item) : news.line(item)) + "\n")
            }
            failure = try watch.run()
        } catch {
            throw LeaderElector.fail(ExitStatus(error), "\(error)")
        }
        if let failure { throw LeaderElector.fail(failure) }
    }
}
