extension ResourceType {
    /// Kinds that manifests are made of: kept as they are sent, and nobody here acts on them.
    static let plain: [ResourceType] = [
        plain("services", "Service", shortName: "svc", group: ""),
        plain("serviceaccounts", "ServiceAccount", shortName: "sa", group: ""),
        plain("deployments", "Deployment", shortName: "deploy", group: "apps"),
        plain("daemonsets", "DaemonSet", shortName: "ds", group: "apps"),
        plain("statefulsets", "StatefulSet", shortName: "sts", group: "apps"),
        plain("roles", "Role", group: "rbac.authorization.k8s.io"),
        plain("rolebindings", "RoleBinding", group: "rbac.authorization.k8s.io"),
        plain("networkpolicies", "NetworkPolicy", shortName: "netpol", group: "networking.k8s.io"),
        plain("podmonitors", "PodMonitor", shortName: "pmon", group: "monitoring.coreos.com"),
        plain("flowschemas", "FlowSchema", group: "flowcontrol.apiserver.k8s.io", isNamespaced: false),
    ]

    private static func plain(
        _ resource: String,
        _ kind: String,
        shortName: String? = nil,
        group: String,
        isNamespaced: Bool = true
    ) -> ResourceType {
        ResourceType(
            group: group,
            version: "v1",
            resource: resource,
            singular: kind.lowercased(),
            kind: kind,
            shortNames: shortName.map { [$0] } ?? [],
            isNamespaced: isNamespaced
        )
    }
}
