import ArgumentParser
import Sidecar

/// The options that say which API server and which namespace, the same for all commands.
struct ClusterOptions: ParsableArguments {
    @Option(
        name: [.customShort("n"), .long, .customLong("namespace")],
        help: ArgumentHelp("The lock's namespace. (default: POD_NAMESPACE, then the cluster's)", valueName: "name")
    )
    var electionNamespace: String?

    @Option(help: ArgumentHelp("The API server, for example http://localhost:8001.", valueName: "url"))
    var server: String?

    @Option(
        help: ArgumentHelp("A PEM file that vouches for --server.", valueName: "file"),
        completion: .file()
    )
    var certificateAuthority: String?

    @Option(
        help: ArgumentHelp("A file with the bearer token for --server.", valueName: "file"),
        completion: .file()
    )
    var tokenFile: String?

    @Option(
        help: ArgumentHelp("The kubeconfig file to use, in a pod too.", valueName: "file"),
        completion: .file()
    )
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The kubeconfig's context. (default: its current one)", valueName: "name"))
    var context: String?

    @Flag(help: "Use the pod's service account, or fail.")
    var useClusterCredentials = false

    /// Sets what was given, not yet checked.
    func set(on settings: inout Settings) {
        settings.electionNamespace = electionNamespace
        settings.server = server
        settings.certificateAuthority = certificateAuthority
        settings.tokenFile = tokenFile
        settings.kubeconfig = kubeconfig
        settings.context = context
        settings.useClusterCredentials = useClusterCredentials ? true : nil
    }
}
