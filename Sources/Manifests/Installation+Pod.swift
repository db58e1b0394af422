import YAML

/// The pod: an application, and the sidecar beside it.
extension Installation {
    /// The pod's specification.
    ///
    /// - Parameter spreads: whether its fellows are to be on other nodes.
    func pod(spreads: Bool) -> YAMLTree {
        let (seconds, reason) = termination
        return
            accountWithToken
            .with(["terminationGracePeriodSeconds": YAMLTree.integer(seconds).commented(reason)])
            .with(spreads ? ["topologySpreadConstraints": [spread]] : [:])
            .with(containers)
            .with(volumes)
    }

    private var accountWithToken: YAMLTree {
        let automount = YAMLTree.bool(true).commented("The sidecar speaks to the API server by this token.")
        return ["serviceAccountName": .string(account), "automountServiceAccountToken": automount]
    }

    private var containers: YAMLTree {
        guard program.isEmpty else { return ["containers": [wrappedProgram]] }
        return switch style {
        case .native: ["initContainers": [sidecar], "containers": [application]]
        case .ordinary: ["containers": [application, sidecar]]
        }
    }

    /// After how long the kubelet kills what is left of the pod, and why not sooner.
    private var termination: (seconds: Int, reason: String) {
        let seconds = stoppingSeconds
        guard program.isEmpty else {
            return (seconds, "For the program to stop, and then for the lock to be released.")
        }
        return switch style {
        case .native:
            (30 + seconds, "30 s for the application, and then \(seconds) s for the sidecar to release the lock.")
        case .ordinary:
            (max(30, seconds), "The application's and the sidecar's, which needs \(seconds) s to release the lock.")
        }
    }

    /// A program that only asks, in the place of the user's.
    private var application: YAMLTree {
        let head: YAMLTree = ["name": "app", "image": "busybox:1.37", "command": ["sh", "-c", .string(script)]]
        let user = YAMLTree.integer(65_532).commented("Needed for this image alone, whose own user is root.")
        return head.with(["securityContext": Self.securityContext.with(["runAsUser": user])]).with(volumeMounts)
            .commented(
                "Your program: put its image and command here. It asks before it acts, and again before what it was\n"
                    + "told runs out (validForMilliseconds of localhost:4040/leader)."
            )
    }

    private var script: String {
        let question =
            switch (statusPort, leaderFile) {
            case (let port?, _): "timeout 2 wget -qO- localhost:\(port) && echo"
            case (nil, let file?): "cat '\(file.replacing("'", with: "'\\''").replacing("$", with: "$$"))'"
            case (nil, nil): "echo started"
            }
        return """
            trap 'exit 0' TERM
            while true; do
              \(question)
              sleep 5 & wait $!
            done

            """
    }

    private var spread: YAMLTree {
        [
            "maxSkew": 1,
            "topologyKey": YAMLTree.string("kubernetes.io/hostname").commented(
                "One node's end is not to take all candidates with it; a wish, so that no rollout waits for a node."
            ), "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": ["matchLabels": labels],
        ]
    }

    /// Rounded up, as the kubelet counts whole seconds.
    var stoppingSeconds: Int { Int((stopping + .milliseconds(999)).components.seconds) }
}
