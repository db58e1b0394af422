import ArgumentParser
import Election
import Operations
import Runtime
import Sidecar

/// Asks the leader to step down.
struct StepDownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step-down",
        abstract: "Asks the leader to step down, and tells who comes next.",
        usage: "leader-elector step-down --election <name> [-n <namespace>] [--no-wait]",
        discussion: """
              leader-elector step-down --election example

            Waits for a renewal, which shows that the leader lives and listens, and
            puts the annotation leader-elector/step-down with the fencing token of
            the term on the lock, as 'kubectl annotate' would. The leader gives up
            politely and stands back for a lease duration; the wish ends no later
            term. Then it waits until another leads. Ctrl-C ends the waiting, not
            the wish.

            Exit codes: 0 another leads, or with --no-wait the leader is asked, 69
            the API server cannot be reached, 75 nobody leads, or no other has taken
            the lead when the wait ends, 77 rights are missing, 78 the holder takes
            no such wish, and those of the sidecar for wrong usage.
            """
    )

    @OptionGroup var options: ElectionOptions

    @Flag(help: "Do not wait until another leads.")
    var noWait = false

    @Option(help: ArgumentHelp("How long to wait. (default: 1m)", valueName: "time"))
    var timeout: String?

    func run() throws {
        let limit = try limit()
        let configuration = try options.configuration()
        guard let lock = configuration.session else { throw LeaderElector.missingElection }
        let result: StepDownCourse.Outcome?
        do {
            let stepDown = try StepDown(
                configuration,
                of: lock,
                waits: !noWait,
                limit: limit,
                logger: ElectionOptions.logger
            )
            result = try stepDown.run()
        } catch {
            throw LeaderElector.fail(ExitStatus(error), "\(error)")
        }
        guard let outcome = result else {
            throw LeaderElector.fail(.noLeader, "no longer waiting; the wish stands if it was made")
        }
        switch outcome {
        case .failed(let failure): throw LeaderElector.fail(failure)
        case .asked, .handedOver: Console.output.writeLine(outcome.sentence)
        case .cameBack, .noneTook, .ignored, .notAsked, .nobodyLeads:
            throw LeaderElector.fail(.noLeader, outcome.sentence)
        }
    }

    private func limit() throws -> Duration {
        guard let timeout, !timeout.isEmpty else { return .seconds(60) }
        guard let limit = Duration(goText: timeout), limit > .zero, limit <= .seconds(86_400) else {
            throw LeaderElector.fail(
                .usage,
                "--timeout is '\(timeout)', but must be a duration of at most 24h, for example 30s"
            )
        }
        return limit
    }
}
