import Glibc
import Testing

/// People look at the lab with the tool that they know.
@Suite struct KubectlTests {
    private let lab: Lab

    init() throws {
        lab = try Lab("--namespace", "lab")
    }

    private func holder() throws -> String {
        try lab.kubectl("get", "lease", "wire", "-o", "jsonpath={.spec.holderIdentity}").text
    }

    @Test func getShowsATableAnObjectAndWhatIsMissing() throws {
        let missing = try lab.kubectl("get", "lease", "wire")
        #expect(missing.code == 1)
        #expect(missing.complaint.contains(#"(NotFound): leases.coordination.k8s.io "wire" not found"#))
        #expect(try lab.kubectl("get", "leases").complaint == "No resources found in lab namespace.")
        #expect(try lab.kubectl("create", "-f", lab.lease()).text == "lease.coordination.k8s.io/wire created")
        let table = try lab.kubectl("get", "leases").output.map { $0.split(separator: " ") }
        #expect(table.map { $0.prefix(2) } == [["NAME", "HOLDER"], ["wire", "pod-0"]])
        let yaml = try lab.kubectl("get", "lease", "wire", "-o", "yaml").output
        #expect(yaml.contains("  holderIdentity: pod-0") && yaml.contains("kind: Lease"))
        #expect(try lab.kubectl("get", "lease", "-A", "-o", "name").text == "lease.coordination.k8s.io/wire")
    }

    @Test func createRefusesWhatIsThereAndWhatIsWrong() throws {
        _ = try lab.kubectl("create", "-f", lab.lease())
        #expect(try lab.kubectl("create", "-f", lab.lease()).complaint.contains("(AlreadyExists)"))
        let wrong = try lab.kubectl("create", "-f", lab.lease(duration: 0))
        #expect(wrong.code == 1)
        #expect(wrong.complaint.contains("spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"))
        let text =
            #"{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"b"},"spec":{"holder":"a"}}"#
        let unknown = try lab.kubectl("create", "-f", lab.file("unknown.json", text))
        #expect(unknown.complaint.contains(#"unknown field "spec.holder""#), "\(unknown.complaint)")
    }

    @Test func applyCreatesChangesAndLeavesAlone() throws {
        #expect(try lab.kubectl("apply", "-f", lab.lease()).text.hasSuffix("created"))
        #expect(try lab.kubectl("apply", "-f", lab.lease()).text.hasSuffix("unchanged"))
        #expect(try lab.kubectl("apply", "-f", lab.lease(holder: "pod-1")).text.hasSuffix("configured"))
        #expect(try holder() == "pod-1")
    }

    @Test func applyOnTheServerCreatesAndChanges() throws {
        for name in ["pod-0", "pod-1"] {
            let applied = try lab.kubectl("apply", "--server-side", "-f", lab.lease(holder: name))
            #expect(applied.text.hasSuffix("serverside-applied"), "\(applied.complaint)")
            #expect(try holder() == name)
        }
    }

