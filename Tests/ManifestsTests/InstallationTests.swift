import Kubernetes
import Locks
import Manifests
import Testing
import YAML

/// What options make of the manifests; that they are valid is held by `.ci/manifests`.
@Suite struct InstallationTests {
    private func installation(_ change: (inout Installation) -> Void = { _ in }) throws -> Installation {
        var installation = try Installation(
            election: ObjectName("example"),
            name: WorkloadName("web"),
            namespace: Namespace("lab"),
            lock: .leases,
            rights: Rights(lock: .leases, createsLock: true, recordsEvents: true, labelsPods: true),
            givenAccount: nil,
            image: "elector:1",
            replicas: 2,
            style: .native,
            arguments: ["--election=example"],
            probePort: 4041,
            statusPort: 4040,
            leaderFile: nil,
            stopping: .milliseconds(5001),
            label: .standard
        )
        change(&installation)
        return installation
    }

    /// The documents of a file.
    private func documents(_ manifest: Manifest, _ installation: Installation) throws -> [YAMLNode] {
        let text = try Manifest.text([manifest], of: installation, command: "command")
        #expect(text.hasPrefix("# command\n"))
        return try text.split(separator: "---\n").map { try YAMLNode(parsing: Array($0.utf8)) }
    }

    private func pod(_ manifest: Manifest, _ installation: Installation) throws -> YAMLNode {
        try #require(try documents(manifest, installation).last?["spec"]?["template"]?["spec"])
    }

    @Test func theRoleIsTheOneThatALogProposes() throws {
        let installation = try installation()
        let session = LockSession(
            kind: .leases,
            name: installation.election,
            namespace: installation.namespace,
            version: "1"
        )
        let proposed = installation.rights.manifest(for: session, user: "system:serviceaccount:lab:web")
        let texts = proposed.split(separator: "---\n")
        let ours = try documents(.rbac, installation).suffix(2)
        for (text, ours) in zip(texts, ours) {
            let proposed = try YAMLNode(parsing: Array(text.utf8))
            for key in ["apiVersion", "kind", "rules", "roleRef", "subjects"] {
                #expect(proposed[key].map(plain) == ours[key].map(plain), "\(key)")
            }
            // A binding has the account in its name too, so that no workload's takes the place of another's.
            let name = try #require(proposed["metadata"]?["name"]?.scalar?.text)
            let isRole = proposed["kind"]?.scalar?.text == "Role"
            #expect(ours["metadata"]?["name"]?.scalar?.text == (isRole ? name : "\(name)-web"))
        }
        #expect(texts.count == 2)
    }

    /// A node without its lines, and without an order of keys.
    private func plain(_ node: YAMLNode) -> String {
        if let scalar = node.scalar { return "\(scalar.kind) \(scalar.text)" }
        if let items = node.sequence { return "[\(items.map(plain).joined(separator: ", "))]" }
        let entries = (node.mapping ?? []).map { "\($0.key): \(plain($0.value))" }
        return "{\(entries.sorted().joined(separator: ", "))}"
    }

    @Test(arguments: [(Installation.Style.native, "36"), (.ordinary, "30")])
    func theKubeletWaitsForTheRelease(style: Installation.Style, seconds: String) throws {
        let pod = try pod(.deployment, installation { $0.style = style })
        #expect(pod["terminationGracePeriodSeconds"]?.scalar?.text == seconds)
    }

    @Test func anOrdinarySidecarThatNeedsLongerIsGivenIt() throws {
        let pod = try pod(
            .daemonset,
            installation {
                $0.style = .ordinary
                $0.stopping = .seconds(40)
            }
        )
        #expect(pod["terminationGracePeriodSeconds"]?.scalar?.text == "40")
    }

    @Test func aWrappedProgramStandsAloneAndIsLeftItsDollars() throws {
        let pod = try pod(
            .deployment,
            installation {
                $0.program = ["echo", "$(POD_NAME) for $5"]
                $0.stopping = .seconds(29)
            }
        )
        #expect(pod["terminationGracePeriodSeconds"]?.scalar?.text == "29")
        #expect(pod["initContainers"] == nil && pod["containers"]?.sequence?.count == 1)
        let arguments = pod["containers"]?.sequence?.first?["args"]?.sequence?.compactMap { $0.scalar?.text }
        #expect(arguments == ["--election=example", "--", "echo", "$$(POD_NAME) for $$5"])
    }

    @Test func theLeaderFileIsInAVolumeOfBothContainers() throws {
        let pod = try pod(.statefulset, installation { $0.leaderFile = "/run/leader/status.json" })
        for containers in ["initContainers", "containers"] {
            let mount = pod[containers]?.sequence?.first?["volumeMounts"]?.sequence?.first
            #expect(mount?["mountPath"]?.scalar?.text == "/run/leader")
            #expect(mount?["name"]?.scalar?.text == pod["volumes"]?.sequence?.first?["name"]?.scalar?.text)
        }
    }

    @Test(arguments: [
        "status.json", "/status.json", "run/a", "/run/../a", "/run//a", "/run/.", "/run/", "", "/",
    ])
    func aLeaderFileNeedsADirectoryOfItsOwn(path: String) throws {
        let sound = try installation()
        #expect(throws: ManifestError.badLeaderFile(path)) {
            try Installation(
                election: sound.election,
                name: sound.name,
                namespace: sound.namespace,
                lock: sound.lock,
                rights: sound.rights,
                givenAccount: nil,
                image: sound.image,
                replicas: 1,
                style: .native,
                arguments: [],
                probePort: nil,
                statusPort: nil,
                leaderFile: path,
                stopping: .zero,
                label: sound.label
            )
        }
    }

    @Test func theServiceSelectsTheLabelThatWasAskedFor() throws {
        let label = try #require(PodLabel("example.com/role=boss"))
        let service = try #require(try documents(.service, installation { $0.label = label }).first)
        let selector = service["spec"]?["selector"]?.mapping?.map { "\($0.key)=\($0.value.scalar?.text ?? "")" }
        #expect(selector == ["app.kubernetes.io/name=web", "example.com/role=boss"])
    }

    @Test func withoutProbesThereIsNoPortForThem() throws {
        let installation = try installation { $0.probePort = nil }
        let sidecar = try pod(.deployment, installation)["initContainers"]?.sequence?.first
        #expect(sidecar?["name"] != nil && sidecar?["ports"] == nil && sidecar?["livenessProbe"] == nil)
        let policy = try #require(try documents(.networkpolicy, installation).first)
        #expect(policy["spec"]?["ingress"]?.sequence?.isEmpty == true)
        #expect(throws: ManifestError.noProbe(.podmonitor)) { try documents(.podmonitor, installation) }
    }

    @Test func bothLocksOfAPairAreInTheFlowSchema() throws {
        let schema = try #require(try documents(.flowschema, installation { $0.lock = .endpointsleases }).first)
        let rules = schema["spec"]?["rules"]?.sequence?.first?["resourceRules"]?.sequence ?? []
        #expect(rules.map { $0["resources"].map(plain) } == ["[text endpoints]", "[text leases]"])
    }
}
