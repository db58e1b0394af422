import Election
import Kubernetes

extension Settings {
    func healthCheck() throws(ConfigurationError) -> HealthCheck? {
        guard let text = value(appHealth, "app-health") else { return nil }
        guard let probe = HealthCheck.Probe(text) else { throw .badHealthCheck(text) }
        let interval = try duration(appHealthInterval, "app-health-interval") ?? .seconds(5)
        guard interval >= .milliseconds(100), interval <= .seconds(3600) else {
            throw .badHealthTime(flag: "app-health-interval", interval, range: "100ms to 1h")
        }
        let grace = try duration(appHealthGrace, "app-health-grace") ?? .seconds(30)
        guard grace >= .zero, grace <= .seconds(86_400) else {
            throw .badHealthTime(flag: "app-health-grace", grace, range: "0s to 24h")
        }
        var threshold = 3
        if let text = value(appHealthThreshold, "app-health-threshold") {
            guard let number = Int(text), (1...100).contains(number) else { throw .badHealthThreshold(text) }
            threshold = number
        }
        return HealthCheck(probe: probe, interval: interval, threshold: threshold, grace: grace)
    }

    /// Our pod, where its label is to be kept.
    func podSession(
        _ cluster: Cluster,
        _ election: ObjectName,
        hostName: String,
        version: String
    ) throws(ConfigurationError) -> PodSession? {
        guard try isOn(labelPod, "label-pod") else { return nil }
        let text = value(podLabel, "pod-label") ?? PodLabel.standard.text
        guard let label = PodLabel(text) else { throw .badPodLabel(text) }
        var namespace = cluster.namespace
        // The lock may be elsewhere.
        if let text = variable("POD_NAMESPACE") { namespace = try checked("label-pod", text, Namespace.init) }
        return PodSession(
            pod: .init(name: variable("POD_NAME") ?? hostName, uid: try podUID()),
            namespace: namespace,
            label: label,
            election: election,
            version: version
        )
    }
}
