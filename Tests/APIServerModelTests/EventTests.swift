import APIServerModel
import Election
import HTTP
import JSON
import Kubernetes
import TestKit
import Testing

/// The API server takes our Events, and whoever looks at a lock finds them.
struct EventTests {
    private let path = "/api/v1/namespaces/lab/events"

    private func record(_ event: LeaderEvent, on client: inout Client) throws -> EventRecorder.Outcome {
        let (name, namespace) = (try ObjectName("wire"), try Namespace("lab"))
        let session = LockSession(kind: .leases, name: name, namespace: namespace, version: "1.0")
        guard case .response(let response) = client.server.handle(session.eventRequest(event), at: client.now) else {
            throw Client.Unexpected.watch
        }
        return session.eventOutcome(.success(response))
    }

    private func event(_ change: LeaderEvent.Change, serial: UInt64) throws -> LeaderEvent {
        let time = try #require(MicroTime.time("2026-11-21T10:00:00Z"))
        return LeaderEvent(change, identity: "pod-0", lockUID: "the-uid", time: time, serial: serial)
    }

    @Test func itIsTakenOnceAndFoundByTheLocksUid() throws {
        var client = try Client()
        for change in [LeaderEvent.Change.becameLeader, .stoppedLeading] {
            let event = try event(change, serial: change == .becameLeader ? 0x1 : 0x2)
            #expect(try record(event, on: &client) == .recorded)
            #expect(try record(event, on: &client) == .recorded, "its answer was lost, and it is sent again")
        }
        // As kubectl describe asks.
        let query =
            "involvedObject.name=wire,involvedObject.namespace=lab,involvedObject.kind=Lease,involvedObject.uid="
        let found = try client.ask("GET", "\(path)?fieldSelector=\(percentEncoded(query + "the-uid"))")
        #expect(
            found.body["items"]?.array?.map { $0["message"] } == ["pod-0 became leader", "pod-0 stopped leading"]
        )
        let others = try client.ask("GET", "\(path)?fieldSelector=\(percentEncoded(query + "another"))")
        #expect(others.body["items"]?.array?.isEmpty == true)
    }

    @Test func throughTheOtherGroupItLooksAsTheRecordedOne() throws {
        var client = try Client()
        #expect(try record(event(.becameLeader, serial: 0x18a9_c2f4_e1d0_b7aa), on: &client) == .recorded)
        let recorded = try JSONValue(parsing: WireExchange(named: "46-event-create-events-v1-ok").response.body)
        let other = "/apis/events.k8s.io/v1/namespaces/lab/events/wire.18a9c2f4e1d0b7aa"
        let seen = try client.ask("GET", other).body
        for key in ["note", "reason", "type", "reportingController", "reportingInstance"] {
            #expect(seen[key] == recorded[key], "\(key)")
        }
        #expect(seen["metadata"]?["name"] == recorded["metadata"]?["name"])
        #expect(seen["eventTime"] == .null)
        #expect(seen["deprecatedSource"]?["component"] == "leader-elector")
    }

    @Test func withoutTheRightItIsForbidden() throws {
        var client = try Client()
        client.server.access.rules = [:]
        let outcome = try record(event(.becameLeader, serial: 1), on: &client)
        guard case .failed(.forbidden(let sentence)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(
            sentence
                == #"events is forbidden: User "system:anonymous" cannot create resource "events" in API group "" in the namespace "lab""#
        )
    }
}
