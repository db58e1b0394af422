import ArgumentParser
import Runtime
import Sidecar

/// Runs a program only while this process leads.
struct ExecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Runs a program only while this pod leads, and answers who leads meanwhile.",
        usage: "leader-elector exec --election <name> [<options>] -- <program> [<arguments>]",
        discussion: """
            The program is started when this pod becomes the leader. It gets SIGTERM
            a stop grace before the lead could be another's, and SIGKILL, with its
            process group, before it is; the lock is not released before the last of
            its processes is gone. If the lead is given up politely, it has the
            termination grace. It is killed when this process dies.

            In its environment: LEADER_ELECTOR_ELECTION, LEADER_ELECTOR_NAMESPACE,
            LEADER_ELECTOR_IDENTITY, and LEADER_ELECTOR_FENCING_TOKEN to pass on with
            every write. It has our standard input and output, and SIGHUP, SIGQUIT,
            SIGUSR1, SIGUSR2 and SIGWINCH when we get them; orphans are reaped.

            --restart  the program ends by itself         the lead is lost
            never      we give up and end with its code   we end with 75
            on-failure the same after code 0; else again  again when we lead
            always     again while we lead                again when we lead

            It is started again after 1s, and after up to 1m if it ends soon again.

            Exit codes: the program's own, 128 and the number of the signal that
            ended it, 126 and 127 where it could not be started or found, 75 lead
            lost, and those of the sidecar before the first start.
            """
    )

    @OptionGroup var options: SidecarOptions

    @OptionGroup var programOptions: ProgramOptions

    @Argument(parsing: .postTerminator, help: "The program and its arguments, behind --.")
    var program: [String]

    func run() throws {
        guard !program.isEmpty else {
            throw ValidationError("Which program? Name it behind --, for example: exec --election x -- sleep 1000")
        }
        guard !options.observe else {
            throw LeaderElector.fail(.usage, "with --observe this pod never leads, and the program would never run")
        }
        do {
            // A follower is not to learn it on the day on which it leads.
            try ChildProcess.find(program[0])
        } catch {
            throw LeaderElector.fail(ExitStatus(error), "\(error)")
        }
        var settings = options.settings
        settings.program = program
        programOptions.set(on: &settings)
        try LeaderElector.run(settings)
    }
}
