import ArgumentParser
import Operations
import Runtime
import Sidecar

/// Tells how elections stand.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tells who leads: one election, or all of a namespace.",
        usage: "leader-elector status [--election <name>] [-n <namespace> | -A] [-o table|json|yaml]",
        discussion: """
              leader-elector status --election example
              leader-elector status -n lab -o json

            STATE is healthy, stale (the lease has run out), released, free,
            blanked (somebody removed the holder), absent, unreadable or unclear.
            AGE is the term's, LEFT what is left of the lease, CHANGES how often the
            holder changed. HEIR goes first when the lock is free; with a '?' it may
            have gone. TOKEN is the term's fencing token, from its first renewal on.

            Times are judged by the API server's clock, to half a second, but holders
            stamp renewals by their own: where the two differ, AGE, LEFT and healthy
            or stale are estimates, and no election goes by them.

            Without --lock it looks at Leases, and where --election has none, at
            other kinds under its name. Without --election the exit code tells only
            whether all could be read.

            Exit codes: 0 somebody leads, 69 the API server cannot be reached, 75
            nobody leads, it is unclear, or a list was too long, 77 rights are
            missing, and those of the sidecar for wrong usage.
            """
    )

    @OptionGroup var options: ElectionOptions

    @Flag(name: [.customShort("A"), .long], help: "Look in all namespaces.")
    var allNamespaces = false

    @Option(name: .shortAndLong, help: ArgumentHelp("How to print it.", valueName: "format"))
    var output: OutputFormat = .table

    func run() throws {
        let configuration = try options.configuration()
        guard configuration.election == nil || !allNamespaces else {
            throw LeaderElector.fail(.usage, "--all-namespaces is for all elections; leave it or --election away")
        }
        let query: StatusQuery
        do {
            query = try StatusQuery(configuration, allNamespaces: allNamespaces, logger: ElectionOptions.logger)
        } catch {
            throw LeaderElector.fail(ExitStatus(error), "\(error)")
        }
        let inquiry = query.run()
        if let failure = inquiry.failure { throw LeaderElector.fail(failure) }
        show(inquiry.reports, in: configuration)
        for note in inquiry.notes { Console.error.writeLine("leader-elector: \(note)") }
        let isKnown = configuration.election == nil ? !inquiry.isCut : inquiry.hasLeader
        if !isKnown { throw LeaderElector.fail(.noLeader) }
    }

    private func show(_ reports: [LockReport], in configuration: OperatorConfiguration) {
        switch output {
        case .json: Console.output.writeAll(LockReport.tree(reports).json)
        case .yaml: Console.output.writeAll(LockReport.tree(reports).yaml)
        case .table where reports.isEmpty:
            let kinds = (configuration.lock ?? .leases).kinds.map(\.resource).joined(separator: " or ")
            let place = allNamespaces ? "any namespace" : "the namespace \(configuration.cluster.namespace.text)"
            Console.error.writeLine("leader-elector: no \(kinds) of elections in \(place)")
        case .table:
            for line in LockReport.table(reports, namespaces: allNamespaces) { Console.output.writeAll(line + "\n") }
        }
    }
}
