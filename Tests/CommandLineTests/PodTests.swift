import APIServerModel
import Election
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// In a pod: the cluster is found, tokens and certificates change, and rights are missing.
@Suite(.ownThread) struct PodTests {
    /// Rights on leases in `lab`, and no others.
    private func rights(_ verbs: Set<String>) -> [String: [Access.Rule]] {
        [
            "elector": [
                Access.Rule(verbs: verbs, group: "coordination.k8s.io", resources: ["leases"], namespaces: ["lab"])
            ]
        ]
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func itFindsTheClusterAroundIt(address: String) throws {
        let stage = try PodStage(address: address)
        let candidate = try stage.candidate("pod-0", "--use-cluster-credentials=true")
        try stage.wait(forLeader: candidate)
        #expect(stage.holder == "pod-0")
        let url = "https://\(address.contains(":") ? "[\(address)]" : address):\(stage.port)"
        #expect(candidate.log.contains("in namespace lab, API server \(url) (in-cluster service account), ttl 2s"))
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(stage.holder == "")
    }

    @Test func aTokenThatIsReplacedLateIsFoundAllTheSame() throws {
        let stage = try PodStage()
        let candidate = try stage.candidate("pod-0")
        try stage.wait(forLeader: candidate)
        stage.host.server.access.tokens = ["second": "elector"]
        try stage.bench.wait(for: "the lead to be lost") { try candidate.status()?.isLeader == false }
        #expect(try candidate.code(of: "/readyz") == 200)
        try stage.bench.file("account/token", "second\n")
        try stage.wait(forLeader: candidate)
        let refusals = candidate.log.split(separator: "\n").count { $0.contains("does not accept our credentials") }
        #expect(refusals == 1, "\(candidate.log)")
    }

    @Test func aTokenFileThatIsGoneLeavesTheTokenInUse() throws {
        let stage = try PodStage()
        let candidate = try stage.candidate("pod-0")
        try stage.wait(forLeader: candidate)
        #expect(unlink("\(stage.bench.home)/account/token") == 0)
        try stage.bench.expect(throughout: .seconds(2), "it leads") { try candidate.status()?.isLeader == true }
    }

    @Test func anAuthorityThatDoesNotVouchForTheServerIsNotTalkedTo() throws {
        let stage = try PodStage()
        try stage.bench.certificate("stranger.pem", commonName: "api")
        let stranger = String(decoding: try readFile("\(stage.bench.home)/stranger.pem"), as: UTF8.self)
        try stage.bench.file("account/ca.crt", stranger)
        let candidate = try stage.candidate("pod-0")
        candidate.waitForLog("no secure connection to 127.0.0.1:\(stage.port)")
        #expect(candidate.log.contains("certificate"))
        #expect(candidate.log.contains("check the server's certificate and the CA"))
        try stage.bench.expect(throughout: .seconds(1), "nothing is said over it") {
            try candidate.status()?.reason == "noAnswerYet" && stage.holder == nil
        }
        #expect(try candidate.code(of: "/readyz") == 503)
    }

    @Test func withoutATokenTheMissingRightIsNamed() throws {
        let stage = try PodStage()
        let candidate = try stage.candidate(
            "pod-0",
            "--server",
            "https://127.0.0.1:\(stage.port)",
            "--certificate-authority",
            "\(stage.bench.home)/server.pem",
            "--election-namespace",
            "lab"
        )
        candidate.waitForLog(
            #"leases.coordination.k8s.io "\#(stage.election)" is forbidden: User "system:anonymous" cannot get resource"#
        )
        try stage.bench.wait(for: "the reason") { try candidate.status()?.reason == "forbidden" }
    }

    @Test func withoutAnyRightItSaysSoAndStartsWhenItIsGranted() throws {
        let stage = try PodStage()
        stage.host.server.access.rules = [:]
        let candidate = try stage.candidate("pod-0")
        candidate.waitForLog(#"User "elector" cannot get resource "leases" in API group "coordination.k8s.io" in the"#)
        try stage.bench.wait(for: "the reason") { try candidate.status()?.reason == "forbidden" }
        #expect(candidate.log.contains("\n- {apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: ["))
        #expect(candidate.log.contains("subjects:\n- {kind: User, name: \"elector\"}"))
        #expect(try candidate.status()?.name == "")
        #expect(try candidate.code(of: "/readyz") == 503)
        #expect(try candidate.code(of: "/livez") == 200)
        stage.host.server.access.rules = ["elector": Access.Rule.elector(in: ["lab"])]
        try stage.wait(forLeader: candidate)
        #expect(try candidate.code(of: "/readyz") == 200)
    }

    @Test func whoMayOnlyReadNeverLeadsAndSaysWhy() throws {
        let stage = try PodStage()
        stage.host.server.access.rules = rights(["get", "list", "watch"])
        let candidate = try stage.candidate("pod-0")
        candidate.waitForLog(#"User "elector" cannot create resource "leases""#)
        try stage.bench.expect(throughout: .seconds(1), "it does not lead") { try candidate.status()?.name == "" }
        #expect(stage.holder == nil)
    }

    @Test func whoMayNotWatchPollsAndStillTakesOverInTime() throws {
        let stage = try PodStage()
        stage.host.server.access.rules = rights(["get", "create", "update"])
        let leader = try stage.candidate("pod-0")
        try stage.wait(forLeader: leader)
        let other = try stage.candidate("pod-1")
        try stage.bench.wait(for: "pod-1 to name pod-0") { try other.status()?.name == "pod-0" }
        other.waitForLog("watching is not allowed, so the lock is polled: leases")
        stage.bench.expect(throughout: .seconds(3), "it is told once") {
            other.log.split(separator: "\n").count { $0.contains("watching is not allowed") } == 1
        }
        leader.send(SIGKILL)
        let start = SystemClock.instant()
        try stage.wait(forLeader: other)
        // The lease, a poll's period, and some time for a busy machine.
        #expect(SystemClock.instant() - start < .milliseconds(3400))
    }
}
