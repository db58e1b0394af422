import Election
import HTTP
import JSON
import Kubernetes
import Locks
import TestKit
import Testing

/// The Events that we send, held against what a real API server took and refused.
struct LeaderEventTests {
    private func event(_ change: LeaderEvent.Change = .becameLeader, identity: String = "pod-0") throws -> LeaderEvent {
        LeaderEvent(
            change,
            identity: identity,
            lockUID: "8251060d-337f-4f23-823e-b5f4f632f9c0",
            time: try #require(MicroTime.time("2026-11-21T10:00:00.5Z")),
            serial: 0x18a9_c2f4_e1d0_b7aa
        )
    }

    private func body(_ event: LeaderEvent, lock: String = "wire") throws -> JSONValue {
        try JSONValue(parsing: Wire.session(name: lock).eventRequest(event).body)
    }

    @Test func itIsTheRecordedOneWithANameAndAUid() throws {
        let ours = try Wire.session().eventRequest(event())
        let recorded = try WireExchange(named: "34-event-create-core").request
        #expect(ours.method == recorded.method)
        #expect(ours.target == recorded.target)
        #expect(ours.headers["Accept"] == recorded.headers["Accept"])
        #expect(ours.headers["Content-Type"] == recorded.headers["Content-Type"])
        #expect(ours.headers["User-Agent"] == "leader-elector/1.0")
        #expect(ours.headers["Connection"] == "close")
        var expected = try JSONValue(parsing: recorded.body)
        expected["metadata"]?["generateName"] = nil
        let body = try JSONValue(parsing: ours.body)
        #expect(body.firstDifference(from: expected) == nil)
        #expect(body["involvedObject"]?["uid"] == "8251060d-337f-4f23-823e-b5f4f632f9c0")
        #expect(body["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] == "leader-elector")
    }

    @Test(arguments: [(LockKind.endpoints, "Endpoints"), (.configmaps, "ConfigMap")])
    func itIsAboutTheObjectThatIsTheLock(kind: LockKind, name: String) throws {
        let body = try JSONValue(parsing: Wire.session(kind).eventRequest(event()).body)
        let uid: JSONValue = "8251060d-337f-4f23-823e-b5f4f632f9c0"
        #expect(
            body["involvedObject"]
                == ["apiVersion": "v1", "kind": .string(name), "name": "wire", "namespace": "lab", "uid": uid]
        )
    }

    @Test func itKeepsToWhatTheOtherGroupAsksToo() throws {
        // 35 was refused for a generateName that is no subdomain; 46 was taken.
        let taken = try JSONValue(parsing: WireExchange(named: "46-event-create-events-v1-ok").request.body)
        let ours = try body(event())
        #expect(ours["metadata"]?["generateName"] == nil)
        #expect(ours["metadata"]?["name"] == taken["metadata"]?["name"])
        #expect(ours["reason"] == taken["reason"])
        #expect(ours["message"] == taken["note"])
        #expect(ours["type"] == taken["type"])
        #expect(ours["reportingComponent"] == taken["reportingController"])
        #expect(ours["reportingInstance"] == taken["reportingInstance"])
        #expect(ours["involvedObject"]?.firstDifference(from: try #require(taken["regarding"])) == nil)
        // With it, the server counts characters and wants an action.
        #expect(ours["eventTime"] == nil)
    }

    @Test func theEndOfATermSaysSo() throws {
        #expect(try body(event(.stoppedLeading))["message"] == "pod-0 stopped leading")
    }

    @Test(arguments: [#"a"b\c"#, "pod {} [] , :", "größe-🐘", "a/b", "'$(x)'"])
    func anyIdentitySurvives(identity: String) throws {
        let body = try body(event(identity: identity))
        #expect(body["message"]?.string == "\(identity) became leader")
        #expect(body["reportingInstance"]?.string == identity)
    }

    @Test func aLongIdentityIsCutBetweenCharacters() throws {
        let body = try body(event(.stoppedLeading, identity: String(repeating: "🐘", count: 256)))
        #expect(body["reportingInstance"]?.string == String(repeating: "🐘", count: 32))
        let message = try #require(body["message"]?.string)
        #expect(message.utf8.count == 1024)
        #expect(message.hasSuffix("🐘 stopped leading"))
    }

    @Test func aLongLocksEventHasANameAllTheSame() throws {
        let label = String(repeating: "a", count: 59)
        // The 236 bytes that are left for the lock's name end in a dot here.
        let name = "\(label).\(label).\(label).\(label.dropLast(5))x.\(String(repeating: "b", count: 17))"
        #expect(name.utf8.count == 253)
        let body = try body(event(), lock: name)
        let eventName = try #require(body["metadata"]?["name"]?.string)
        #expect(eventName.utf8.count <= 253)
        #expect(throws: Never.self) { try ObjectName(eventName) }
        #expect(eventName.hasSuffix("x.18a9c2f4e1d0b7aa"))
        #expect(body["involvedObject"]?["name"]?.string == name)
    }

    @Test func theServersAnswersMeanWhatTheySay() throws {
        let session = try Wire.session()
        let taken = try WireExchange(named: "34-event-create-core").response
        #expect(session.eventOutcome(.success(taken)) == .recorded)
        let exists = try WireExchange(named: "05-lease-create-exists").response
        #expect(session.eventOutcome(.success(exists)) == .recorded)
        let invalid = try WireExchange(named: "35-event-create-events-v1").response
        guard case .failed(.rejected(status: 422, _)) = session.eventOutcome(.success(invalid)) else {
            Issue.record("\(session.eventOutcome(.success(invalid)))")
            return
        }
        #expect(session.eventOutcome(.failure(.timedOut)) == .failed(.timedOut))
    }
}
