import YAML

/// What stands around the workload: for its users, for the API server, for Prometheus and for the network.
extension Installation {
    /// A Service that reaches the leader's pod alone.
    var leaderService: YAMLTree {
        let selector = labels.with(.map([.init(label.key, .string(label.value))]))
        return object("v1", "Service", name: "\(name.text)-leader").with([
            "spec": [
                "selector": selector.commented(
                    "The sidecar puts the second label on the leader's pod and takes it off before it releases the lock.\n"
                        + "It is for routing: a request can reach a pod that does not lead any more, so who must know asks."
                ),
                "ports": [
                    [
                        "name": "http", "port": 80,
                        "targetPort": YAMLTree.integer(8080).commented("Your program's."),
                    ]
                ],
                "publishNotReadyAddresses": YAMLTree.bool(false).commented(
                    "A leader whose program is not ready gets no requests; readiness does not depend on leading."
                ),
            ]
        ])
    }

    /// Requests for the lock in a level of their own, so that a flood of others does not delay a renewal.
    var flowSchema: YAMLTree {
        let rules: [YAMLTree] = lock.kinds.map { kind in
            [
                "verbs": ["get", "create", "update", "watch"], "apiGroups": [.string(kind.group)],
                "resources": [.string(kind.resource)], "namespaces": [.string(namespace.text)],
            ]
        }
        let subject: YAMLTree = [
            "kind": "ServiceAccount",
            "serviceAccount": ["name": .string(account), "namespace": .string(namespace.text)],
        ]
        return [
            "apiVersion": YAMLTree.string("flowcontrol.apiserver.k8s.io/v1").commented("Kubernetes 1.29 or later."),
            "kind": "FlowSchema",
            "metadata": [
                "name": YAMLTree.string("leader-elector-\(namespace.text)-\(name.text)").commented(
                    "An object of the whole cluster, so the namespace is in its name."
                ), "labels": labels,
            ],
            "spec": [
                "priorityLevelConfiguration": [
                    "name": YAMLTree.string("leader-election").commented("One of those that every API server has.")
                ],
                "matchingPrecedence": YAMLTree.integer(900).commented(
                    "Before service-accounts (9000), behind those of the control plane."
                ), "distinguisherMethod": ["type": "ByUser"],
                "rules": [["subjects": [subject], "resourceRules": .list(rules)]],
            ],
        ]
    }

    /// Where Prometheus' operator finds the metrics.
    var podMonitor: YAMLTree {
        object("monitoring.coreos.com/v1", "PodMonitor").with([
            "spec": [
                "selector": ["matchLabels": labels],
                "podMetricsEndpoints": [["port": "probe", "path": "/metrics", "interval": "15s"]],
            ]
        ])
    }

    /// What the sidecar needs of the network; a policy is about a pod, so add what your program needs.
    var networkPolicy: YAMLTree {
        func ports(_ numbers: [(Int, String)]) -> YAMLTree {
            .list(numbers.map { ["port": .integer($0.0), "protocol": .string($0.1)] })
        }
        let probe = probePort.map { port -> [YAMLTree] in
            [
                YAMLTree.map([.init("ports", ports([(Int(port), "TCP")]))]).commented(
                    "Prometheus and, where the network's plugin does not let it in by itself, the kubelet."
                )
            ]
        }
        return object("networking.k8s.io/v1", "NetworkPolicy").with([
            "spec": [
                "podSelector": YAMLTree.map([.init("matchLabels", labels)]).commented(
                    "A policy is about whole pods: add what your program needs. localhost is always open."
                ), "policyTypes": ["Ingress", "Egress"], "ingress": .list(probe ?? []),
                "egress": [
                    YAMLTree.map([.init("ports", ports([(53, "UDP"), (53, "TCP")]))]).commented("Names."),
                    YAMLTree.map([.init("ports", ports([(443, "TCP"), (6443, "TCP")]))]).commented(
                        "The API server, by its Service's port and by its own, since plugins differ in which of the two\n"
                            + "they look at. Its addresses differ from cluster to cluster: narrow it to yours with 'to', and add\n"
                            + "its port where that is another, and that of --webhook."
                    ),
                ],
            ]
        ])
    }
}
