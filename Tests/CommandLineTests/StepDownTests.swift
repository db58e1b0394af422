import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// Operators beside real sidecars: they ask a leader to step down, and watch who leads.
@Suite(.ownThread) struct StepDownTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    private func operate(_ command: String, _ arguments: [String]) throws -> [String] {
        [try Workbench.path(of: "leader-elector"), command, "--server", stage.url, "--election", stage.election]
            + arguments
    }

    private struct Report: Decodable {
        var state: String
        var holder: String?
        var fencingToken: UInt64?
        var transitions: Int?
    }

    private func status() throws -> Report {
        let result = try bench.run(operate("status", ["-o", "json"]))
        let reports = try JSONDecoder().decode([Report].self, from: Data(result.text.utf8))
        #expect(result.code == (reports.first?.state == "healthy" ? 0 : 75))
        return try #require(reports.first)
    }

    private struct Change: Decodable, Equatable {
        var event: String
        var holder: String
        var fencingToken: UInt64?
    }

    private func changes(_ watch: Workbench.Program) throws -> [Change] {
        try watch.result.output.map { try JSONDecoder().decode(Change.self, from: Data($0.utf8)) }
    }

    @Test func aLeaderThatIsAskedHandsOverAndWatchersHearOfIt() throws {
        let candidates = try (0..<3).map {
            try stage.candidate("pod-\($0)", "--ttl", "5s", "--handover-grace", "200ms")
        }
        let first = try stage.waitForOneLeader(of: candidates)
        let token = try #require(try first.status()?.fencingToken)
        try bench.wait(for: "the token on the lock") { try status().fencingToken == token }
        let watch = try bench.start(operate("watch", ["-o", "json"]))
        bench.wait(for: "the first line") { !watch.result.output.isEmpty }

        let result = try bench.run(operate("step-down", []))
        let second = try stage.waitForOneLeader(of: candidates)
        #expect(second !== first && result.code == 0)
        let words = try Regex("^\(second.id) leads after \(first.id), \\d+ms after the wish$")
        #expect(try words.wholeMatch(in: result.text) != nil, "\(result.text)\(result.complaint)")
        let secondToken = try #require(try second.status()?.fencingToken)
        try bench.wait(for: "three changes") { try changes(watch).count == 3 }
        #expect(
            try changes(watch) == [
                Change(event: "leads", holder: first.id, fencingToken: token),
                Change(event: "released", holder: first.id),
                Change(event: "acquired", holder: second.id, fencingToken: secondToken),
            ]
        )

        // By hand, with the token that status tells.
        try bench.wait(for: "the next token on the lock") { try status().fencingToken == secondToken }
        let annotation = "leader-elector/step-down=\(secondToken)"
        let kubectl = ["kubectl", "--server", stage.url, "annotate", "lease", stage.election, annotation]
        #expect(try bench.run(kubectl).code == 0)
        try bench.wait(for: "the next leader") { try changes(watch).count == 5 }
        let third = try stage.waitForOneLeader(of: candidates)
        #expect(try changes(watch).last?.holder == third.id && third !== second)
        #expect(try status().transitions == 2)
        watch.child?.send(SIGINT)
        bench.wait(for: "the watch to end") { watch.isEnded }
        #expect(watch.result.code == 0 && watch.result.error.isEmpty, "\(watch.result.complaint)")
    }

    @Test func aLeaderWithoutASuccessorComesBackAndTheCommandSaysSo() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "3s", "--handover-grace", "100ms")
        try stage.waitForOneLeader(of: [leader])
        let result = try bench.run(operate("step-down", []))
        #expect(result.code == 75 && result.complaint.contains("pod-0 gave up, and leads again"), "\(result.complaint)")
        #expect(result.complaint.contains("since nobody else took the lock"))
    }

    @Test func theWaitEndsByASignalAndTheWishStands() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "30s", "--handover-grace", "100ms")
        try stage.waitForOneLeader(of: [leader])
        let command = try bench.start(operate("step-down", []))
        try bench.wait(for: "the release") { try leader.status()?.reason == "free" }
        command.child?.send(SIGINT)
        bench.wait(for: "the command to end") { command.isEnded }
        #expect(command.result.code == 75 && command.result.complaint.contains("no longer waiting"))
    }

    @Test func aWatchGoesOnThroughAnOutageAndSaysSoOnce() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "5s")
        try stage.waitForOneLeader(of: [leader])
        let watch = try bench.start(operate("watch", []))
        bench.wait(for: "the first line") { watch.result.output.count == 1 }
        stage.signalServer(SIGKILL)
        bench.wait(for: "the end of the lease") { watch.result.output.last?.contains("has not renewed") == true }
        try stage.startServer()
        bench.wait(for: "the next term", atMost: .seconds(40)) {
            watch.result.output.dropFirst().contains { $0.contains("pod-0 leads") }
        }
        let lines = watch.result.error
        #expect(lines.count { $0.contains("trying again, further failures of this kind are counted") } == 1, "\(lines)")
        #expect(lines.count { $0.contains("the API server answers again, after ") } == 1, "\(lines)")
        watch.child?.send(SIGTERM)
        bench.wait(for: "the watch to end") { watch.isEnded }
        #expect(watch.result.code == 0)
    }

    @Test func aWatchEndsWithItsReader() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "3s")
        try stage.waitForOneLeader(of: [leader])
        let command = try operate("watch", []).joined(separator: " ")
        let result = try bench.run(["bash", "-c", "set -o pipefail; \(command) | head -n 1"])
        #expect(result.output.count == 1 && result.code == 0, "\(result.complaint)")
    }

    @Test func kubectlHasItAsAPlugin() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "3s")
        try stage.waitForOneLeader(of: [leader])
        let program = try Workbench.path(of: "leader-elector")
        #expect(symlink(program, "\(bench.home)/kubectl-leader_elector") == 0)
        let path = "\(bench.home):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        let command = ["kubectl", "leader-elector", "status", "--server", stage.url, "-n", "default"]
        let result = try bench.run(command, environment: ["PATH": path])
        #expect(result.code == 0 && result.output.last?.contains("healthy  pod-0") == true, "\(result.text)")
    }
}
