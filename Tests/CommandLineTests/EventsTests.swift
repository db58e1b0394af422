import APIServerModel
import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// What `kubectl describe lease` tells of the terms, and that nothing of it gets into the way of the election.
@Suite(.ownThread) struct EventsTests {
    private func kubectl(_ stage: Stage, _ arguments: String...) throws -> String {
        let result = try stage.bench.run(["kubectl", "--server", stage.url] + arguments)
        #expect(result.code == 0, "\(result.complaint)")
        return result.text
    }

    @Test func describeShowsWhoBecameLeaderAndWhoStopped() throws {
        let stage = try Stage()
        let identity = #"pod "0" \ größe"#
        let candidate = try stage.candidate(identity, "--ttl", "3s")
        try stage.waitForOneLeader(of: [candidate])
        candidate.send(SIGTERM)
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && end.took < .milliseconds(2500), "\(end)")
        let text = try kubectl(stage, "describe", "lease", stage.election)
        let rows = text.split(separator: "\n").filter { $0.contains("LeaderElection") }
        try #require(rows.count == 2, "\(text)")
        for (row, words) in zip(rows, ["became leader", "stopped leading"]) {
            #expect(row.hasSuffix("\(identity) \(words)"))
            #expect(row.split(separator: " ").prefix(2) == ["Normal", "LeaderElection"])
            #expect(row.contains(" leader-elector "))
        }
        let table = try kubectl(stage, "get", "events").split(separator: "\n")
        #expect(table.count == 3 && table[1].contains("lease/\(stage.election)"), "\(table)")
    }

    @Test(arguments: ["--events=false", "-events=0"])
    func switchedOffThereAreNone(flag: String) throws {
        let stage = try Stage()
        let candidate = try stage.candidate("pod-0", flag, "--ttl", "3s")
        try stage.waitForOneLeader(of: [candidate])
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(try kubectl(stage, "get", "events", "-o", "name") == "")
    }

    @Test func withoutTheRightOneLineNamesIt() throws {
        let stage = try PodStage()
        stage.host.server.access.rules["elector"]?.removeAll { $0.resources == ["events"] }
        let candidate = try stage.candidate("pod-0")
        try stage.wait(forLeader: candidate)
        candidate.waitForLog(
            #"User "elector" cannot create resource "events" in API group "" in the namespace "lab"; grant "#
                + #"{apiGroups: [""], resources: ["events"], verbs: ["create"]} in namespace lab, or set --events=false"#
        )
        stage.host.server.access.rules = ["elector": Access.Rule.elector(in: ["lab"])]
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(stage.holder == "")
        #expect(candidate.log.split(separator: "\n").count { $0.contains("Events") } == 1)
        let events = stage.host.server.store.objects(group: "", resource: "events", namespace: "lab")
        #expect(events.isEmpty, "once refused, none is sent any more")
    }

    @Test func eventsThatAreNeverAnsweredHoldUpNothing() throws {
        let bench = try Workbench()
        let api = try ScriptedAPI(loop: bench.loop)
        api.leavesUnanswered = { $0.path.hasSuffix("/events") }
        let program = try bench.start([
            Workbench.path(of: "leader-elector"), "--election", "example", "--id", "pod-0", "--http", "localhost:0",
            "--server", api.url, "--ttl", "2s", "--handover-grace", "300ms",
        ])
        let candidate = Candidate(id: "pod-0", podUID: nil, program: program, on: bench, Witness())
        try bench.wait(for: "the lead") { try candidate.status()?.isLeader == true }
        try bench.expect(throughout: .seconds(3), "it leads") { try candidate.status()?.isLeader == true }
        let renewals = api.requests.filter { $0.request.method == "PUT" }.map(\.instant)
        #expect(renewals.count >= 5)
        candidate.send(SIGTERM)
        let told = SystemClock.instant()
        bench.wait(for: "the release") { api.holder == "" }
        let released = SystemClock.instant() - told
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && candidate.log.contains("stopped; the lock is released"))
        // The grace of 300 ms, then the Events' half second, and some time for a busy machine.
        #expect(released < .milliseconds(900) && end.took < .milliseconds(1500), "\(released) \(end)")
        #expect(api.requests.count { $0.request.path.hasSuffix("/events") } >= 1)
    }
}

extension ScriptedAPI {
    /// The holder of the Lease `example`; nil if there is none.
    fileprivate var holder: String? {
        let key = ObjectKey(group: "coordination.k8s.io", resource: "leases", namespace: "default", name: "example")
        return model.store.object(at: key)?["spec"]?["holderIdentity"]?.string
    }
}
