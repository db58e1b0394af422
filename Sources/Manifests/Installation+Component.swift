import YAML

/// A kustomize component that adds the sidecar to the workloads of an overlay.
extension Installation {
    var component: YAMLTree {
        [
            "apiVersion": "kustomize.config.k8s.io/v1alpha1",
            "kind": "Component",
            "resources": YAMLTree.list(["rbac.yaml"]).commented(
                "For the service account 'default', unless rbac.yaml was printed with another --service-account."
            ),
            "patches": YAMLTree.list([
                ["target": ["kind": "Deployment|StatefulSet|DaemonSet"], "patch": .string(patch.yaml)]
            ]).commented(
                "All of an overlay's workloads stand in this one election; where that is not meant, name one in 'target'.\n"
                    + "Of terminationGracePeriodSeconds the sidecar needs \(stoppingSeconds) s, "
                    + (style == .native ? "after the program's own." : "at the same time as the program.")
            ),
        ]
    }

    /// What is laid over a workload; kind and name are the target's.
    private var patch: YAMLTree {
        let spec: YAMLTree = ["automountServiceAccountToken": true]
        let containers = YAMLTree.map([.init(style == .native ? "initContainers" : "containers", [sidecar])])
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "any"],
            "spec": ["template": ["spec": spec.with(containers).with(volumes)]],
        ]
    }
}
