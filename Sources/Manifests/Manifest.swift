import YAML

/// What can be printed.
package enum Manifest: String, CaseIterable, Sendable {
    case rbac, deployment, daemonset, statefulset, service, flowschema, podmonitor, networkpolicy, component, dashboard

    /// Whether it takes for granted that the leader's pod carries the label.
    package var needsLabel: Bool { self == .service }

    /// Whether it is a file of its own kind, which holds nothing else.
    private var isAlone: Bool { self == .component || self == .dashboard }

    /// Manifests as one file of YAML; the dashboard, which is about no election in particular, is `Dashboard`'s.
    ///
    /// - Parameter command: what was called, for the first line: it tells where an object in a cluster is from.
    package static func text(_ manifests: [Manifest], of installation: Installation, command: String)
        throws(ManifestError) -> String
    {
        if manifests.count > 1, let lonely = manifests.first(where: \.isAlone) { throw .alone(lonely) }
        var documents: [YAMLTree] = []
        for manifest in manifests { documents += try manifest.documents(of: installation) }
        return "# \(command)\n" + documents.map(\.yaml).joined(separator: "---\n")
    }

    private func documents(of installation: Installation) throws(ManifestError) -> [YAMLTree] {
        switch self {
        case .rbac: return installation.accessControl
        case .deployment: return [installation.deployment]
        case .daemonset: return [installation.daemonSet]
        case .statefulset: return installation.statefulSet
        case .service:
            guard installation.rights.labelsPods else { throw .noLeader(self) }
            return [installation.leaderService]
        case .flowschema: return [installation.flowSchema]
        case .podmonitor:
            guard installation.probePort != nil else { throw .noProbe(self) }
            return [installation.podMonitor]
        case .networkpolicy: return [installation.networkPolicy]
        case .component:
            guard installation.program.isEmpty else { throw .noSidecar(self) }
            return [installation.component]
        case .dashboard: throw .alone(self)
        }
    }
}
