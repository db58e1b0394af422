import APIServerModel
import Election
import Glibc
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// What rotates counts without a restart, and costs a leader nothing.
@Suite(.ownThread) struct RotationTests {
    private let stage: PodStage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try PodStage()
    }

    @Test func aTokenThatIsReplacedEveryTwoSecondsCostsNothing() throws {
        let candidate = try stage.candidate("pod-0", ttl: "3s")
        let term = try stage.term(of: candidate)
        for number in 1...5 {
            try bench.file("account/token", "token-\(number)\n")
            // The one before is refused from this instant on.
            stage.host.server.access.tokens = ["token-\(number)": "elector"]
            try term.expectToLast(.seconds(2))
        }
        term.report("5 tokens in 10 s")
        #expect(!candidate.log.contains("credentials"), "\(candidate.log)")
    }

    @Test func aReplacedAuthorityCostsNothing() throws {
        let candidate = try stage.candidate("pod-0", ttl: "6s")
        let term = try stage.term(of: candidate)
        for _ in 1...2 {
            try stage.replaceCertificate()
            try term.expectToLast(.seconds(3))
        }
        term.report("2 authorities in 6 s")
    }

    @Test func withoutItsAuthorityItSendsNothingAndSaysWhy() throws {
        let candidate = try stage.candidate("pod-0")
        try stage.wait(forLeader: candidate)
        let authority = String(decoding: try readFile("\(bench.home)/account/ca.crt"), as: UTF8.self)
        #expect(unlink("\(bench.home)/account/ca.crt") == 0)
        candidate.waitForLog("nothing is sent, since the server could be an impostor: cannot read /var/run/secrets/")
        try bench.wait(for: "the lead to be lost") { try candidate.status()?.isLeader == false }
        let revision = stage.host.server.store.revision
        bench.expect(throughout: .seconds(1), "nothing is written") { stage.host.server.store.revision == revision }
        try bench.file("account/ca.crt", authority)
        try stage.wait(forLeader: candidate)
        candidate.waitForLog("the API server answers again")
    }

    /// Twenty seconds in which an API server behind one address is restarted, and each connection fails for up to five.
    @Test func aRollingRestartOfTheAPIServerCostsNothing() throws {
        let candidate = try stage.candidate("pod-0", ttl: "15s")
        let term = try stage.term(of: candidate)
        let outages: [() throws -> Void] = [
            stage.freezeFront,
            stage.stopFront,
            {
                stage.stopFront()
                try stage.startFront(isEmpty: true)
            },
        ]
        for begin in outages {
            try begin()
            try term.expectToLast(.seconds(5))
            stage.stopFront()
            try stage.startFront()
            try term.expectToLast(.milliseconds(1700))
        }
        term.report("3 outages of 5 s in 20 s")
        #expect(candidate.names == ["pod-0 is the leader"])
    }
}

/// One term of a leader, which is expected to go on.
final class ObservedTerm {
    private let candidate: Candidate
    private let bench: Workbench
    private let token: UInt64
    private var writes: [Instant] = []

    fileprivate init(of candidate: Candidate, token: UInt64, on stage: PodStage) {
        self.candidate = candidate
        self.token = token
        bench = stage.bench
        stage.host.onWrite = { [unowned self] _, _ in writes.append(SystemClock.instant()) }
    }

    func expectToLast(_ duration: Duration, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try bench.expect(throughout: duration, "\(candidate.id) leads on", sourceLocation: sourceLocation) {
            let status = try candidate.status()
            return status?.isLeader == true && status?.fencingToken == token
        }
    }

    /// Prints the figures of the term.
    func report(_ what: String) {
        let gaps = zip(writes, writes.dropFirst()).map { $1 - $0 }
        print("\(what): one term, \(writes.count) renewals, \((gaps.max() ?? .zero).milliseconds) ms apart at most")
    }
}

extension PodStage {
    /// Waits until a candidate leads, and gives the term that it then has.
    func term(of candidate: Candidate) throws -> ObservedTerm {
        try wait(forLeader: candidate)
        let token = try #require(try candidate.status()?.fencingToken)
        return ObservedTerm(of: candidate, token: token, on: self)
    }
}
