import YAML

/// The sidecar's container.
extension Installation {
    /// Its name in the pod.
    static let containerName = "leader-elector"

    var sidecar: YAMLTree {
        let head: YAMLTree = ["name": .string(Self.containerName), "image": .string(image)]
        let always = YAMLTree.string("Always").commented(
            "A native sidecar: it starts before the application and ends after it. Kubernetes 1.29, or 1.28 with the\n"
                + "feature gate SidecarContainers; before that: --sidecar ordinary."
        )
        return head.with(style == .native ? ["restartPolicy": always] : [:])
            .with(["args": literals(arguments), "env": .list(downwardAPI)])
            .with(probes)
            .with(["resources": resources, "securityContext": Self.securityContext])
            .with(volumeMounts)
    }

    /// A program that runs only while its pod leads, with what sees to that around it.
    var wrappedProgram: YAMLTree {
        let head: YAMLTree = [
            "name": "app",
            "image": YAMLTree.string(image).commented(
                "With your program and leader-elector in it:\n"
                    + "COPY --from=<image of leader-elector> /usr/local/bin/leader-elector /usr/local/bin/"
            ), "command": ["leader-elector", "exec"], "args": literals(arguments + ["--"] + program),
        ]
        return head.with(["env": .list(downwardAPI)]).with(probes)
            .with(["securityContext": Self.securityContext]).with(volumeMounts)
    }

    /// Arguments as they are: the kubelet puts variables in the place of `$(NAME)`, and takes `$$` for `$`.
    private func literals(_ arguments: [String]) -> YAMLTree {
        .list(arguments.map { .string($0.replacing("$", with: "$$")) })
    }

    /// The names that tell pods apart, and a pod from a later one of the same name.
    private var downwardAPI: [YAMLTree] {
        ["name", "namespace", "uid"].map { field in
            let source: YAMLTree = ["fieldRef": ["fieldPath": .string("metadata.\(field)")]]
            return ["name": .string("POD_\(field.uppercased())"), "valueFrom": source]
        }
    }

    /// The kubelet comes over the pod's address, where nothing but probes and metrics is answered.
    private var probes: YAMLTree {
        guard let probePort else { return [:] }
        func get(_ path: String) -> YAMLTree { ["httpGet": ["path": .string(path), "port": "probe"]] }
        return [
            "ports": [["name": "probe", "containerPort": .integer(Int(probePort))]],
            "startupProbe": get("/livez").with(["periodSeconds": 1, "failureThreshold": 30]),
            "readinessProbe": get("/readyz").commented(
                "Ready is who has read the lock once, leader or not, so no rollout waits for the lead."
            ),
            "livenessProbe": get("/livez"),
        ]
    }

    private var resources: YAMLTree {
        YAMLTree.map([
            .init("requests", ["cpu": "5m", "memory": "16Mi"]), .init("limits", ["memory": "64Mi"]),
        ]).commented(
            "Measured at a 10 s lease: 29 ms of CPU a minute as leader and 7 ms as follower, 0.9 MB of memory of its\n"
                + "own, and 10 MB of its program, which the kernel may drop."
        )
    }

    /// What Pod Security's `restricted` asks for, and a read-only root.
    static var securityContext: YAMLTree {
        [
            "runAsNonRoot": true, "readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false,
            "capabilities": ["drop": ["ALL"]], "seccompProfile": ["type": "RuntimeDefault"],
        ]
    }

    /// Where the leader file is, in the sidecar and in the application.
    var volumeMounts: YAMLTree {
        guard let leaderFile, let slash = leaderFile.lastIndex(of: "/") else { return [:] }
        return ["volumeMounts": [["name": "leader", "mountPath": .string(String(leaderFile[..<slash]))]]]
    }

    var volumes: YAMLTree { leaderFile == nil ? [:] : ["volumes": [["name": "leader", "emptyDir": [:]]]] }
}
