import Election
import Foundation
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

/// `GET /watch` of real processes, read by curl.
@Suite(.ownThread) struct EventStreamTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    private struct Status: Decodable {
        var name: String
        var isLeader: Bool
        var validUntilUptimeMilliseconds: Int64?
        var revision: String
    }

    private struct Event {
        var name: String
        var status: Status
    }

    private func watch(_ candidate: Candidate, _ flags: String...) throws -> Workbench.Program {
        let url = "http://localhost:\(try candidate.port())/watch"
        return try bench.start(["curl", "-sN", "--max-time", "60"] + flags + [url])
    }

    private func events(_ program: Workbench.Program) throws -> [Event] {
        var events: [Event] = []
        var name = ""
        for line in program.result.output {
            if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            guard line.hasPrefix("data: ") else { continue }
            let status = try JSONDecoder().decode(Status.self, from: Data(line.utf8.dropFirst(6)))
            events.append(Event(name: name, status: status))
        }
        return events
    }

    @Test func everyChangeIsToldAndEveryDeadlineIsRenewedBeforeItRunsOut() throws {
        let candidates = [try stage.candidate("pod-0", "--ttl", "5s"), try stage.candidate("pod-1", "--ttl", "5s")]
        let leader = try stage.waitForOneLeader(of: candidates)
        let follower = try #require(candidates.first { $0 !== leader })
        let ours = try watch(leader)
        let theirs = try watch(follower)
        try bench.wait(for: "six deadlines") {
            let deadlines = try events(ours).compactMap(\.status.validUntilUptimeMilliseconds)
            guard let latest = deadlines.last else { return false }
            // Not by the time that this process took to read it, but by that of the events themselves.
            #expect(zip(deadlines, deadlines.dropFirst()).allSatisfy { $0 < $1 && $1 - $0 < 1000 }, "\(deadlines)")
            return deadlines.count >= 6 && latest > 0
        }
        let kinds = try events(ours).map(\.name)
        #expect(kinds.first == "leader" && kinds.dropFirst().allSatisfy { $0 == "lease" }, "\(kinds)")

        leader.send(SIGTERM)
        try bench.wait(for: "the successor on its own stream") { try events(theirs).last?.status.isLeader == true }
        let names = try events(theirs).filter { $0.name == "leader" }.map(\.status.name)
        #expect(names == [leader.id, "", follower.id] || names == [leader.id, follower.id], "\(names)")
        bench.wait(for: "the end of the leader's stream") { ours.isEnded }
        let last = try #require(try events(ours).last)
        #expect(!last.status.isLeader && last.status.name != leader.id)
        #expect(last.status.validUntilUptimeMilliseconds == nil)
    }

    @Test func whoComesBackIsToldNothingThatIsKnown() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "5s")
        try stage.waitForOneLeader(of: [leader])
        let follower = try stage.candidate("pod-1", "--ttl", "5s")
        try stage.waitForOneLeader(of: [leader, follower])
        let first = try watch(follower)
        try bench.wait(for: "the first event") { try !events(first).isEmpty }
        let known = try #require(try events(first).first).status.revision
        let again = try watch(follower, "-H", "Last-Event-ID: \(known)")
        bench.wait(for: "the beginning of the stream") { again.result.output.contains("retry: 1000") }
        try bench.expect(throughout: .milliseconds(500), "nothing is told") { try events(again).isEmpty }
        leader.send(SIGTERM)
        try bench.wait(for: "what is new") { try events(again).last?.status.isLeader == true }
    }
}
