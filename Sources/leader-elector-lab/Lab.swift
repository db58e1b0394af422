import ArgumentParser

/// What is not in the image: a cluster to play with, and the tools that show and test the sidecar on it.
@main
struct Lab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leader-elector-lab",
        abstract: "Tries leader-elector out without a Kubernetes cluster.",
        subcommands: [
            DemoCommand.self, APIServerCommand.self, SimulateCommand.self, BenchCommand.self, CandidatesCommand.self,
        ]
    )
}