    @Test(arguments: [
        ("strategic", #"{"spec":{"holderIdentity":"pod-1"}}"#), ("merge", #"{"spec":{"holderIdentity":"pod-1"}}"#),
        ("json", #"[{"op":"replace","path":"/spec/holderIdentity","value":"pod-1"}]"#),
    ])
    func patchTakesEveryForm(type: String, patch: String) throws {
        _ = try lab.kubectl("create", "-f", lab.lease())
        let patched = try lab.kubectl("patch", "lease", "wire", "--type", type, "-p", patch)
        #expect(patched.text == "lease.coordination.k8s.io/wire patched", "\(patched.complaint)")
        #expect(try holder() == "pod-1")
        #expect(try lab.kubectl("patch", "lease", "wire", "--type", type, "-p", patch).text.hasSuffix("(no change)"))
    }

    @Test func labelsAndAnnotationsComeAndGo() throws {
        _ = try lab.kubectl("create", "-f", lab.lease())
        _ = try lab.kubectl("label", "lease", "wire", "app=a")
        _ = try lab.kubectl("annotate", "lease", "wire", "note=b c")
        #expect(try lab.kubectl("get", "leases", "-l", "app=a", "-o", "name").output.count == 1)
        #expect(try lab.kubectl("get", "leases", "-l", "app!=a", "-o", "name").output.isEmpty)
        #expect(try lab.kubectl("describe", "lease", "wire").text.contains("note: b c"))
        _ = try lab.kubectl("label", "lease", "wire", "app-")
        #expect(try lab.kubectl("get", "leases", "-l", "app", "-o", "name").output.isEmpty)
    }

    @Test func describeShowsEventsOfBothGroups() throws {
        _ = try lab.kubectl("create", "-f", lab.lease())
        let uid = try lab.kubectl("get", "lease", "wire", "-o", "jsonpath={.metadata.uid}").text
        let subject = #""kind":"Lease","name":"wire","namespace":"lab","uid":"\#(uid)""#
        let core = try lab.file(
            "core.json",
            """
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"wire.1","namespace":"lab"},"type":"Normal",
            "involvedObject":{\(subject)},"reason":"LeaderElection","message":"pod-0 became leader","count":1,
            "lastTimestamp":"2026-11-21T10:00:00Z","source":{"component":"leader-elector"}}
            """
        )
        let new = try lab.file(
            "new.json",
            """
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"wire.2","namespace":"lab"},
            "regarding":{\(subject)},"reason":"LeaderElection","note":"pod-0 stopped leading","type":"Normal",
            "action":"Release","reportingController":"leader-elector","reportingInstance":"pod-0",
            "eventTime":"2026-11-21T10:00:00.000000Z"}
            """
        )
        for path in [core, new] {
            let created = try lab.kubectl("create", "-f", path)
            #expect(created.code == 0, "\(created.complaint)")
        }
        let text = try lab.kubectl("describe", "lease", "wire").text
        #expect(text.contains("pod-0 became leader") && text.contains("pod-0 stopped leading"), "\(text)")
    }

    @Test func deleteWaitsUntilItIsGone() throws {
        _ = try lab.kubectl("create", "-f", lab.lease())
        #expect(try lab.kubectl("delete", "lease", "wire").text.contains(#""wire" deleted"#))
        #expect(try lab.kubectl("get", "lease", "wire").code == 1)
        #expect(try lab.kubectl("delete", "lease", "wire").complaint.contains("(NotFound)"))
    }

    @Test func aWatchSeesEveryChange() throws {
        _ = try lab.kubectl("create", "-f", lab.lease())
        let watch = try lab.startKubectl("get", "lease", "wire", "-w", "--output-watch-events")
        lab.wait(for: "the first event") { watch.result.output.count >= 2 }
        _ = try lab.kubectl("apply", "--server-side", "-f", lab.lease(holder: "pod-1"))
        _ = try lab.kubectl("delete", "lease", "wire")
        lab.wait(for: "all events") { watch.result.output.count >= 4 }
        watch.child?.send(SIGTERM)
        let seen = watch.result.output.map { $0.split(separator: " ").map(String.init) }
        #expect(seen.map { $0.first } == ["EVENT", "ADDED", "MODIFIED", "DELETED"])
        #expect(seen.dropFirst().map { $0.count > 2 ? $0[2] : "" } == ["pod-0", "pod-1", "pod-1"])
    }

    @Test func otherKindsAreThereToo() throws {
        let map = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}"#
        #expect(try lab.kubectl("create", "-f", lab.file("map.json", map)).code == 0)
        #expect(try lab.kubectl("get", "cm", "a").output.last?.split(separator: " ").prefix(2) == ["a", "1"])
        #expect(try lab.kubectl("get", "ns", "-o", "name").output.sorted().contains("namespace/lab"))
        for kind in ["ep", "po", "events"] {
            #expect(try lab.kubectl("get", kind).code == 0)
        }
    }
}
