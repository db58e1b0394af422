import ArgumentParser
import CBuild
import Election
import Glibc
import Kubernetes
import Logging
import Operations
import Runtime
import Sidecar

/// The command line: flags in, an exit code out.
@main
struct LeaderElector: ParsableCommand {
    static let version = "0.1.0"

    /// The version and the commit, which only a build by `.ci/static` knows.
    private static let versionLine: String = {
        let commit = String(cString: cbuild_commit())
        return "leader-elector \(version) (\(commit.isEmpty ? "commit unknown" : commit))"
    }()

    static let configuration = CommandConfiguration(
        commandName: "leader-elector",
        abstract: "Elects one leader among the pods of an application and tells every container who it is.",
        usage: "leader-elector --election <name> [--id <name>] [--ttl <duration>] [--http <host:port>] ...",
        discussion: """
            Runs an election against a Lease in the Kubernetes API and answers:

              curl localhost:4040            {"name":"pod-0"}
              curl localhost:4040/leader     the whole status
              curl localhost:4040/is-leader  200 if this pod leads, else 503

            In a pod with a service account, this is all it needs:

              leader-elector --election example

            On your own machine, with a context of your kubeconfig:

              leader-elector --election example --context kind-dev

            Every flag is also read from the environment: LEADER_ELECTOR_TTL for
            --ttl. POD_NAME, POD_NAMESPACE and POD_UID come from the downward
            API. Durations are written as 10s, 1m30s or 500ms.

            Whether all that it needs is there:

              leader-elector check --election example

            What a cluster needs to run it, as manifests:

              leader-elector manifest --election example | kubectl apply -f -

            To run a program only while this pod leads:

              leader-elector exec --election example -- program arguments

            To see who leads, to watch it change, and to have it change:

              leader-elector status
              leader-elector watch --election example
              leader-elector step-down --election example

            With a link to it as kubectl-leader_elector on the PATH, kubectl has it
            too: 'kubectl leader-elector status'. Completions for a shell come from
            --generate-completion-script bash, zsh or fish.

            Exit codes: 0 stopped as asked, 1 internal error, 64 wrong usage,
            65 a bad file, 69 no cluster found, 73 an address cannot be listened
            on, 78 values that cannot be right.
            """,
        version: versionLine,
        subcommands: operations + [CheckCommand.self, ExecCommand.self, ManifestCommand.self]
    )

    /// The operators' commands, which have options of their own.
    private static let operations: [any ParsableCommand.Type] = [
        StatusCommand.self, WatchCommand.self, StepDownCommand.self,
    ]

    /// Writes to standard error.
    static let logger = Logger(label: "leader-elector") { _ in ConsoleLogHandler(level: .info) }

    @OptionGroup var options: SidecarOptions

    static func main() {
        let arguments = GoArguments.normalized(
            Array(CommandLine.arguments.dropFirst()),
            flags: [
                "use-cluster-credentials", "observe", "label-pod", "step-down-alone", "no-wait", "all-namespaces",
            ]
        )
        do {
            var command = try parsed(arguments)
            try command.run()
        } catch {
            exit(withError: error)
        }
    }

    /// The command that the arguments stand for; a mistake in them is told in one line, as all others of ours are.
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        do {
            // As a subcommand, what it does not know would be taken for the sidecar's, and what both know would be lost.
            let operation = operations.first { $0.configuration.commandName == arguments.first }
            if let operation { return try operation.parseAsRoot(Array(arguments.dropFirst())) }
            let command = try parseAsRoot(arguments)
            if let late = operations.first(where: { $0 == type(of: command) }) {
                // The root's options have taken its own.
                throw ValidationError("Name \(late.configuration.commandName ?? "") first, then its options.")
            }
            return command
        } catch  where exitCode(for: error) == .validationFailure {
            let message = message(for: error)
            let end = message.last.map { ".?!".contains($0) } == true ? "" : "."
            let sentence = message.prefix(1).lowercased() + message.dropFirst() + end
            Console.error.writeLine("leader-elector: \(sentence) See 'leader-elector --help'.")
            throw ExitCode.validationFailure
        }
    }

    func run() throws { try Self.run(options.settings) }

    /// Runs the sidecar, and ends the process with the exit code of a wrapped program where there is one.
    static func run(_ settings: Settings) throws {
        let configuration = try configuration(of: settings)
        let outcome: RunOutcome
        do {
            outcome = try Sidecar(configuration, logger: logger).run()
        } catch {
            throw fail(ExitStatus(error), "\(error)")
        }
        logger.info("\(text(of: outcome.ending))")
        if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }

    /// The checked configuration, or the end of the process.
    static func configuration(of settings: Settings) throws -> SidecarConfiguration {
        do throws(ConfigurationError) {
            return try settings.configuration(hostName: Host.name, version: version, readingFilesBy: Host.readFile)
        } catch {
            throw fail(error.exitStatus, "\(error)")
        }
    }

    /// What to throw so that the process ends with a status, after a sentence for people if there is one.
    static func fail(_ status: ExitStatus, _ sentence: String? = nil) -> any Error {
        if let sentence { Console.error.writeLine("leader-elector: \(sentence)") }
        return ExitCode(status.rawValue)
    }

    /// What to throw where a command cannot do what it was asked to.
    static func fail(_ failure: OperationFailure) -> any Error {
        let error = fail(ExitStatus(failure.cause), failure.description)
        guard let manifest = failure.manifest else { return error }
        Console.error.writeLine("What this command needs, for 'kubectl apply -f -':")
        for line in manifest.split(separator: "\n") { Console.error.writeLine(String(line)) }
        return error
    }

    /// What to throw where a command needs an election's name.
    static var missingElection: any Error {
        let error = ConfigurationError.missingElection
        return fail(error.exitStatus, "\(error)")
    }

    private static func text(of ending: Elector.Ending) -> String {
        switch ending {
        case .heldNothing: "stopped"
        case .released: "stopped; the lock is released"
        case .leftToExpire: "stopped; the lock could not be released and will run out"
        }
    }
}
