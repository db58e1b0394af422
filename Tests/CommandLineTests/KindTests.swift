import Election
import Foundation
import Glibc
import HTTP
import JSON
import Locks
import Runtime
import TestKit
import Testing

/// Real processes with every kind of lock, looked at with kubectl.
@Suite(.ownThread) struct KindTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func kubectl(_ arguments: String...) throws -> String {
        try kubectl(arguments)
    }

    private func kubectl(_ arguments: [String]) throws -> String {
        let result = try stage.bench.run(["kubectl", "--server", stage.url] + arguments)
        #expect(result.code == 0, "\(result.complaint)")
        return result.text
    }

    private func record(on kind: LockKind) throws -> Record {
        let object = try JSONValue(parsing: kubectl("get", kind.resource, stage.election, "-o", "json").utf8)
        let text = object["metadata"]?["annotations"]?["control-plane.alpha.kubernetes.io/leader"]?.string ?? ""
        return try JSONDecoder().decode(Record.self, from: Data(text.utf8))
    }

    /// What other clients need of an annotation.
    private struct Record: Decodable {
        var holderIdentity: String
        var leaseDurationSeconds: Int
        var leaderTransitions: Int
    }

    /// A record as the classic sidecar keeps it.
    private func classicRecord(of holder: String, renewed: String) -> String {
        "{\"holderIdentity\":\"\(holder)\",\"leaseDurationSeconds\":6,\"acquireTime\":\"2026-11-21T10:00:00Z\","
            + "\"renewTime\":\"\(renewed)\",\"leaderTransitions\":4}"
    }

    @Test(arguments: LockKind.allCases)
    func oneProcessLeadsAnswersAndGivesTheLockBack(kind: LockKind) throws {
        let candidate = try stage.candidate("pod-0", "--lock", kind.rawValue, "--ttl", "5s")
        try stage.waitForOneLeader(of: [candidate])
        let answer = try #require(try stage.bench.get("http://127.0.0.1:\(candidate.port())/leader"))
        #expect(try JSONValue(parsing: answer.body)["lock"]?.string == "\(kind.rawValue)/\(stage.election)")
        let yaml = try kubectl("get", kind.resource, stage.election, "-o", "yaml")
        let second = #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"#
        let lease = #"spec:\n  acquireTime: "\#(second)\.\d{6}Z"\n  holderIdentity: pod-0\n  leaseDurationSeconds: 5\n"#
        let annotation =
            #"control-plane.alpha.kubernetes.io/leader: '\{"holderIdentity":"pod-0","leaseDurationSeconds":5,"acqu"#
            + #"ireTime":"\#(second)Z","renewTime":"\#(second)Z","leaderTransitions":0\}'"#
        #expect(yaml.contains(try Regex(kind == .leases ? lease : annotation)), "\(yaml)")
        let version = ["get", kind.resource, stage.election, "-o", "jsonpath={.metadata.resourceVersion}"]
        let first = try kubectl(version)
        try stage.bench.wait(for: "a renewal") { try kubectl(version) != first }
        #expect(try candidate.status()?.isLeader == true)

        candidate.send(SIGTERM)
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && end.took < .seconds(4), "\(end)")
        #expect(candidate.log.contains("stopped; the lock is released"))
        guard kind != .leases else {
            #expect(try stage.lease()?.holderIdentity == "")
            return
        }
        let released = try record(on: kind)
        #expect(released.holderIdentity == "" && released.leaseDurationSeconds == 1)
        let warnings = candidate.log.split(separator: "\n").count { $0.contains("the API server warns: v1 Endpoints") }
        #expect(warnings == (kind == .endpoints ? 1 : 0), "\(candidate.log)")
    }

    @Test func otherDataOnAConfigMapSurvive() throws {
        let map = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\(stage.election)","labels":{"team":"a"}},
            "data":{"keep":"me"},"binaryData":{"logo":"AAEC"}}
            """
        _ = try kubectl("create", "-f", stage.bench.file("map.json", map))
        let candidate = try stage.candidate("pod-0", "--lock=configmaps", "--ttl", "5s")
        try stage.waitForOneLeader(of: [candidate])
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(try record(on: .configmaps).holderIdentity == "")
        let template = "jsonpath={.data.keep} {.binaryData.logo} {.metadata.labels.team}"
        #expect(try kubectl("get", "configmap", stage.election, "-o", template) == "me AAEC a")
    }

    @Test func aClassicsRecordIsRespectedAndTakenOverAfterItsDuration() throws {
        let record = classicRecord(of: "classic-0", renewed: "2026-11-21T10:00:00Z")
        let endpoints: JSONValue = [
            "apiVersion": "v1", "kind": "Endpoints",
            "metadata": [
                "name": .string(stage.election),
                "annotations": ["control-plane.alpha.kubernetes.io/leader": .string(record)],
            ],
        ]
        let file = try stage.bench.file("classic.json", String(decoding: endpoints.bytes, as: UTF8.self))
        _ = try kubectl("create", "-f", file)
        let candidate = try stage.candidate("pod-0", "-lock=endpoints", "--ttl", "5s")
        try stage.bench.wait(for: "the classic's name") { try candidate.status()?.name == "classic-0" }
        try stage.bench.expect(throughout: .seconds(1), "it is respected") {
            try candidate.status()?.name == "classic-0"
        }
        // The classic renews once more, and then no more.
        let renewal = classicRecord(of: "classic-0", renewed: "2026-11-21T10:00:02Z")
        let renewed = SystemClock.instant()
        _ = try kubectl(
            "annotate",
            "--overwrite",
            "endpoints",
            stage.election,
            "control-plane.alpha.kubernetes.io/leader=\(renewal)"
        )
        try stage.waitForOneLeader(of: [candidate])
        let waited = SystemClock.instant() - renewed
        #expect((Duration.seconds(6)...Duration.seconds(8)).contains(waited), "\(waited)")
        let taken = try self.record(on: .endpoints)
        #expect(taken.holderIdentity == "pod-0" && taken.leaseDurationSeconds == 5 && taken.leaderTransitions == 5)
    }
}
