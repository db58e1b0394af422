import APIServerModel
import Election
import HTTP
import JSON
import Testing

@Suite struct APIServerTests {
    private var client: Client
    private let wire = "\(Client.leases)/wire"

    init() throws {
        client = try Client()
    }

    @Test mutating func aWriteNamesTheObjectOfItsPath() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        var other = Client.lease("other")
        other["metadata"]?["resourceVersion"] = "5"
        let renamed = try client.ask("PUT", wire, other)
        #expect(renamed.status == 400)
        #expect(renamed.message == "the name of the object (other) does not match the name on the URL (wire)")
        var nameless = Client.lease()
        nameless["metadata"] = ["resourceVersion": "5"]
        #expect(try client.ask("PUT", wire, nameless).message.contains("name must be provided"))
        var elsewhere = Client.lease("new")
        elsewhere["metadata"]?["namespace"] = "default"
        #expect(try client.ask("POST", Client.leases, elsewhere).status == 400)
    }

    @Test(
        arguments: [
            (["kind": "Pod"], 400, "Pod in version \"v1\" cannot be handled as a Lease"),
            (["apiVersion": "v1"], 400, "does not match the expected API version (coordination.k8s.io/v1)"),
            (["spec": ["leaseDurationSeconds": "15"]], 400, "cannot unmarshal string into Go struct field"),
            (["spec": ["leaseDurationSeconds": 3_000_000_000]], 400, "of type int32"),
            (["spec": ["holderIdentity": 1]], 400, "of type string"),
            (["spec": []], 400, "cannot unmarshal array"),
            (
                ["metadata": ["name": "wire", "annotations": ["a": 1]]], 400,
                "ObjectMeta.metadata.annotations of type string"
            ),
            (["metadata": ["name": 5]], 400, "ObjectMeta.metadata.name of type string"),
            (["metadata": [:]], 422, "metadata.name: Required value: name or generateName is required"),
            (["spec": ["leaseTransitions": -1]], 422, "spec.leaseTransitions: Invalid value: -1"),
            (
                ["spec": ["leaseDurationSeconds": -1, "leaseTransitions": -1]], 422,
                "is invalid: [spec.leaseDurationSeconds"
            ),
            (["spec": ["preferredHolder": "b"]], 422, "spec.preferredHolder: Forbidden"),
            (["spec": ["renewTime": "2026-11-21T10:00:00.1234567Z"]], 400, "cannot parse \"7Z\" as \"Z07:00\""),
            (["spec": ["renewTime": "today"]], 400, "cannot parse \"today\" as \"2006\""),
            (["spec": ["renewTime": "2026-13-21T10:00:00.000000Z"]], 400, "out of range"),
            (["spec": ["renewTime": "2026-11-21T10:00:00.000000Z!"]], 400, "extra text: \"!\""),
        ] as [(JSONValue, Int, String)]
    )
    mutating func aLeaseThatIsNoneIsRefused(change: JSONValue, status: Int, message: String) throws {
        var lease = Client.lease()
        for (name, value) in change.object ?? [:] { lease[name] = value }
        let answer = try client.ask("POST", Client.leases, lease)
        #expect(answer.status == status)
        #expect(answer.message.contains(message), "\(answer.message)")
        #expect(client.server.store.object(at: .lease("wire")) == nil)
    }

    @Test mutating func aTypedServerKeepsOnlyFieldsItKnows() throws {
        var lease = Client.lease()
        lease["spec"]?["invented"] = true
        lease["spec"]?["acquireTime"] = "2026-11-21T12:00:00.000000+02:00"
        lease["spec"]?["renewTime"] = .null
        #expect(try client.ask("POST", "\(Client.leases)?fieldValidation=Strict", lease).status == 400)
        let spec = try client.ask("POST", Client.leases, lease).body["spec"]
        #expect(spec?["invented"] == nil)
        #expect(spec?["renewTime"] == nil)
        #expect(spec?["acquireTime"] == "2026-11-21T10:00:00.000000Z")
    }

    @Test mutating func aMissingLeaseIsCreatedByPutUnlessAUIDIsNamed() throws {
        #expect(try client.ask("PUT", wire, Client.lease()).status == 201)
        let configMaps = "/api/v1/namespaces/lab/configmaps"
        #expect(try client.ask("PUT", "\(configMaps)/a", ["metadata": ["name": "a"]]).status == 404)
    }

    @Test mutating func aPutOfAnotherUIDIsAConflict() throws {
        var lease = try client.ask("POST", Client.leases, Client.lease()).body
        lease["metadata"]?["uid"] = "another"
        let answer = try client.ask("PUT", wire, lease)
        #expect(answer.status == 409)
        #expect(answer.message.contains("UID in precondition: another, UID in object meta: "))
    }

    @Test mutating func aDeletionHappensOnlyOnItsConditions() throws {
        let uid = try client.ask("POST", Client.leases, Client.lease()).body["metadata"]?["uid"] ?? .null
        let other = try client.ask("DELETE", wire, ["preconditions": ["uid": "another"]])
        #expect(other.status == 409)
        #expect(try client.ask("DELETE", wire, ["preconditions": ["resourceVersion": "1"]]).status == 409)
        let deleted = try client.ask("DELETE", wire, ["preconditions": ["uid": uid]])
        #expect(deleted.status == 200)
        #expect(deleted.body["status"] == "Success")
        #expect(try client.ask("DELETE", wire).status == 404)
    }

    @Test mutating func aJSONPatchIsDoneWholeOrNotAtAll() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        let type = "application/json-patch+json"
        let good: JSONValue = [
            ["op": "test", "path": "/spec/holderIdentity", "value": "pod-0"],
            ["op": "replace", "path": "/spec/holderIdentity", "value": "pod-1"],
            ["op": "add", "path": "/metadata/annotations", "value": ["a/b": "c"]],
            ["op": "replace", "path": "/metadata/annotations/a~1b", "value": "d"],
            ["op": "remove", "path": "/spec/leaseDurationSeconds"],
        ]
        let patched = try client.ask("PATCH", wire, good, type: type).body
        #expect(patched["spec"] == ["holderIdentity": "pod-1"])
        #expect(patched["metadata"]?["annotations"] == ["a/b": "d"])
        let bad: JSONValue = [
            ["op": "replace", "path": "/spec/holderIdentity", "value": "pod-2"],
            ["op": "test", "path": "/spec/holderIdentity", "value": "pod-0"],
        ]
        #expect(try client.ask("PATCH", wire, bad, type: type).status == 422)
        #expect(try client.ask("PATCH", wire, ["op": "add"], type: type).status == 400)
        #expect(try client.ask("GET", wire).body["spec"] == ["holderIdentity": "pod-1"])
    }

    @Test mutating func applyCreatesAndThenMerges() throws {
        let type = "application/apply-patch+yaml"
        let target = "\(wire)?fieldManager=me"
        #expect(try client.ask("PATCH", target, Client.lease(), type: type).status == 201)
        let change: JSONValue = ["metadata": ["labels": ["a": "b"]], "spec": ["holderIdentity": "pod-1"]]
        let merged = try client.ask("PATCH", target, change, type: type)
        #expect(merged.status == 200)
        #expect(merged.body["spec"] == ["holderIdentity": "pod-1", "leaseDurationSeconds": 15])
        let yaml = try client.ask("PATCH", target, bytes: Array("spec:\n  a: b\n".utf8), type: type)
        #expect(yaml.status == 415)
    }

    @Test mutating func mediaTypesThatItCannotReadAreNamed() throws {
        for type in ["application/vnd.kubernetes.protobuf", "application/yaml"] {
            let answer = try client.ask("POST", Client.leases, bytes: Array("k8s".utf8), type: type)
            #expect(answer.status == 415)
            #expect(answer.message.contains(type))
        }
        #expect(try client.ask("PATCH", wire, [:]).status == 415)
        #expect(try client.ask("GET", wire, accept: "application/vnd.kubernetes.protobuf").status == 406)
        let either = "application/vnd.kubernetes.protobuf,application/json"
        #expect(try client.ask("GET", Client.leases, accept: either).status == 200)
    }

    @Test mutating func aBodyOverTheLimitIsRefused() throws {
        client.server.options.bodyLimit = 100
        #expect(try client.ask("POST", Client.leases, bytes: Array(repeating: 0x20, count: 101)).status == 413)
    }

    @Test mutating func aDryRunChangesNothing() throws {
        #expect(try client.ask("POST", "\(Client.leases)?dryRun=All", Client.lease()).status == 201)
        #expect(try client.ask("GET", wire).status == 404)
    }

    @Test(arguments: [
        ("fieldSelector=spec.holderIdentity%3Da", 400), ("fieldSelector=metadata.name", 400),
        ("labelSelector=a+in+(b)", 400), ("continue=abc", 400), ("resourceVersion=abc", 422),
        ("resourceVersion=999", 504), ("sendInitialEvents=true", 422), ("resourceVersionMatch=Exact", 422),
        ("resourceVersion=2&resourceVersionMatch=Exact", 410), ("resourceVersion=2&limit=1", 200),
        ("watch=true&timeoutSeconds=soon", 400), ("watch=true&resourceVersionMatch=Exact", 422),
    ])
    mutating func listOptionsAreChecked(query: String, status: Int) throws {
        #expect(try client.ask("GET", "\(Client.leases)?\(query)").status == status)
    }

    @Test(arguments: [
        ("labelSelector=app", ["a", "b"]), ("labelSelector=app%3Dx", ["a"]), ("labelSelector=app%21%3Dx", ["b", "c"]),
        ("labelSelector=%21app", ["c"]), ("labelSelector=app,app%3D%3Dy", ["b"]),
        ("fieldSelector=metadata.name%21%3Da,metadata.namespace%3Dlab", ["b", "c"]), ("limit=1", ["a", "b", "c"]),
    ])
    mutating func selectorsChoose(query: String, names: [String]) throws {
        for (name, labels) in [("c", nil), ("b", ["app": "y"]), ("a", ["app": "x"])] as [(String, JSONValue?)] {
            _ = try client.ask("POST", Client.leases, Client.lease(name, labels: labels))
        }
        let list = try client.ask("GET", "\(Client.leases)?\(query)").body
        #expect(list["items"]?.array?.map { $0["metadata"]?["name"]?.string } == names)
    }

    @Test mutating func anEventIsFoundByWhatItIsAboutInBothGroups() throws {
        let lease = try client.ask("POST", Client.leases, Client.lease()).body
        let uid = lease["metadata"]?["uid"]?.string ?? ""
        let event: JSONValue = [
            "metadata": ["name": "wire.1"], "eventTime": "2026-11-21T10:00:00.000000Z", "action": "LeaderElection",
            "reason": "LeaderElection", "note": "pod-0 became leader", "type": "Normal", "reportingInstance": "pod-0",
            "reportingController": "leader-elector",
            "regarding": ["kind": "Lease", "name": "wire", "namespace": "lab", "uid": .string(uid)],
        ]
        #expect(try client.ask("POST", "/apis/events.k8s.io/v1/namespaces/lab/events", event).status == 201)
        let query = "fieldSelector=involvedObject.uid%3D\(uid),involvedObject.kind%3DLease"
        let core = try client.ask("GET", "/api/v1/namespaces/lab/events?\(query)").body["items"]?.array ?? []
        #expect(core.map { $0["message"] } == ["pod-0 became leader"])
        #expect(core.first?["note"] == nil)
        let none = try client.ask("GET", "/api/v1/namespaces/lab/events?fieldSelector=involvedObject.uid%3Dother")
        #expect(none.body["items"] == [])
        var bare = event
        bare["action"] = nil
        bare["eventTime"] = nil
        let refusal = try client.ask("POST", "/apis/events.k8s.io/v1/namespaces/lab/events", bare)
        #expect(refusal.message.contains("[action: Required value, eventTime: Required value]"))
    }

    @Test mutating func aNamespaceGoesWithItsContents() throws {
        let space: JSONValue = ["metadata": ["name": "new"]]
        #expect(try client.ask("POST", "/api/v1/namespaces", space).body["status"] == ["phase": "Active"])
        let leases = "/apis/coordination.k8s.io/v1/namespaces/new/leases"
        _ = try client.ask("POST", leases, Client.lease())
        let all = try client.ask("GET", "/apis/coordination.k8s.io/v1/leases").body
        #expect(all["items"]?.array?.count == 1)
        #expect(try client.ask("DELETE", "/api/v1/namespaces/new").status == 200)
        #expect(try client.ask("GET", leases).body["items"] == [])
        #expect(try client.ask("POST", leases, Client.lease()).status == 404)
    }

    @Test(arguments: [
        ("POST", "/version", 405), ("GET", "/nothing", 404), ("GET", "/api/v2", 404), ("GET", "/apis/none", 404),
        ("DELETE", "/apis/coordination.k8s.io/v1/leases", 405), ("HEAD", "/api/v1/namespaces/lab/pods", 405),
        ("GET", "/api/v1/namespaces/lab/pods/a/status", 404), ("GET", "/api/v1/nodes", 404), ("GET", "/api", 200),
        ("OPTIONS", "/api/v1/namespaces/lab/pods", 405), ("GET", "/apis/events.k8s.io", 200), ("GET", "/apis", 200),
        ("GET", "/openapi/v3", 200), ("GET", "/openapi/v3/apis/coordination.k8s.io/v1", 200), ("GET", "", 404),
        ("GET", "/%ff%", 404), ("PUT", "/api/v1/namespaces/lab/pods", 405), ("GET", "/api/v1/namespaces/lab", 200),
    ])
    mutating func pathsAndMethods(method: String, path: String, status: Int) throws {
        #expect(try client.ask(method, path).status == status)
    }
}

extension ObjectKey {
    fileprivate static func lease(_ name: String) -> ObjectKey {
        ObjectKey(group: "coordination.k8s.io", resource: "leases", namespace: "lab", name: name)
    }
}
