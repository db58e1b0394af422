import ArgumentParser
import Runtime
import Sidecar

/// Tells whether a sidecar with these options would find what it needs.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks whether a sidecar with the same options would work here, and changes nothing.",
        usage: "leader-elector check --election <name> ...",
        discussion: """
            Asks the API server for every right that the options need, and looks at
            the way there, its certificate, its clock, its latency, and the lock.

            Exit codes: 0 all is well, perhaps with warnings, 69 the API server
            cannot be reached, 77 rights are missing, 78 the configuration or the
            lock stands in the way, and those of the sidecar for wrong usage.
            """
    )

    @OptionGroup var options: SidecarOptions

    func run() throws {
        let configuration = try LeaderElector.configuration(of: options.settings)
        let check: Check
        do {
            check = try Check(configuration, logger: LeaderElector.logger)
        } catch {
            throw LeaderElector.fail(ExitStatus(error), "\(error)")
        }
        let report = check.run()
        for line in report.lines { Console.output.writeLine(line) }
        if let failure = report.failure { throw LeaderElector.fail(ExitStatus(failure)) }
    }
}
