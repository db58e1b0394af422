import Election
import Kubernetes
import Locks
import Notifications

/// What is wrong with what a sidecar was told; the description says the flag, the value, and what would be right.
package enum ConfigurationError: Error, Hashable, CustomStringConvertible {
    case missingElection
    case badName(flag: String, NameError)
    case badLock(String)
    case badDuration(flag: String, String)
    case differentLeaseDurations(ttl: Duration, leaseDuration: Duration)
    case timing(TimingError)
    case badAddress(flag: String, String)
    case badFlag(name: String, String)
    case badPodUID(String)
    case badPriority(String)
    /// No deadline in a leader file would be of use.
    case graceTooShortForFile(Duration, shortest: Duration)
    case badWebhook
    /// A flag that says something about a webhook that is not there.
    case noWebhook(flag: String)
    case emptySecret(path: String)
    case badCommand(flag: String, String, HookCommandError)
    case badHookTimeout(Duration)
    case badRestart(String)
    case badStopGrace(Duration, longest: Duration)
    case badTerminationGrace(Duration)
    case badPodLabel(String)
    case badHealthCheck(String)
    case badHealthTime(flag: String, Duration, range: String)
    case badHealthThreshold(String)
    case cluster(ClusterError)
    case proxy(ProxyURLError)
    /// A credential plugin that must ask the person at the terminal.
    case interactivePlugin(command: String)

    package var description: String {
        switch self {
        case .missingElection:
            "which election? name it with --election or LEADER_ELECTOR_ELECTION, for example --election example"
        case .badName(let flag, let error):
            "--\(flag): \(error)"
        case .badLock(let text):
            "--lock is '\(text)', but must be one of \(LockChoice.allCases.map(\.rawValue).joined(separator: ", "))"
        case .badDuration(let flag, let text):
            "--\(flag) is '\(text)', but must be a duration with a unit, for example 10s, 1m30s or 500ms"
        case .differentLeaseDurations(let ttl, let lease):
            "--ttl is \(ttl.text) and --lease-duration is \(lease.text), but they are two names of one thing; give one"
        case .timing(let error):
            "\(error)"
        case .badAddress(let flag, let text):
            "--\(flag) is '\(text)', but must be host:port, [IPv6]:port or :port, for example localhost:4040, or off"
        case .badFlag(let name, let text):
            "\(name) is '\(text)', but must be true or false"
        case .badPodUID(let text):
            "POD_UID is '\(text)', but must be the pod's metadata.uid, as the downward API gives it, or not be set"
        case .badPriority(let text):
            "--priority is '\(text)', but must be a whole number from -1000000 to 1000000, for example 10"
        case .graceTooShortForFile(let grace, let shortest):
            "--handover-grace is \(grace.text), but must be \(shortest.text) or more with --leader-file: a file can be relied"
                + " on for that long, and less is over when it is read; give more, or let the programs ask /leader"
        case .badWebhook:
            // What it says is not repeated: a path can be a secret, and so can a password.
            "--webhook is no URL that can be used; write http:// or https://, a host, and perhaps a port, a path and a"
                + " query, without user, password or fragment, for example https://hooks.example:8443/leader"
        case .noWebhook(let flag):
            "--\(flag) is given, but there is no webhook; name it with --webhook, or leave both away"
        case .emptySecret(let path):
            "--webhook-secret-file: \(path) is empty, and so would be its protection; write a long random text to it"
        case .badCommand(let flag, let text, let error):
            "--\(flag) is '\(text)', but \(error); write a program and its arguments, in quotes where they hold spaces, or"
                + " sh -c '...' if there is a shell"
        case .badHookTimeout(let limit):
            "--hook-timeout is \(limit.text), but must be more than 0s and at most \(Hooks.longestLimit.text)"
        case .badRestart(let text):
            "--restart is '\(text)', but must be one of "
                + WrappedProgram.Restart.allCases.map(\.rawValue).joined(separator: ", ")
        case .badStopGrace(let grace, let longest):
            "--stop-grace is \(grace.text), but must be \((WrappedProgram.killMargin * 2).text) to \(longest.text), half of the renew"
                + " deadline less the retry period; a longer --ttl gives more"
        case .badTerminationGrace(let grace):
            "--termination-grace is \(grace.text), but must be 0s to 24h; a pod's terminationGracePeriodSeconds bounds it too"
        case .badPodLabel(let text):
            "--pod-label is '\(text)', but must be a label, key=value, for example \(PodLabel.standard.text)"
        case .badHealthCheck(let text):
            "--app-health is '\(text)', but must be a URL, exec: and a command, or file: and a path, for example"
                + " http://localhost:8080/healthz, 'exec:/bin/healthy --quick' or file:/tmp/healthy"
        case .badHealthTime(let flag, let time, let range):
            "--\(flag) is \(time.text), but must be \(range)"
        case .badHealthThreshold(let text):
            "--app-health-threshold is '\(text)', but must be a whole number from 1 to 100"
        case .cluster(let error):
            "\(error)"
        case .proxy(let error):
            "\(error)"
        case .interactivePlugin(let command):
            "the credential plugin \(command) has interactiveMode Always, but an election goes on without anybody to ask;"
                + " use credentials that need no person, or interactiveMode IfAvailable if the plugin can do without"
        }
    }

    /// How the process ends for it.
    package var exitStatus: ExitStatus {
        switch self {
        case .missingElection, .badLock, .badDuration, .badAddress, .badFlag, .badPriority, .badRestart, .badPodLabel,
            .badHealthCheck, .badHealthThreshold, .badWebhook, .badCommand:
            .usage
        case .badName, .badPodUID, .badStopGrace, .badTerminationGrace, .badHealthTime, .differentLeaseDurations,
            .timing,
            .graceTooShortForFile, .noWebhook, .badHookTimeout, .proxy, .interactivePlugin:
            .configuration
        case .emptySecret: .badFile
        case .cluster(.unreadable), .cluster(.unreadableFlag), .cluster(.badToken), .cluster(.notACertificate),
            .cluster(.badNamespaceFile), .cluster(.kubeconfig), .cluster(.unreadableKubeconfig):
            .badFile
        case .cluster(.badServer), .cluster(.badServiceVariables), .cluster(.noCurrentContext),
            .cluster(.unknownContext):
            .configuration
        case .cluster(.notInCluster), .cluster(.nothingFound): .noCluster
        }
    }
}
