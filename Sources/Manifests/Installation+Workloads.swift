import YAML

/// What makes pods.
extension Installation {
    var deployment: YAMLTree {
        object("apps/v1", "Deployment").with([
            "spec": [
                "replicas": .integer(replicas), "selector": ["matchLabels": labels],
                "strategy": YAMLTree.map([
                    .init("type", "RollingUpdate"), .init("rollingUpdate", ["maxSurge": 1, "maxUnavailable": 0]),
                ]).commented("A new pod is there to take the lead before an old one gives it up."),
                "template": template(spreads: true),
            ]
        ])
    }

    var daemonSet: YAMLTree {
        object("apps/v1", "DaemonSet").with([
            "spec": ["selector": ["matchLabels": labels], "template": template(spreads: false)]
        ])
    }

    /// With the headless Service that gives its pods their names in DNS, which a StatefulSet has to have.
    var statefulSet: [YAMLTree] {
        let service = object("v1", "Service").with(["spec": ["clusterIP": "None", "selector": labels]])
        let set = object("apps/v1", "StatefulSet").with([
            "spec": [
                "serviceName": .string(name.text), "replicas": .integer(replicas),
                "podManagementPolicy": YAMLTree.string("Parallel").commented("No pod waits for another to be ready."),
                "selector": ["matchLabels": labels], "template": template(spreads: true),
            ]
        ])
        return [service, set]
    }

    private func template(spreads: Bool) -> YAMLTree {
        ["metadata": ["labels": labels], "spec": pod(spreads: spreads)]
    }
}
