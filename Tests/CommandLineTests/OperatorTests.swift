import APIServerModel
import Election
import HTTP
import JSON
import Locks
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// What the operators' commands print, and how they end, in a namespace with an election in each state.
///
/// `RECORD=1 swift test --filter OperatorTests` writes the transcripts anew.
@Suite(.ownThread) struct OperatorTests {
    private static let leases = "/apis/coordination.k8s.io/v1/namespaces/lab/leases"
    private let stage: PodStage

    init() throws {
        stage = try PodStage()
        try add("example", lease("pod-0"), ["writer": "5b1c/1/9", "heir": "0/2/3/pod-1", "fencing-token": "4711"])
        try add("stale", lease("pod-0", renewedSecondsAgo: 9000), ["writer": "5b1c/1/9", "heir": "0/2/3/pod-1"])
        try add("released", lease("", seconds: 1), ["writer": "5b1c/1/9"])
        try add("blanked", lease(""), [:])
        try add("foreign", lease("other-0"), [:])
        try add("fast", lease("pod-0", renewedSecondsAgo: -9000), ["writer": "5b1c/1/9"])
        try add("free", [:], [:])
        var coordinated = lease("pod-0")
        coordinated["strategy"] = "OldestEmulationVersion"
        coordinated["acquireTime"] = nil
        try add("coordinated", coordinated, [:])
        let record = AnnotationRecord.text(
            of: LeaderRecord(
                holderIdentity: "classic-0",
                leaseDurationSeconds: 10,
                acquireTime: time(28_830),
                renewTime: time(14_430),
                leaderTransitions: 0
            )
        )
        for (name, annotations) in [
            ("old", ["control-plane.alpha.kubernetes.io/leader": JSONValue.string(record)]), ("web", [:]),
        ] {
            let object: JSONValue = ["metadata": ["name": .string(name), "annotations": .object(annotations)]]
            try stage.administer("POST", "/api/v1/namespaces/lab/endpoints", object)
        }
    }

    /// A Lease of an hour, held for four, and a second more: the API server's answers tell its time to half a second.
    private func lease(_ holder: String, renewedSecondsAgo: Int64 = 0, seconds: Int64 = 3600) -> JSONValue {
        [
            "holderIdentity": .string(holder), "leaseDurationSeconds": .integer(seconds), "leaseTransitions": 2,
            "acquireTime": .string(MicroTime.text(time(14_400))),
            "renewTime": .string(MicroTime.text(time(renewedSecondsAgo))),
        ]
    }

    private func time(_ secondsAgo: Int64) -> WallTime {
        WallTime(microseconds: SystemClock.now().wall.microseconds - (secondsAgo + 1) * 1_000_000)
    }

    private func add(_ name: String, _ spec: JSONValue, _ annotations: [String: JSONValue]) throws {
        let annotations = annotations.map { ("leader-elector/\($0)", $1) }
        let object: JSONValue = [
            "metadata": [
                "name": .string(name),
                "annotations": .object(Dictionary(uniqueKeysWithValues: annotations)),
            ],
            "spec": spec,
        ]
        try stage.administer("POST", Self.leases, object)
    }

    private func expect(_ name: String) throws {
        let options = [
            "--namespace", "lab", "--server", "https://127.0.0.1:\(stage.port)", "--token-file",
            "\(stage.bench.home)/account/token", "--certificate-authority", "\(stage.bench.home)/server.pem",
        ]
        let transcript = try Transcript(on: stage.bench, environment: ["OPTIONS": options.joined(separator: " ")]) {
            $0.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/, with: "TIME")
                .replacing(/after \d+ ms/, with: "after TIME")
                .replacing(/(Seconds"?: )(-54|35|144)\d\d+/) { "\($0.1)\($0.2).." }
        }
        try transcript.expect(name)
    }

    @Test func howElectionsStand() throws {
        try expect("status")
    }

    @Test func withoutAServerAllOfThemEndAtOnce() throws {
        try expect("unreachable")
    }

    @Test func whatIsWatched() throws {
        try expect("watch")
    }

    private var example: JSONValue? {
        let key = ObjectKey(group: "coordination.k8s.io", resource: "leases", namespace: "lab", name: "example")
        return stage.host.server.store.object(at: key)
    }

    /// Renews `example` now and then, as an elector of ours does that is deaf to wishes.
    private func keepRenewing(_ counter: Int = 10) throws {
        var object = try #require(example)
        var metadata = try #require(object["metadata"])
        var annotations = try #require(metadata["annotations"])
        var spec = try #require(object["spec"])
        annotations["leader-elector/writer"] = .string("5b1c/1/\(counter)")
        metadata["annotations"] = annotations
        spec["renewTime"] = .string(MicroTime.text(SystemClock.now().wall))
        object["metadata"] = metadata
        object["spec"] = spec
        try stage.administer("PUT", "\(Self.leases)/example", object)
        _ = stage.bench.loop.schedule(at: SystemClock.instant() + .milliseconds(200)) {
            do { try keepRenewing(counter + 1) } catch { Issue.record(error) }
        }
    }

    /// The holder of `example` does not listen, so that the wish stands there.
    @Test func whoCannotBeAskedToStepDown() throws {
        try keepRenewing()
        try expect("step-down")
        let annotations = example?["metadata"]?["annotations"]
        #expect(annotations?["leader-elector/step-down"] == "4711")
        #expect(annotations?["leader-elector/writer"]?.string?.hasPrefix("5b1c/1/") == true)
        #expect(annotations?["leader-elector/fencing-token"] == "4711")
    }

    @Test func whoMayNotRead() throws {
        stage.host.server.access.rules = [:]
        try expect("status-rights")
    }

    @Test func whoMayReadAndNotWrite() throws {
        let rule = Access.Rule(
            verbs: ["get", "list", "watch"],
            group: "coordination.k8s.io",
            resources: ["leases"],
            namespaces: ["lab"]
        )
        stage.host.server.access.rules = ["elector": [rule]]
        try keepRenewing()
        try expect("step-down-rights")
    }
}
