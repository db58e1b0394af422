import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// `leader-elector exec`, with real programs.
@Suite(.ownThread) struct ExecTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    /// A process that runs a shell script while it leads; what it prints are its lines of output.
    private func wrap(_ id: String, _ flags: String..., script: String) throws -> Candidate {
        try wrap(id, flags: flags, script: script)
    }

    private func wrap(_ id: String, flags: [String], script: String) throws -> Candidate {
        try stage.start(id, ["--http", "localhost:0", "--server", stage.url] + flags, wrapping: ["sh", "-c", script])
    }

    /// A script that holds a place which only one may be in, and says when it finds it taken.
    private var alone: String {
        """
        mkdir \(bench.home)/place || { echo TWICE; exit 9; }
        trap 'sleep 0.3; rmdir \(bench.home)/place; echo stopped; exit 3' TERM
        echo "started $LEADER_ELECTOR_IDENTITY $LEADER_ELECTOR_FENCING_TOKEN"
        while :; do sleep 0.05; done
        """
    }

    private func lines(_ candidate: Candidate) -> [String] { candidate.program.result.output }

    @Test func theNextProgramIsStartedOnceTheLastIsGone() throws {
        let first = try wrap("pod-0", script: alone)
        bench.wait(for: "the first program") { lines(first).first?.hasPrefix("started pod-0 ") == true }
        let second = try wrap("pod-1", script: alone)
        try bench.wait(for: "an heir") { try first.status()?.heir == "pod-1" }
        #expect(lines(second).isEmpty)

        first.send(SIGTERM)
        bench.wait(for: "the second program") { !lines(second).isEmpty }
        #expect(lines(second).first?.hasPrefix("started pod-1 ") == true, "\(lines(second))")
        #expect(lines(first).last == "stopped")
        #expect(first.waitForEnd().code == 3, "the program's own code")
        let tokens = [first, second].compactMap { lines($0).first?.split(separator: " ").last.flatMap { UInt64($0) } }
        #expect(tokens.count == 2 && tokens[0] < tokens[1])
    }

    @Test func aLeadThatEndsTakesTheProgramWithItHoweverStubborn() throws {
        let script =
            "trap '' TERM; (trap '' TERM; while :; do sleep 0.05; done) & echo $$ $!; while :; do sleep 0.05; done"
        let candidate = try wrap("pod-0", "--ttl", "3s", script: script)
        bench.wait(for: "the program") { !lines(candidate).isEmpty }
        let processes = lines(candidate)[0].split(separator: " ").compactMap { Int32($0) }
        #expect(processes.count == 2)
        stage.signalServer(SIGSTOP)
        let frozen = SystemClock.instant()
        defer { stage.signalServer(SIGCONT) }
        bench.wait(for: "both processes to be gone") { processes.allSatisfy { kill($0, 0) != 0 } }
        // A renewal that the server took just before can be half a retry period old, and none comes after.
        #expect(SystemClock.instant() - frozen < .milliseconds(2000 + 300), "the renew deadline is 2 s")
        #expect(candidate.waitForEnd().code == 75, "lead lost")
    }

    @Test func whoHasLeftTheProgramsGroupDoesNotOutliveItEither() throws {
        let candidate = try wrap("pod-0", script: "setsid sleep 1000 & sleep 0.3; echo $!; exit 0")
        #expect(candidate.waitForEnd().code == 0)
        let process = try #require(lines(candidate).first.flatMap { Int32($0) })
        #expect(kill(process, 0) != 0, "it is gone before we are")
    }

    @Test func aProgramsOwnHealthDoesNotKeepItFromBeingStarted() throws {
        let file = "\(bench.home)/alive"
        let flags = ["--app-health", "file:\(file)", "--app-health-interval", "200ms", "--app-health-grace", "0s"]
        let first = try wrap("pod-0", flags: flags, script: "touch \(file); echo up; exec sleep 1000")
        bench.wait(for: "the program") { lines(first) == ["up"] }
        let second = try wrap("pod-1", flags: [], script: "echo up; exec sleep 1000")
        try bench.wait(for: "an heir") { try first.status()?.heir == "pod-1" }
        try FileManager.default.removeItem(atPath: file)
        bench.wait(for: "the other to lead") { lines(second) == ["up"] }
        #expect(first.waitForEnd().code == 75)
    }

    @Test func whoWakesFromALongSleepEndsTheProgramWithItsFirstStep() throws {
        let script = "echo $$; while :; do sleep 0.05; done"
        let first = try wrap("pod-0", flags: ["--ttl", "2s"], script: script)
        bench.wait(for: "the program") { !lines(first).isEmpty }
        let process = try #require(Int32(lines(first)[0]))
        let second = try wrap("pod-1", flags: ["--ttl", "2s"], script: script)
        try bench.wait(for: "an heir") { try first.status()?.heir == "pod-1" }
        first.send(SIGSTOP)
        bench.wait(for: "the successor's program") { !lines(second).isEmpty }
        let woken = SystemClock.instant()
        first.send(SIGCONT)
        bench.wait(for: "the end of the old one") { kill(process, 0) != 0 }
        #expect(SystemClock.instant() - woken < .seconds(1))
        #expect(first.waitForEnd().code == 75)
    }

    @Test func theProgramDiesWithUs() throws {
        let candidate = try wrap("pod-0", script: "echo $$; exec sleep 1000")
        bench.wait(for: "the program") { !lines(candidate).isEmpty }
        let process = try #require(Int32(lines(candidate)[0]))
        candidate.send(SIGKILL)
        bench.wait(for: "the program to be gone") { kill(process, 0) != 0 }
    }

    @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -USR2 $$", 128 + 12)])
    func itsOwnEndIsOurs(script: String, code: Int32) throws {
        let candidate = try wrap("pod-0", script: script)
        #expect(candidate.waitForEnd().code == code)
        #expect(try stage.lease()?.holderIdentity == "", "and the lock is given back")
    }

    @Test func signalsAreHandedOn() throws {
        let script = "trap 'echo got it' USR1; echo ready; while :; do sleep 0.05; done"
        let candidate = try wrap("pod-0", script: script)
        bench.wait(for: "the program") { !lines(candidate).isEmpty }
        candidate.send(SIGUSR1)
        bench.wait(for: "its answer") { lines(candidate).contains("got it") }
    }

    @Test func aProgramThatFailsIsStartedAgainAndOneThatIsDoneIsNot() throws {
        let script = "echo run; mkdir \(bench.home)/again && exit 1; exit 0"
        let candidate = try wrap("pod-0", "--restart", "on-failure", script: script)
        #expect(candidate.waitForEnd().code == 0)
        #expect(lines(candidate) == ["run", "run"])
    }

    @Test func orphansAreReaped() throws {
        // Each is left behind by its parent and ends later.
        let script = """
            for i in 1 2 3; do (sleep 0.2 &) ; done; sleep 1
            grep -l "^PPid:[[:space:]]*$PPID$" /proc/[0-9]*/status 2>/dev/null | wc -l
            sleep 1000
            """
        let candidate = try wrap("pod-0", script: script)
        bench.wait(for: "the count") { !lines(candidate).isEmpty }
        #expect(lines(candidate) == ["1"], "only the program itself is left of our children")
    }

    @Test func aProgramThatIsNotThereIsToldBeforeAnythingIsDone() throws {
        let candidate = try stage.start("pod-0", ["--server", stage.url], wrapping: ["no-such-program"])
        #expect(candidate.waitForEnd().code == 127)
        #expect(try stage.lease() == nil)
    }
}
