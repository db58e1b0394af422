import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// Real processes, a real lock: who leads, and what becomes of it when somebody goes.
@Suite(.ownThread) struct ElectionTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    private func curl(_ arguments: String...) throws -> String {
        try bench.run(["curl", "-s", "--max-time", "5"] + arguments).text
    }

    @Test func oneProcessLeadsAnswersAndGivesTheLockBack() throws {
        let candidate = try stage.candidate("pod-0", "--ttl", "3s")
        try stage.waitForOneLeader(of: [candidate])
        let port = try candidate.port()
        for host in ["127.0.0.1", "[::1]", "localhost"] {
            #expect(try curl("http://\(host):\(port)") == #"{"name":"pod-0"}"#)
        }
        for path in ["/", "/leader", "/is-leader", "/livez", "/readyz", "/healthz"] {
            #expect(try curl("-o", "/dev/null", "-w", "%{http_code}", "http://localhost:\(port)\(path)") == "200")
        }
        let status = try #require(try candidate.status())
        #expect(status.identity == "pod-0" && status.state == "leading" && status.reason == nil)
        #expect(status.fencingToken != nil && (1...1000).contains(status.validForMilliseconds))
        let held = try #require(try stage.lease())
        #expect(held.holderIdentity == "pod-0" && held.leaseDurationSeconds == 3)
        #expect(candidate.names == ["pod-0 is the leader"])

        candidate.send(SIGTERM)
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && end.took < .seconds(4), "\(end)")
        let released = try #require(try stage.lease())
        #expect(released.holderIdentity == "" && released.leaseDurationSeconds == 1)
        #expect(candidate.log.contains("stopped; the lock is released"))
    }

    @Test func aLockThatIsNotOursToCreateIsTakenOnceItIsThere() throws {
        let candidate = try stage.candidate("pod-0", "--ttl", "2s", "-create-lock=false")
        candidate.waitForLog("waiting until somebody creates it: ")
        try bench.expect(throughout: .seconds(1), "it does not create it") { try stage.lease() == nil }
        #expect(try candidate.status()?.reason == "free" && candidate.code(of: "/readyz") == 200)
        // What the log says, to this server.
        let line = try #require(candidate.program.result.error.first { $0.contains("creates it: ") })
        let object = try #require(line.split(separator: "'").first { $0.hasPrefix("{") })
        let leases = "\(stage.url)/apis/coordination.k8s.io/v1/namespaces/default/leases"
        #expect(try curl("-o", "/dev/null", "-w", "%{http_code}", "--json", String(object), leases) == "201")
        try stage.waitForOneLeader(of: [candidate])
        #expect(candidate.log.split(separator: "\n").count { $0.contains("creates it: ") } == 1)
    }

    @Test func aSecondSignalSkipsTheGrace() throws {
        let candidate = try stage.candidate("pod-0", "--ttl", "10s", "--handover-grace", "6s")
        try stage.waitForOneLeader(of: [candidate])
        candidate.send(SIGINT)
        candidate.waitForLog("told to stop; giving up politely")
        try bench.wait(for: "the first no") { try candidate.status()?.isLeader == false }
        #expect(try candidate.status()?.state == "resigning")
        candidate.send(SIGTERM)
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && end.took < .seconds(3), "\(end)")
        #expect(try stage.lease()?.holderIdentity == "pod-0", "somebody may still rely on the last yes")
    }

    @Test func eightProcessesInTheSameInstantHaveOneLeader() throws {
        let candidates = try (0..<8).map { try stage.candidate("pod-\($0)", "--ttl", "3s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        #expect(try stage.lease()?.holderIdentity == leader.id)
        for candidate in candidates {
            #expect(!candidate.program.isEnded)
            #expect(candidate.names.last == "\(leader.id) is the leader")
            #expect(try candidate.code(of: "/is-leader") == (candidate === leader ? 200 : 503))
        }
    }

    @Test func aPoliteHandoverTakesNoLease() throws {
        let candidates = try (0..<3).map {
            try stage.candidate("pod-\($0)", "--ttl", "10s", "--handover-grace", "500ms")
        }
        let leader = try stage.waitForOneLeader(of: candidates)
        let token = try #require(try leader.status()?.fencingToken)
        leader.send(SIGTERM)
        let start = SystemClock.instant()
        let successor = try stage.waitForOneLeader(of: candidates.filter { $0 !== leader })
        #expect(SystemClock.instant() - start < .seconds(3))
        #expect(try #require(try successor.status()?.fencingToken) > token)
        #expect(leader.waitForEnd().code == 0)
    }

    @Test func aKilledLeaderIsSucceededAfterTheRestOfItsLease() throws {
        let candidates = try (0..<3).map { try stage.candidate("pod-\($0)", "--ttl", "2s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        leader.send(SIGKILL)
        let start = SystemClock.instant()
        try stage.waitForOneLeader(of: candidates.filter { $0 !== leader })
        // At least what was left of the lease: it was renewed every 400 ms.
        #expect((Duration.seconds(1)...Duration.seconds(3)).contains(SystemClock.instant() - start))
    }

    @Test func aFrozenLeaderSaysNoWithTheFirstAnswerAfterItWakes() throws {
        let candidates = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "2s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        let port = try leader.port()
        leader.send(SIGSTOP)
        // The kernel takes the question; the answer is computed after waking.
        let asked = try bench.start(["curl", "-s", "--max-time", "15", "http://127.0.0.1:\(port)/leader"])
        let others = candidates.filter { $0 !== leader }
        try stage.waitForOneLeader(of: others)
        #expect(asked.result.output.isEmpty)
        leader.send(SIGCONT)
        bench.wait(for: "the first answer") { asked.isEnded }
        let first = try JSONDecoder().decode(Candidate.Status.self, from: Data(asked.result.text.utf8))
        #expect(!first.isLeader && first.name != leader.id)
        try stage.waitForOneLeader(of: candidates)
        #expect(leader.log.contains("stopped leading"))
    }
}
