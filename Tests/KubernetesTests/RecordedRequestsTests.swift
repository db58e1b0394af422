import Election
import HTTP
import JSON
import Kubernetes
import TestKit
import Testing

/// What we send is what was sent to a real API server.
struct RecordedRequestsTests {
    /// - Parameter missing: what the recording has and ours has not.
    private func expectSame(_ ours: HTTPRequest, as name: String, without missing: String? = nil) throws {
        let recorded = try WireExchange(named: name).request
        #expect(ours.method == recorded.method)
        #expect(ours.target == recorded.target)
        #expect(ours.headers["Accept"] == recorded.headers["Accept"])
        #expect(ours.headers["Content-Type"] == recorded.headers["Content-Type"])
        #expect(ours.headers["User-Agent"] == "leader-elector/1.0")
        guard !recorded.body.isEmpty else {
            #expect(ours.body.isEmpty)
            return
        }
        let difference = try JSONValue(parsing: ours.body).firstDifference(from: JSONValue(parsing: recorded.body))
        #expect(difference == missing)
    }

    /// The record that pod-0 holds in the recordings of annotations, with what a renewal changes in it.
    private func write(
        over base: LockSnapshot? = nil,
        renewed: Int64 = 0,
        transitions: Int = 0
    ) -> Elector.Write {
        let acquired: Int64 = 1_795_255_200_000_000
        let record = LeaderRecord(
            holderIdentity: "pod-0",
            leaseDurationSeconds: 15,
            acquireTime: WallTime(microseconds: acquired),
            renewTime: WallTime(microseconds: acquired + renewed * 1_000_000),
            leaderTransitions: transitions
        )
        return Elector.Write(base: base, record: record, mark: WriterMark(podUID: "p", life: 1, counter: 1))
    }

    @Test func aLockIsNamedAndMadeAsItsKind() throws {
        let session = try Wire.session(.configmaps)
        #expect(session.lockText == "configmaps/wire")
        let object = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"wire"}}"#
        #expect(session.creationCommand == "echo '\(object)' | kubectl --namespace lab create -f -")
    }

    @Test func theCreationOfAnEndpoints() throws {
        try expectSame(Wire.session(.endpoints).writeRequest(write()), as: "29-endpoints-create")
    }

    @Test func anUpdateOfAnEndpoints() throws {
        let write = try write(over: Wire.snapshot("29-endpoints-create", .endpoints), renewed: 2)
        try expectSame(Wire.session(.endpoints).writeRequest(write), as: "30-endpoints-update")
    }

    @Test func aWatchOfAnEndpoints() throws {
        let ours = try Wire.session(.endpoints).watchRequest(from: nil, timeoutSeconds: 1)
        let recorded = try WireExchange(named: "31-endpoints-watch").request
        #expect(ours.path == recorded.path)
        #expect(ours.query == recorded.query.merging(["allowWatchBookmarks": "true"]) { ours, _ in ours })
    }

    @Test func theCreationOfAConfigMap() throws {
        // The data that it has there is not an elector's.
        let name = "32-configmap-create"
        try expectSame(Wire.session(.configmaps).writeRequest(write()), as: name, without: "/data")
    }

    @Test func anUpdateOfAConfigMap() throws {
        let write = try write(over: Wire.snapshot("32-configmap-create", .configmaps), transitions: 1)
        try expectSame(Wire.session(.configmaps).writeRequest(write), as: "33-configmap-update")
    }

    @Test(arguments: ["03-lease-get-missing", "06-lease-get", "15-lease-get-released", "45-lease-get-after"])
    func aRead(name: String) throws {
        try expectSame(Wire.session().readRequest(), as: name)
    }

    @Test func aReadInAnotherNamespace() throws {
        try expectSame(Wire.session(namespace: "default").readRequest(), as: "20-forbidden-other-namespace")
    }

    @Test(arguments: ["04-lease-create", "43-lease-create-again"])
    func aCreation(name: String) throws {
        let write = try Wire.write(name, over: nil)
        try expectSame(Wire.session().writeRequest(write), as: name)
    }

    @Test func aCreationInANamespaceThatIsMissing() throws {
        let name = "49-lease-create-namespace-missing"
        let write = try Wire.write(name, over: nil)
        try expectSame(Wire.session(namespace: "nowhere").writeRequest(write), as: name)
    }

    @Test(arguments: [
        ("07-lease-update", "06-lease-get"), ("14-lease-release", "07-lease-update"),
        ("44-lease-update-deleted-with-uid", "43-lease-create-again"),
    ])
    func anUpdateOfWhatWasReadBefore(name: String, base: String) throws {
        let write = try Wire.write(name, over: Wire.snapshot(base))
        try expectSame(Wire.session().writeRequest(write), as: name)
    }

    @Test func anUpdateAlwaysNamesUIDAndVersion() throws {
        // The recorded release did without the uid; ours must not, or it would re-create a deleted Lease.
        let write = try Wire.write("14-lease-release", over: Wire.snapshot("07-lease-update"))
        let metadata = try JSONValue(parsing: Wire.session().writeRequest(write).body)["metadata"]
        #expect(metadata?["uid"] == "8251060d-337f-4f23-823e-b5f4f632f9c0")
        #expect(metadata?["resourceVersion"] == "359")
    }

    @Test func anUpdateAfterAWatchEvent() throws {
        var watch = LockWatch(of: try Wire.session())
        _ = watch.receiveHead(status: 200, headers: [:])
        guard case .watchSaw(let seen) = watch.receive(try Wire.stream("24-lease-watch-modified-deleted")).first else {
            Issue.record("the watch showed nothing")
            return
        }
        let write = try Wire.write("14-lease-release", over: seen)
        let body = try JSONValue(parsing: Wire.session().writeRequest(write).body)
        #expect(body["object"] == nil)
        #expect(body["kind"] == "Lease")
        #expect(body["metadata"]?["resourceVersion"] == "363")
        #expect(body["metadata"]?["creationTimestamp"] == "2026-11-21T09:56:23Z")
    }

    @Test func aWatchFromAVersion() throws {
        let request = try Wire.session().watchRequest(from: "362", timeoutSeconds: 3)
        try expectSame(request, as: "24-lease-watch-modified-deleted")
    }

    @Test func aWatchFromWhateverIsThere() throws {
        let ours = try Wire.session().watchRequest(from: nil, timeoutSeconds: 2)
        let recorded = try WireExchange(named: "25-lease-watch-absent-timeout").request
        #expect(ours.path == recorded.path)
        #expect(ours.query == recorded.query.merging(["allowWatchBookmarks": "true"]) { ours, _ in ours })
    }

    @Test func aVersionThatIsNoNumberIsEscaped() throws {
        let request = try Wire.session().watchRequest(from: "a&b=c d")
        #expect(request.query["resourceVersion"] == "a&b=c d")
        #expect(request.query["b"] == nil)
    }

    @Test func aBaseThatCannotBeWrittenBackIsAFailureNotATrap() throws {
        var base = try Wire.snapshot("06-lease-get")
        base.source.removeLast(40)
        let write = try Wire.write("07-lease-update", over: base)
        #expect(throws: RequestFailure.self) { try Wire.session().writeRequest(write) }
    }
}
