import Election
import Glibc
import Runtime
import TestKit
import Testing

/// The API server goes away and comes back.
@Suite(.ownThread) struct OutageTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    /// Waits until nobody says that they lead, and looks at what else must hold without an API server.
    private func expectNoLeader(among candidates: [Candidate], leader: Candidate) throws {
        try bench.wait(for: "the leader to say no") { try leader.status()?.isLeader == false }
        try bench.wait(for: "nobody to be named") { try candidates.allSatisfy { try $0.status()?.name == "" } }
        for candidate in candidates {
            #expect(try candidate.code(of: "/readyz") == 200)
            #expect(try candidate.code(of: "/livez") == 200)
            #expect(try candidate.code(of: "/is-leader") == 503)
            #expect(!candidate.program.isEnded)
            #expect(try candidate.status()?.reason == "expired")
        }
    }

    @Test func aFrozenAPIServerCostsTheLeadInTimeAndNothingElse() throws {
        let candidates = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "2s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        stage.signalServer(SIGSTOP)
        let start = SystemClock.instant()
        try bench.wait(for: "the leader to say no") { try leader.status()?.isLeader == false }
        // The renew deadline is 1.33 s.
        #expect(SystemClock.instant() - start < .milliseconds(1700))
        try expectNoLeader(among: candidates, leader: leader)
        let linesBefore = candidates.map { $0.program.result.error.count }
        try bench.expect(throughout: .seconds(3), "nobody leads") {
            try candidates.allSatisfy { try $0.status()?.name == "" }
        }
        for (candidate, before) in zip(candidates, linesBefore) {
            #expect(candidate.program.result.error.count - before <= 2, "\(candidate.log)")
        }
        stage.signalServer(SIGCONT)
        try stage.waitForOneLeader(of: candidates)
        #expect(candidates.contains { $0.log.contains("the API server answers again, after ") })
    }

    @Test func anAPIServerThatComesBackEmptyHasALeaderAgain() throws {
        let candidates = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "2s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        stage.signalServer(SIGKILL)
        try expectNoLeader(among: candidates, leader: leader)
        for candidate in candidates {
            #expect(
                candidate.log.split(separator: "\n").count { $0.contains("cannot connect") } <= 2,
                "\(candidate.log)"
            )
        }
        try stage.startServer()
        let next = try stage.waitForOneLeader(of: candidates)
        #expect(try stage.lease()?.holderIdentity == next.id)
        for candidate in candidates { #expect(!candidate.program.isEnded) }
    }

    @Test func withoutAnAPIServerItEndsInTimeAndSaysWhatBecameOfTheLock() throws {
        let candidates = try (0..<2).map {
            try stage.candidate("pod-\($0)", "--ttl", "3s", "--handover-grace", "500ms")
        }
        let leader = try stage.waitForOneLeader(of: candidates)
        stage.signalServer(SIGSTOP)
        for candidate in candidates { candidate.send(SIGTERM) }
        for candidate in candidates {
            let end = candidate.waitForEnd()
            #expect(end.code == 0 && end.took < .milliseconds(3750), "\(candidate.id): \(end)")
        }
        #expect(leader.log.contains("stopped; the lock could not be released and will run out"), "\(leader.log)")
    }

    @Test func aDeletedLockIsWaitedOutAndTakenAgain() throws {
        let candidates = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "2s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/\(stage.election)"
        #expect(try bench.run(["curl", "-s", "-X", "DELETE", stage.url + path]).text.contains("Success"))
        for candidate in candidates {
            candidate.waitForLog(candidate === leader ? "the lock was deleted" : "somebody edited or deleted the lock")
        }
        try stage.waitForOneLeader(of: candidates)
    }

    @Test func withoutAnAPIServerFromTheStartItWaitsForOne() throws {
        stage.signalServer(SIGKILL)
        bench.wait(for: "the API server to end") { stage.server.isEnded }
        let candidate = try stage.candidate("pod-0", "--ttl", "2s")
        candidate.waitForLog("cannot connect to localhost")
        #expect(try candidate.code(of: "/readyz") == 503)
        #expect(try candidate.code(of: "/livez") == 200)
        #expect(try candidate.status()?.reason == "noAnswerYet")
        try stage.startServer()
        try stage.waitForOneLeader(of: [candidate])
        #expect(try candidate.code(of: "/readyz") == 200)
    }
}
