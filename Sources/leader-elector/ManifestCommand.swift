import ArgumentParser
import Election
import Kubernetes
import Manifests
import Notifications
import Runtime
import Sidecar

/// Prints what a cluster needs to run the sidecar.
struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Prints Kubernetes manifests for a sidecar with the same options.",
        usage: "leader-elector manifest [<what> ...] --election <name> [<options>]",
        discussion: """
            Without <what> it prints rbac and deployment, which is all that it takes:

              leader-elector manifest --election example | kubectl apply -f -

            rbac           a service account with the least rights that the options need
            deployment, daemonset, statefulset
                           a workload with a program that only asks who leads; put
                           the image and command of yours into the container 'app',
                           or give --exec, with an image that has both
            service        reaches only the leader's pod; print it together with rbac
                           and the workload, which then get --label-pod
            flowschema     a priority of its own for the lock's requests
            podmonitor     for Prometheus' operator
            networkpolicy  what the sidecar needs of the network
            component      a kustomize component that adds the sidecar to workloads;
                           the file rbac.yaml stands beside it
            dashboard      for Grafana, as JSON; needs no --election

            The options of the sidecar become its arguments. --probe is :4041 unless
            given. No cluster is searched for, and neither files nor the environment
            are read. The first line of the output is the command that made it.
            """
    )

    @Argument(help: ArgumentHelp("What to print, one or several. (default: rbac deployment)", valueName: "what"))
    var manifests: [Manifest] = []

    @Option(
        help: ArgumentHelp(
            "The sidecar's image. (default: leader-elector:\(LeaderElector.version))",
            valueName: "image"
        )
    )
    var image: String?

    @Option(help: ArgumentHelp("What the workload is called. (default: as the election)", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "A service account that is there already. (default: one of the workload's name, in rbac)",
            valueName: "name"
        )
    )
    var serviceAccount: String?

    @Option(help: ArgumentHelp("How many pods, but for a DaemonSet. (default: 3)", valueName: "number"))
    var replicas: Int?

    @Option(
        help: ArgumentHelp(
            "native (Kubernetes 1.29 and later) or ordinary, a container beside the program. (default: native)",
            valueName: "style"
        )
    )
    var sidecar: Installation.Style?

    @Option(
        help: ArgumentHelp(
            "A program to run only while its pod leads, by 'leader-elector exec', with no sidecar beside it.",
            valueName: "command"
        )
    )
    var exec: String?

    @OptionGroup var options: SidecarOptions
    @OptionGroup var programOptions: ProgramOptions

    func run() throws {
        do {
            print(try text(), terminator: "")
        } catch let error as ConfigurationError {
            throw LeaderElector.fail(error.exitStatus, "\(error)")
        } catch let error as ManifestError {
            throw LeaderElector.fail(.usage, "\(error)")
        }
    }

    private func text() throws -> String {
        guard manifests != [.dashboard] else { return Dashboard(command: command).tree.json }
        let manifests = manifests.isEmpty ? [.rbac, .deployment] : manifests
        return try Manifest.text(manifests, of: installation(for: manifests), command: command)
    }

    private var given: [GivenOptions] {
        [GivenOptions(options), GivenOptions(options.cluster), GivenOptions(programOptions), GivenOptions(self)]
    }

    /// What a person types to get this again.
    private var command: String {
        let style = sidecar.map { ["--sidecar", $0.rawValue] } ?? []
        let words = manifests.map(\.rawValue) + given.flatMap(\.words) + style
        return (["leader-elector", "manifest"] + words).joined(separator: " ")
    }

    private func installation(for manifests: [Manifest]) throws -> Installation {
        try refuseWhatHasNoPlace()
        var options = options
        if manifests.contains(where: \.needsLabel) { options.labelPod = true }
        options.probe = options.probe ?? ":\(Installation.standardProbePort)"
        let configuration = try configuration(of: options)
        let release = configuration.timing.handoverGrace + Elector.releaseTime
        let endOfHooks = configuration.notifications.hooks?.limit ?? .zero
        let endOfProgram = configuration.program?.manner.terminationGrace ?? .zero
        return try Installation(
            election: configuration.election,
            name: WorkloadName(name ?? configuration.election.text),
            namespace: configuration.namespace,
            lock: configuration.lock,
            rights: configuration.rights,
            givenAccount: serviceAccount,
            image: image ?? "leader-elector:\(LeaderElector.version)",
            replicas: replicas ?? 3,
            style: sidecar ?? .native,
            arguments: GivenOptions(options).arguments + GivenOptions(programOptions).arguments
                + (options.cluster.useClusterCredentials ? ["--use-cluster-credentials"] : []),
            program: program,
            probePort: port(of: configuration.probeAddress, isForKubelet: true, flag: "probe"),
            statusPort: port(of: configuration.statusAddress, flag: "http"),
            leaderFile: configuration.notifications.leaderFile,
            stopping: release + endOfHooks + endOfProgram,
            label: configuration.pod?.label ?? .standard
        )
    }

    /// The options as the sidecar checks them, in a pod whose cluster nobody asks.
    private func configuration(of options: SidecarOptions) throws(ConfigurationError) -> SidecarConfiguration {
        var settings = options.settings(in: [:])
        settings.server = "http://localhost"
        settings.useClusterCredentials = nil
        settings.program = try program
        programOptions.set(on: &settings)
        return try settings.configuration(hostName: "pod", version: LeaderElector.version) {
            path throws(FileError) in throw .missing(path: path)
        }
    }

    /// The program that `--exec` names, with its arguments; empty for none.
    private var program: [String] {
        get throws(ConfigurationError) {
            guard let exec else { return [] }
            do throws(HookCommandError) {
                return try HookCommand(exec).words
            } catch {
                throw .badCommand(flag: "exec", exec, error)
            }
        }
    }

    private func refuseWhatHasNoPlace() throws(ManifestError) {
        guard options.election?.isEmpty == false else { throw .noElection }
        let outside = ["server", "certificate-authority", "token-file", "kubeconfig", "context"]
        let unmounted = ["webhook-secret-file", "webhook-certificate-authority"]
        for (name, value) in given.flatMap(\.items) {
            if name == "id" { throw .oneIdentity }
            if outside.contains(name) { throw .hasNoPlaceHere(flag: name) }
            if unmounted.contains(name) { throw .unmountedFile(flag: name) }
            if let value, !Self.isPrintable(value) { throw .controlCharacter(flag: name) }
        }
        let programOption = GivenOptions(programOptions).items.first
        if exec == nil, let programOption { throw .noProgram(flag: programOption.name) }
        if exec != nil, options.observe { throw .neverRuns }
        if exec != nil, image == nil { throw .noImage }
    }

    private static func isPrintable(_ text: String) -> Bool {
        // Some readers of YAML end a line, and so the first line's comment, at U+2028 and U+2029.
        text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) && !(0x2028...0x2029).contains($0.value)
        }
    }

    private func port(
        of address: ListenAddress?,
        isForKubelet: Bool = false,
        flag: String
    ) throws(ManifestError) -> UInt16? {
        guard let address else { return nil }
        guard address.port != 0 else { throw .anyPort(flag: flag) }
        guard !isForKubelet || ["", "0.0.0.0", "::"].contains(address.host) else {
            throw .unreachableProbe(address.description)
        }
        return address.port
    }
}

extension Manifest: ExpressibleByArgument {}
extension Installation.Style: ExpressibleByArgument {}
