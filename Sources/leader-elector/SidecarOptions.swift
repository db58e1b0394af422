import ArgumentParser
import Locks
import Sidecar

/// The options that describe a sidecar, for all commands that are about one.
struct SidecarOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The election's name, and so the lock's.", valueName: "name"))
    var election: String?

    @Option(help: ArgumentHelp("The name to stand under. (default: POD_NAME, then the host's name)", valueName: "name"))
    var id: String?

    @Option(
        help: ArgumentHelp(
            "The object that is the lock: leases, endpoints or configmaps, or endpointsleases or configmapsleases to move"
                + " to Leases. (default: leases)",
            valueName: "kind"
        ),
        completion: .list(LockChoice.allCases.map(\.rawValue))
    )
    var lock: String?

    @Option(help: ArgumentHelp("For how long others respect the leader's last sign. (default: 10s)", valueName: "time"))
    var ttl: String?

    @Option(help: ArgumentHelp("Another name for --ttl.", valueName: "time"))
    var leaseDuration: String?

    @Option(
        help: ArgumentHelp("For how long a leader leads without a renewal. (default: 2/3 of --ttl)", valueName: "time")
    )
    var renewDeadline: String?

    @Option(help: ArgumentHelp("The time between two renewals or polls. (default: 1/5 of --ttl)", valueName: "time"))
    var retryPeriod: String?

    @Option(
        help: ArgumentHelp(
            "The longest validity of one yes, waited for at a handover. (default: 1s)",
            valueName: "time"
        )
    )
    var handoverGrace: String?

    @Option(
        help: ArgumentHelp("Whether to create the lock where there is none. (default: true)", valueName: "true|false")
    )
    var createLock: String?

    @Flag(help: "Only answer who leads, and never stand.")
    var observe = false

    @Option(
        help: ArgumentHelp("The greater, the more we are preferred as leader. (default: 0)", valueName: "number")
    )
    var priority: String?

    @Flag(help: "Keep a label on our pod while it leads, so that a Service reaches only the leader.")
    var labelPod = false

    @Option(help: ArgumentHelp("That label. (default: leader-elector/role=leader)", valueName: "key=value"))
    var podLabel: String?

    @Option(
        help: ArgumentHelp(
            "What tells that the application is fit to lead: a URL, exec:<command> or file:<path>.",
            valueName: "probe"
        )
    )
    var appHealth: String?

    @Option(help: ArgumentHelp("The time between two probes, and what one may take. (default: 5s)", valueName: "time"))
    var appHealthInterval: String?

    @Option(help: ArgumentHelp("How many failures in a row make it unfit. (default: 3)", valueName: "number"))
    var appHealthThreshold: String?

    @Option(help: ArgumentHelp("For how long at the start failures do not count. (default: 30s)", valueName: "time"))
    var appHealthGrace: String?

    @Flag(help: "Give the lead up when the application is unfit, even if nobody is there to take it.")
    var stepDownAlone = false

    @Option(
        help: ArgumentHelp("Whether to tell of terms in Events on the lock. (default: true)", valueName: "true|false")
    )
    var events: String?

    @Option(
        help: ArgumentHelp("A file to keep the status in, for containers that share its volume.", valueName: "file"),
        completion: .file()
    )
    var leaderFile: String?

    @Option(help: ArgumentHelp("Where to POST each change, as JSON.", valueName: "url"))
    var webhook: String?

    @Option(
        help: ArgumentHelp("A file with the key that POSTs are signed with.", valueName: "file"),
        completion: .file()
    )
    var webhookSecretFile: String?

    @Option(
        help: ArgumentHelp("A PEM file that vouches for --webhook. (default: the machine's)", valueName: "file"),
        completion: .file()
    )
    var webhookCertificateAuthority: String?

    @Option(help: ArgumentHelp("A program to run when this pod has begun to lead.", valueName: "command"))
    var onStartedLeading: String?

    @Option(help: ArgumentHelp("A program to run when it does not lead any more.", valueName: "command"))
    var onStoppedLeading: String?

    @Option(help: ArgumentHelp("After how long such a program is killed. (default: 30s)", valueName: "time"))
    var hookTimeout: String?

    @Option(
        help: ArgumentHelp("Where to answer; 'off' for nowhere. (default: localhost:4040)", valueName: "host:port")
    )
    var http: String?

    @Option(help: ArgumentHelp("Where to answer only probes, for the kubelet. (default: off)", valueName: "host:port"))
    var probe: String?

    @OptionGroup var cluster: ClusterOptions

    /// What was given, not yet checked, with what the environment adds.
    var settings: Settings { settings(in: Host.environment) }

    /// What was given, with what an environment adds.
    func settings(in environment: [String: String]) -> Settings {
        var settings = Settings(environment: environment)
        settings.election = election
        settings.id = id
        settings.lock = lock
        settings.ttl = ttl
        settings.leaseDuration = leaseDuration
        settings.renewDeadline = renewDeadline
        settings.retryPeriod = retryPeriod
        settings.handoverGrace = handoverGrace
        settings.createLock = createLock
        settings.observe = observe ? true : nil
        settings.priority = priority
        settings.labelPod = labelPod ? true : nil
        settings.podLabel = podLabel
        settings.appHealth = appHealth
        settings.appHealthInterval = appHealthInterval
        settings.appHealthThreshold = appHealthThreshold
        settings.appHealthGrace = appHealthGrace
        settings.stepDownAlone = stepDownAlone ? true : nil
        settings.events = events
        settings.leaderFile = leaderFile
        settings.webhook = webhook
        settings.webhookSecretFile = webhookSecretFile
        settings.webhookCertificateAuthority = webhookCertificateAuthority
        settings.onStartedLeading = onStartedLeading
        settings.onStoppedLeading = onStoppedLeading
        settings.hookTimeout = hookTimeout
        settings.http = http
        settings.probe = probe
        cluster.set(on: &settings)
        return settings
    }
}
