import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// What `--on-started-leading` and `--on-stopped-leading` run, of real processes.
@Suite(.ownThread) struct HookTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    /// A script that writes down that it has begun, waits, and writes down that it has ended.
    private func hook(_ name: String, waiting seconds: Double = 0) throws -> String {
        let path = try bench.file(
            "\(name) hook.sh",
            """
            echo "\(name) $LEADER_ELECTOR_FENCING_TOKEN $LEADER_ELECTOR_IS_LEADER $LEADER_ELECTOR_IDENTITY" >> \(log)
            sleep \(seconds)
            echo "\(name) said so"
            echo "\(name) ended" >> \(log)
            """
        )
        return "sh '\(path)'"
    }

    private var log: String { "\(bench.home)/hooks" }

    private func lines() throws -> [String] {
        guard FileManager.default.fileExists(atPath: log) else { return [] }
        return try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// The process that has written its id to a file, and whether there still is one.
    private func process(in name: String) throws -> Int32 {
        let path = "\(bench.home)/\(name)"
        bench.wait(for: name) { FileManager.default.contents(atPath: path)?.last == UInt8(ascii: "\n") }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    private func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 }

    @Test func aTermIsToldFromItsBeginningToItsEnd() throws {
        let candidate = try stage.candidate(
            "pod-0",
            "--ttl",
            "4s",
            "--on-started-leading",
            try hook("started"),
            "--on-stopped-leading",
            try hook("stopped", waiting: 2)
        )
        try bench.wait(for: "the first hook") { try lines().count == 2 }
        let token = try #require(try candidate.status()?.fencingToken)
        candidate.send(SIGTERM)
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && end.took >= .seconds(2), "the last hook is waited for: \(end)")
        #expect(
            try lines() == [
                "started \(token) true pod-0", "started ended", "stopped \(token) false pod-0", "stopped ended",
            ]
        )
        let log = candidate.log
        #expect(log.contains("on-started-leading: started said so") && log.contains("on-stopped-leading has ended"))
        let released = try #require(try stage.lease())
        #expect(released.holderIdentity == "" || released.holderIdentity == nil)
    }

    @Test func aTermThatEndsDuringItsHookIsToldToBeOver() throws {
        let frozen = try stage.candidate(
            "pod-0",
            "--ttl",
            "2s",
            "--on-started-leading",
            try hook("started", waiting: 4),
            "--on-stopped-leading",
            try hook("stopped")
        )
        try bench.wait(for: "the first hook") { try lines().count == 1 }
        frozen.send(SIGSTOP)
        let other = try stage.candidate("pod-1", "--ttl", "2s")
        try bench.wait(for: "the successor") { try other.status()?.isLeader == true }
        frozen.send(SIGCONT)
        try bench.wait(for: "the second hook") { try lines().count == 4 }
        let words = try lines().map { $0.split(separator: " ").prefix(1).joined() }
        #expect(words == ["started", "started", "stopped", "stopped"])
        #expect(try lines().filter { $0.contains("true") }.count == 1)
    }

    @Test func aHookThatTakesTooLongIsKilledWithAllThatItStarted() throws {
        let script = "sleep 60 & echo $! > \(bench.home)/child; wait"
        let candidate = try stage.candidate(
            "pod-0",
            "--ttl",
            "4s",
            "--hook-timeout",
            "500ms",
            "--on-started-leading",
            "sh -c '\(script)'"
        )
        let child = try process(in: "child")
        candidate.waitForLog("on-started-leading is killed, as it has run for 500ms; see --hook-timeout")
        candidate.waitForLog("on-started-leading was ended by signal 9")
        bench.wait(for: "the hook's child to end") { !isAlive(child) }
        #expect(try candidate.status()?.isLeader == true)
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
    }

    @Test func whatAHookLeavesRunningEndsWithIt() throws {
        let script = "sleep 60 >&- 2>&- & echo $! > \(bench.home)/child"
        let candidate = try stage.candidate("pod-0", "--ttl", "4s", "--on-started-leading", "sh -c '\(script)'")
        let child = try process(in: "child")
        candidate.waitForLog("on-started-leading has ended")
        bench.wait(for: "the hook's child to end") { !isAlive(child) }
    }

    @Test func theHookForTheEndHasAllOfItsTimeAfterOneThatHangs() throws {
        let candidate = try stage.candidate(
            "pod-0",
            "--ttl",
            "4s",
            "--hook-timeout",
            "3s",
            "--on-started-leading",
            "sleep 60",
            "--on-stopped-leading",
            try hook("stopped", waiting: 2.2)
        )
        try bench.wait(for: "the lead") { try candidate.status()?.isLeader == true }
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(candidate.log.contains("on-started-leading is killed, as it has run for 3s"))
        #expect(try lines().last == "stopped ended", "\(candidate.log)")
    }

    @Test func aHookEndsWithUsWhateverEndsUs() throws {
        let script = "echo $$ > \(bench.home)/hook; exec sleep 60"
        let candidate = try stage.candidate("pod-0", "--ttl", "4s", "--on-started-leading", "sh -c '\(script)'")
        let hook = try process(in: "hook")
        candidate.send(SIGKILL)
        _ = candidate.waitForEnd()
        bench.wait(for: "the hook to end") { !isAlive(hook) }
    }

    @Test func aSecondSignalWaitsForNoHook() throws {
        let script = "echo $$ > \(bench.home)/hook; exec sleep 60"
        let candidate = try stage.candidate("pod-0", "--ttl", "4s", "--on-stopped-leading", "sh -c '\(script)'")
        try bench.wait(for: "the lead") { try candidate.status()?.isLeader == true }
        candidate.send(SIGTERM)
        let hook = try process(in: "hook")
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().took < .seconds(2))
        #expect(candidate.log.contains("on-stopped-leading is killed, as this process ends"))
        bench.wait(for: "the hook to end") { !isAlive(hook) }
    }

    @Test func aProgramThatIsNotThereIsNamedAndHoldsUpNothing() throws {
        let candidate = try stage.candidate(
            "pod-0",
            "--ttl",
            "4s",
            "--on-started-leading",
            "/missing",
            "--on-stopped-leading",
            try hook("stopped")
        )
        candidate.waitForLog(
            "the hook on-started-leading does not run: cannot start /missing: no such file or directory"
        )
        #expect(try candidate.status()?.isLeader == true)
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
        #expect(try lines().last == "stopped ended", "the end of a term is told in any case")
    }
}
