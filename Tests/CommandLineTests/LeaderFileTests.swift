import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// The file of `--leader-file`, as containers that share its volume read it.
@Suite(.ownThread) struct LeaderFileTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }
    private var path: String { "\(bench.home)/leader.json" }

    init() throws {
        stage = try Stage()
    }

    private struct Contents: Decodable {
        var name: String
        var isLeader: Bool
        var fencingToken: UInt64?
        var validForMilliseconds: Int?
        var validUntilUptimeMilliseconds: Int64?
        var bootId: String?

        /// Whether a reader may act on it now.
        var isYes: Bool {
            (validUntilUptimeMilliseconds ?? 0) * 1_000_000 > SystemClock.instant().nanoseconds
        }
    }

    /// What the file holds; nil without one.
    private func contents() throws -> Contents? {
        do throws(RuntimeError) {
            let bytes = try readFile(path)
            return try? JSONDecoder().decode(Contents.self, from: Data(bytes))
        } catch {
            guard case .unreadableFile(_, ENOENT) = error else { throw error }
            return nil
        }
    }

    private func candidate(_ id: String) throws -> Candidate {
        try stage.candidate(id, "--ttl", "3s", "--leader-file", path)
    }

    @Test func itTellsTheTruthFromTheFirstActOfALifeToTheLast() throws {
        try bench.file("leader.json", #"{"name":"a","isLeader":true,"validUntilUptimeMilliseconds":99999999999999}"#)
        stage.signalServer(SIGSTOP)
        let candidate = try candidate("pod-0")
        _ = try candidate.port()
        #expect(try contents()?.isYes != true, "the old claim has gone before anything is read")
        stage.signalServer(SIGCONT)
        try bench.wait(for: "the lead") { try contents()?.isLeader == true }
        let status = try #require(try candidate.status())
        let claim = try #require(try contents())
        #expect(claim.fencingToken == status.fencingToken)
        #expect(claim.validForMilliseconds == 0, "nobody has asked: only the deadline counts")
        #expect(try claim.bootId == SystemClock.bootID())
        var deadlines: Set<Int64> = []
        try bench.expect(throughout: .seconds(3), "the deadline is ahead of every reader") {
            guard let contents = try contents(), contents.isYes else { return false }
            deadlines.insert(contents.validUntilUptimeMilliseconds ?? 0)
            return true
        }
        // One for each half of the grace of a second, with room for a busy machine.
        #expect((4...8).contains(deadlines.count), "\(deadlines)")

        candidate.send(SIGTERM)
        try bench.wait(for: "the no") { try contents()?.isLeader == false }
        #expect(!candidate.program.isEnded, "before the release")
        #expect(candidate.waitForEnd().code == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func whatAKilledProcessLeavesBehindRunsOut() throws {
        let candidate = try candidate("pod-0")
        try bench.wait(for: "the lead") { try contents()?.isYes == true }
        candidate.send(SIGKILL)
        _ = candidate.waitForEnd()
        let left = try #require(try contents())
        #expect(left.isLeader)
        bench.wait(for: "the deadline", atMost: .milliseconds(1200)) { !left.isYes }
    }

    @Test func aFrozenProcessClaimsNothingWhenItWakes() throws {
        let frozen = try candidate("pod-0")
        try bench.wait(for: "the lead") { try contents()?.isYes == true }
        let other = try stage.candidate("pod-1", "--ttl", "3s")
        try stage.waitForOneLeader(of: [frozen, other])
        frozen.send(SIGSTOP)
        try bench.wait(for: "the successor") { try other.status()?.isLeader == true }
        #expect(try contents()?.isYes == false, "the claim ran out before somebody else led")
        #expect(try contents()?.isLeader == true, "nobody was there to rewrite it")
        frozen.send(SIGCONT)
        let woken = SystemClock.instant()
        while SystemClock.instant() < woken + .seconds(1) {
            if try contents()?.isYes == true { Issue.record("a claim after \(SystemClock.instant() - woken)") }
        }
        try bench.wait(for: "the name of the successor") { try contents()?.name == "pod-1" }
    }

    @Test func withoutItsDirectoryTheElectionGoesOnAndTheFileComesBack() throws {
        let directory = "\(bench.home)/shared"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        let candidate = try stage.candidate("pod-0", "--ttl", "3s", "--leader-file", "\(directory)/leader.json")
        try stage.waitForOneLeader(of: [candidate])
        #expect(FileManager.default.fileExists(atPath: "\(directory)/leader.json"))
        #expect(rename(directory, "\(bench.home)/away") == 0)
        candidate.waitForLog("the leader file is not kept: cannot write \(directory)/leader.json: no such file")
        try bench.expect(throughout: .seconds(2), "it leads on") { try candidate.status()?.isLeader == true }
        #expect(candidate.log.split(separator: "\n").count { $0.contains("leader file") } == 1, "\(candidate.log)")
        #expect(rename("\(bench.home)/away", directory) == 0)
        candidate.waitForLog("leader.json is written again")
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
    }
}
