import YAML

/// A kustomize component that adds the sidecar to the workloads of an overlay.
extension Installation {
    var component: YAMLTree {
        [
            "apiVersion": "kustomize.config.k8s.io/v1alpha1",
            "kind": "Component",
            "resources": YAMLTree.list(["rbac.yaml"]).commented(
                "For the service account 'default' of the overlay's 'namespace'; where yours is another, print rbac.yaml\n"
                    + "with --service-account and --namespace."
            ),
            "patches": YAMLTree.list(patches.map(onEveryWorkload)).commented(
                "All of an overlay's workloads stand in this one election; where that is not meant, name one in 'target'.\n"
                    + "Of terminationGracePeriodSeconds the sidecar needs \(stoppingSeconds) s, "
                    + (style == .native ? "after the program's own." : "at the same time as the program.")
            ),
        ]
    }

    private func onEveryWorkload(_ patch: YAMLTree) -> YAMLTree {
        ["target": ["kind": "Deployment|StatefulSet|DaemonSet"], "patch": .string(patch.yaml)]
    }

    private var patches: [YAMLTree] {
        switch style {
        case .native: [laidOver(["initContainers": [sidecar]])]
        case .ordinary: [laidOver([:]), appended]
        }
    }

    /// A patch that is merged into a workload, whose kind and name stay its own.
    ///
    /// Containers come before those that there are.
    private func laidOver(_ containers: YAMLTree) -> YAMLTree {
        let spec: YAMLTree = ["automountServiceAccountToken": true]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "any"],
            "spec": ["template": ["spec": spec.with(containers).with(volumes)]],
        ]
    }

    /// A JSON patch, so that the program's container stays the first: kubectl takes that one unless it is told another.
    private var appended: YAMLTree {
        [["op": "add", "path": "/spec/template/spec/containers/-", "value": sidecar]]
    }
}
