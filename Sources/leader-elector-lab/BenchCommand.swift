import ArgumentParser
import Bench
import Runtime

/// Measures what a sidecar costs and how fast it is, beside others.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures size, memory, time, traffic and handovers, beside those of other electors.",
        discussion: """
            It starts a small Kubernetes API in its own process, or takes a cluster, and
            measures real processes on it: the file's size; the start; memory at rest,
            after many requests and after many renewals; a minute's CPU time and traffic;
            changes of leaders, polite and hard, as the API server, the followers' answers
            and /watch show them; answers a second; and what many candidates on one lock
            cost, beside as many of client-go's electors, modelled, which poll. Goals
            stand beside the figures; they are those of a static release build on two
            cores.

            Others are measured in the same run, in turns, with --peer. What differs from
            one of their candidates to the next is written in braces: {election} {id}
            {namespace} {http} {server} {kubeconfig} {ttl}. Those without {http} are not
            asked. No shell sees the command.

            In a cluster it holds elections in the kubeconfig's namespace, and leaves
            their Leases there, each called bench- and a number. What needs a server of
            its own is left out then: traffic, growth, renewals and partitions.

            A machine that has other work shows it in all times; the load at the start is
            in the report. All values are in the JSON.

            EXAMPLES
              leader-elector-lab bench --quick
              leader-elector-lab bench --only size,start,memory --json
              leader-elector-lab bench --only handover --rounds 5 --kubeconfig ~/.kube/config
              leader-elector-lab bench --peer \\
                'elector --election={election} --id={id} --http={http} --kubeconfig={kubeconfig}'
            """
    )

    @Option(help: ArgumentHelp("Measure only these, with commas between them.", valueName: "topics"))
    var only: String?

    @Option(help: ArgumentHelp("How many rounds of each. (default: 3 to 50, as it takes)", valueName: "number"))
    var rounds: Int?

    @Flag(help: "Take a minute or two instead of about forty minutes.")
    var quick = false

    @Option(
        help: ArgumentHelp("What is run as a sidecar. (default: leader-elector beside this program)", valueName: "path")
    )
    var program: String?

    @Option(
        name: .customLong("peer"),
        help: ArgumentHelp("Another elector's command line, to be measured too; may be repeated.", valueName: "command")
    )
    var peers: [String] = []

    @Option(help: ArgumentHelp("The cluster to use instead of an API server of its own.", valueName: "file"))
    var kubeconfig: String?

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func validate() throws {
        guard rounds.map({ (1...10_000).contains($0) }) ?? true else {
            throw ValidationError("--rounds must be 1 to 10000.")
        }
        do {
            _ = try topics()
        } catch {
            throw ValidationError("--only: \(error).")
        }
        do {
            _ = try Contestant.peers(peers)
        } catch {
            throw ValidationError("--peer: \(error).")
        }
    }

    func run() throws {
        DescriptorLimit.raise()
        let program: Program
        do throws(Program.Missing) {
            program = try Program(at: self.program)
        } catch {
            throw Exit.unavailable.because("\(error)")
        }
        let ours = try Contestant.ours(program, onCluster: kubeconfig != nil)
        let options = BenchRunner.Options(
            topics: try topics(),
            plan: (quick ? Plan.quick : .full).withRounds(rounds),
            contestants: try [ours] + Contestant.peers(peers),
            crowds: try Contestant.crowds(),
            kubeconfig: kubeconfig
        )
        let runner: BenchRunner
        do {
            runner = try BenchRunner(options, loop: EventLoop())
        } catch {
            throw Exit.failure.because("\(error)")
        }
        runner.run()
        if json {
            print(String(decoding: runner.report.json, as: UTF8.self))
        } else {
            for line in runner.report.lines { print(line) }
        }
        if !runner.failures.isEmpty {
            throw Exit.failure.because("\(runner.failures.count) of the measurements failed, as told above")
        }
    }

    private func topics() throws -> Set<Topic> {
        guard let only else { return Set(Topic.allCases) }
        return try Topic.list(only)
    }
}
