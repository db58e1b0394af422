import Election
import Kubernetes
import Locks
import Runtime

/// What a sidecar was told, as text: by flags and by the environment, not yet checked.
///
/// A flag comes before its variable `LEADER_ELECTOR_<FLAG>`, the variable before the default. A value that is set but
/// empty counts as not set, except for `http`, where it means none.
package struct Settings: Sendable {
    package var election: String?
    package var id: String?
    package var electionNamespace: String?
    package var lock: String?
    package var ttl: String?
    package var leaseDuration: String?
    package var renewDeadline: String?
    package var retryPeriod: String?
    package var handoverGrace: String?
    package var createLock: String?
    package var observe: Bool?
    package var priority: String?
    package var events: String?
    package var leaderFile: String?
    package var webhook: String?
    package var webhookSecretFile: String?
    package var webhookCertificateAuthority: String?
    package var onStartedLeading: String?
    package var onStoppedLeading: String?
    package var hookTimeout: String?
    package var http: String?
    package var probe: String?
    package var server: String?
    package var certificateAuthority: String?
    package var tokenFile: String?
    package var kubeconfig: String?
    package var context: String?
    package var useClusterCredentials: Bool?
    package var labelPod: Bool?
    package var podLabel: String?
    package var appHealth: String?
    package var appHealthInterval: String?
    package var appHealthThreshold: String?
    package var appHealthGrace: String?
    package var stepDownAlone: Bool?
    /// The program to run while we lead, with its arguments; empty for none.
    package var program: [String] = []
    package var restart: String?
    package var stopGrace: String?
    package var terminationGrace: String?
    let environment: [String: String]

    /// - Parameter environment: the process's; flags are set on the value that this gives.
    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// The checked configuration.
    ///
    /// - Throws: `ConfigurationError` with the first thing that is wrong.
    package func configuration(
        hostName: String,
        version: String,
        readingFilesBy read: FileReader
    ) throws(ConfigurationError) -> SidecarConfiguration {
        guard let electionText = value(election, "election") else { throw .missingElection }
        let election = try checked("election", electionText, ObjectName.init)
        let identity = try checked("id", value(id, "id") ?? variable("POD_NAME") ?? hostName, Identity.init)
        let lock = try lockChoice() ?? .leases
        let timing = try timing(of: lock)
        let priority = try priorityNumber()
        let observes = try isOn(observe, "observe")
        let recordsEvents = try truth(events, "events", default: true)
        let addresses = (try httpAddress(), try probeAddress())
        let cluster = try cluster(readingFilesBy: read)
        if let plugin = cluster.interactivePlugin { throw .interactivePlugin(command: plugin.command) }
        return SidecarConfiguration(
            election: election,
            identity: identity,
            namespace: cluster.namespace,
            podUID: try podUID(),
            lock: lock,
            timing: timing,
            createsLock: try truth(createLock, "create-lock", default: true),
            stands: !observes,
            priority: priority,
            cluster: cluster,
            proxy: try proxy(to: cluster),
            recordsEvents: recordsEvents && !observes,
            notifications: try notifications(timing, readingFilesBy: read),
            statusAddress: addresses.0,
            probeAddress: addresses.1,
            program: try programConfiguration(timing),
            pod: try podSession(cluster, election, hostName: hostName, version: version),
            healthCheck: try healthCheck(),
            stepsDownAlone: try isOn(stepDownAlone, "step-down-alone"),
            version: version
        )
    }

    /// A UUID, or a hash for the pods of a kubelet's own files; a slash in it would break the writer mark.
    func podUID() throws(ConfigurationError) -> String {
        let text = variable("POD_UID") ?? ""
        guard text.utf8.count <= 64, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
            throw .badPodUID(text)
        }
        return text
    }

    private func priorityNumber() throws(ConfigurationError) -> Int {
        guard let text = value(priority, "priority") else { return 0 }
        guard let number = Int(text), (-1_000_000...1_000_000).contains(number) else { throw .badPriority(text) }
        return number
    }

    func lockChoice() throws(ConfigurationError) -> LockChoice? {
        guard let text = value(lock, "lock") else { return nil }
        guard let choice = LockChoice(rawValue: text) else { throw .badLock(text) }
        return choice
    }

    private func timing(of lock: LockChoice) throws(ConfigurationError) -> Timing {
        let ttl = try duration(ttl, "ttl")
        let lease = try duration(leaseDuration, "lease-duration")
        if let ttl, let lease, ttl != lease { throw .differentLeaseDurations(ttl: ttl, leaseDuration: lease) }
        let renewDeadline = try duration(renewDeadline, "renew-deadline")
        let retryPeriod = try duration(retryPeriod, "retry-period")
        let handoverGrace = try duration(handoverGrace, "handover-grace")
        do throws(TimingError) {
            return try Timing(
                leaseDuration: ttl ?? lease ?? .seconds(10),
                renewDeadline: renewDeadline,
                retryPeriod: retryPeriod,
                handoverGrace: handoverGrace,
                timePrecision: lock.timePrecision
            )
        } catch {
            throw .timing(error)
        }
    }

    private func httpAddress() throws(ConfigurationError) -> ListenAddress? {
        let text = http ?? environment[Self.variableName("http")] ?? "localhost:4040"
        return text.isEmpty || text == "off" ? nil : try address("http", text)
    }

    private func probeAddress() throws(ConfigurationError) -> ListenAddress? {
        guard let text = value(probe, "probe"), text != "off" else { return nil }
        return try address("probe", text)
    }

    private func address(_ flag: String, _ text: String) throws(ConfigurationError) -> ListenAddress {
        guard let address = ListenAddress(text) else { throw .badAddress(flag: flag, text) }
        return address
    }

    func cluster(readingFilesBy read: FileReader) throws(ConfigurationError) -> Cluster {
        var search = ClusterSearch(environment: environment)
        search.server = value(server, "server")
        search.certificateAuthorityPath = value(certificateAuthority, "certificate-authority")
        search.tokenPath = value(tokenFile, "token-file")
        search.kubeconfig = value(kubeconfig, "kubeconfig")
        search.context = value(context, "context")
        search.mustBeInCluster = try isOn(useClusterCredentials, "use-cluster-credentials")
        if let text = value(electionNamespace, "election-namespace") ?? variable("POD_NAMESPACE") {
            search.namespace = try checked("election-namespace", text, Namespace.init)
        }
        do throws(ClusterError) {
            return try search.cluster(readingFilesBy: read)
        } catch {
            throw .cluster(error)
        }
    }

    func proxy(to cluster: Cluster) throws(ConfigurationError) -> ProxyURL? {
        do throws(ProxyURLError) {
            return try cluster.proxy(environment: environment)
        } catch {
            throw .proxy(error)
        }
    }

    func duration(_ flag: String?, _ name: String) throws(ConfigurationError) -> Duration? {
        guard let text = value(flag, name) else { return nil }
        guard let duration = Duration(goText: text) else { throw .badDuration(flag: name, text) }
        return duration
    }

    /// What a flag without a value says, or else its variable.
    func isOn(_ given: Bool?, _ name: String) throws(ConfigurationError) -> Bool {
        if let given { return given }
        return try flag(name, default: false)
    }

    /// What a flag's variable says.
    private func flag(_ name: String, default standard: Bool) throws(ConfigurationError) -> Bool {
        let name = Self.variableName(name)
        guard let text = variable(name) else { return standard }
        return try truth(text, of: name)
    }

    /// What a flag with a value says, or else its variable.
    private func truth(_ text: String?, _ name: String, default standard: Bool) throws(ConfigurationError) -> Bool {
        guard let text, !text.isEmpty else { return try flag(name, default: standard) }
        return try truth(text, of: "--\(name)")
    }

    private func truth(_ text: String, of name: String) throws(ConfigurationError) -> Bool {
        guard let value = Bool(goText: text) else { throw .badFlag(name: name, text) }
        return value
    }

    func checked<Name>(
        _ flag: String,
        _ text: String,
        _ check: (String) throws(NameError) -> Name
    ) throws(ConfigurationError) -> Name {
        do throws(NameError) {
            return try check(text)
        } catch {
            throw .badName(flag: flag, error)
        }
    }

    func value(_ flag: String?, _ name: String) -> String? {
        if let flag, !flag.isEmpty { return flag }
        return variable(Self.variableName(name))
    }

    func variable(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    /// The environment variable of a flag, for example `LEADER_ELECTOR_RENEW_DEADLINE`.
    private static func variableName(_ flag: String) -> String {
        "LEADER_ELECTOR_" + flag.uppercased().split(separator: "-").joined(separator: "_")
    }
}
