import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// Asking with `?wait`, at real processes.
@Suite(.ownThread) struct LongPollTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    private struct Answer: Decodable {
        var name: String
        var revision: String
    }

    private func answer(_ program: Workbench.Program) throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: Data(program.result.text.utf8))
    }

    private func ask(_ candidate: Candidate, _ query: String = "") throws -> Workbench.Program {
        try bench.start(["curl", "-s", "--max-time", "20", "http://localhost:\(candidate.port())/leader\(query)"])
    }

    @Test func whoWaitsHearsOfTheEndOfALeaderAndOfTheNextOne() throws {
        let candidates = [try stage.candidate("pod-0"), try stage.candidate("pod-1")]
        let leader = try stage.waitForOneLeader(of: candidates)
        let follower = try #require(candidates.first { $0 !== leader })

        var known = Answer(name: "", revision: "")
        for expected in [leader.id, "", follower.id] {
            let question = try ask(follower, "?wait=15s&revision=\(known.revision)")
            if expected == "" {
                bench.expect(throughout: .milliseconds(300), "it waits") { !question.isEnded }
                leader.send(SIGTERM)
            }
            bench.wait(for: "an answer that is not \(known)") { question.isEnded }
            known = try answer(question)
            // The successor can have the lock before the question that follows the release.
            if expected == "" && known.name == follower.id { break }
            #expect(known.name == expected)
        }
        #expect(known.name == follower.id)
    }

    @Test func whoWaitsInVainIsAnsweredInTimeAndAllTheOthersToo() throws {
        let candidate = try stage.candidate("pod-0")
        try stage.waitForOneLeader(of: [candidate])
        let first = try ask(candidate)
        bench.wait(for: "the first answer") { first.isEnded }
        let known = try answer(first)

        let began = SystemClock.instant()
        let question = try ask(candidate, "?wait=700ms&revision=\(known.revision)")
        while !question.isEnded {
            // Renewals go on and answers too, and none of them is news.
            #expect(try candidate.status()?.isLeader == true)
        }
        #expect(SystemClock.instant() - began >= .milliseconds(700))
        #expect(try answer(question).revision == known.revision)
    }
}
