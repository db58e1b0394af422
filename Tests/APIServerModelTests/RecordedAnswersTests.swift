import APIServerModel
import Election
import JSON
import TestKit
import Testing

/// The model gives the answers that a real kube-apiserver v1.36.2 gave, file by file.
@Suite struct RecordedAnswersTests {
    private let leases = "/apis/coordination.k8s.io/v1/namespaces/lab/leases"

    @Test func aLeasesWholeLife() throws {
        var replay = try Replay()
        for name in [
            "01-version", "02-readyz", "03-lease-get-missing", "04-lease-create", "05-lease-create-exists",
            "06-lease-get", "07-lease-update", "08-lease-update-stale", "09-lease-update-no-resourceversion",
            "10-lease-update-missing", "11-lease-update-zero-duration", "12-lease-update-bad-time",
            "13-lease-update-truncated-json", "14-lease-release", "15-lease-get-released", "16-lease-merge-patch",
            "17-lease-merge-patch-stale",
        ] {
            try replay.exchange(name)
        }
        try replayRefusals(&replay)
        for name in ["21-not-found-path", "22-lease-list-one", "23-lease-list-table"] { try replay.exchange(name) }
        try replayWatches(&replay)
        for name in ["40-discovery-api", "41-discovery-apis-coordination", "42-lease-delete", "43-lease-create-again"] {
            try replay.exchange(name)
        }
        try replay.administer("DELETE", "\(leases)/wire")
        for name in ["44-lease-update-deleted-with-uid", "45-lease-get-after", "47-method-not-allowed"] {
            try replay.exchange(name)
        }
        try replay.exchange("48-lease-name-invalid")
        try replay.exchange("50-unsupported-media-type")
        // This one was asked by somebody who may do everything.
        replay.server.access.tokens?["<token>"] = "admin"
        try replay.exchange("49-lease-create-namespace-missing")
    }

    @Test func theOldLocks() throws {
        var replay = try Replay()
        try replay.exchange("29-endpoints-create")
        try replay.exchange("30-endpoints-update")
        try replay.watch("31-endpoints-watch")
        try replay.exchange("32-configmap-create")
        try replay.exchange("33-configmap-update")
    }

    @Test func events() throws {
        var replay = try Replay()
        try replay.exchange("34-event-create-core")
        try replay.exchange("35-event-create-events-v1")
        try replay.exchange("46-event-create-events-v1-ok")
    }

    @Test func aRight() throws {
        var replay = try Replay()
        let recorded = try WireExchange(named: "39-self-subject-access-review")
        guard case .response(let response) = replay.server.handle(recorded.request, at: replay.now) else {
            Issue.record("a review opened a watch")
            return
        }
        var expected = try JSONValue(parsing: recorded.response.body)
        expected["metadata"]?["managedFields"] = nil
        // Which role grants it, in words that are not for programs.
        expected["status"]?["reason"] = nil
        #expect(response.status == recorded.response.status)
        #expect(try JSONValue(parsing: response.body) == expected)
    }

    @Test func aPodsLabel() throws {
        var replay = try Replay()
        var pod = try JSONValue(parsing: WireExchange(named: "37-pod-patch-label-remove").response.body)
        pod["metadata"]?["resourceVersion"] = nil
        replay.now.wall = try #require(MicroTime.time("2026-11-21T09:56:35Z"))
        try replay.administer("POST", "/api/v1/namespaces/lab/pods", pod)
        try replay.exchange("36-pod-patch-label")
        try replay.exchange("37-pod-patch-label-remove")
        try replay.exchange("38-pod-patch-missing")
    }

    private func replayRefusals(_ replay: inout Replay) throws {
        try replay.exchange("18-unauthorized-no-token")
        // The recording does not show its bad token, so the good one is bad for a moment.
        let user = replay.server.access.tokens?.removeValue(forKey: "<token>")
        try replay.exchange("19-unauthorized-bad-token")
        replay.server.access.tokens?["<token>"] = user
        try replay.exchange("20-forbidden-other-namespace")
    }

    private func replayWatches(_ replay: inout Replay) throws {
        let wire = "\(leases)/wire"
        let renewed: JSONValue = ["spec": ["renewTime": "2026-11-21T10:01:00.000000Z"]]
        let other: JSONValue = ["metadata": ["name": "other"]]
        try replay.watch(
            "24-lease-watch-modified-deleted",
            script: [
                (500, { try $0.administer("PATCH", wire, renewed) }),
                (700, { try $0.administer("POST", "/api/v1/namespaces/lab/configmaps", other) }),
                (1500, { try $0.administer("DELETE", wire) }),
            ]
        )
        try replay.watch("25-lease-watch-absent-timeout")
        try replay.watch("26-lease-watch-too-old")
        try replay.watch("27-lease-watch-future")
        try replay.administer("DELETE", "/api/v1/namespaces/lab/configmaps/other")
        try replay.watch("28-lease-watch-list")
    }
}
