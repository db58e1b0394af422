import Election
import Foundation
import Runtime
import TestKit
import Testing

/// `POST /step-down` and `POST /stopped` at real processes.
@Suite(.ownThread) struct HandoverRequestTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    private struct Answer: Decodable {
        var result: String
        var fencingToken: UInt64?
    }

    private func post(_ candidate: Candidate, _ path: String, _ flags: String...) throws -> Answer {
        let url = "http://localhost:\(try candidate.port())\(path)"
        let result = try bench.run(["curl", "-s", "--max-time", "5", "-X", "POST"] + flags + [url])
        return try JSONDecoder().decode(Answer.self, from: Data(result.text.utf8))
    }

    @Test func aTermEndsAtTheWishOfTheApplicationAndAnotherBegins() throws {
        let candidates = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "10s", "--handover-grace", "1s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        let token = try #require(try leader.status()?.fencingToken)
        #expect(try post(leader, "/step-down?fencingToken=\(token - 1)").result == "ignored")
        #expect(try leader.status()?.isLeader == true)

        let answer = try post(leader, "/step-down", "-d", #"{"fencingToken":\#(token),"pause":"1m"}"#)
        #expect(answer.result == "givingUp" && answer.fencingToken == token)
        #expect(try leader.status()?.state != "leading")
        let successor = try stage.waitForOneLeader(of: candidates)
        #expect(successor !== leader)
        #expect(try post(leader, "/step-down").result == "ignored", "it leads no more")
    }

    /// As a service mesh's proxy hands on what it was sent: from a loopback address to the pod's own.
    @Test func whatAProxyInThePodHandsOnToThePodsAddressIsNotFromThePod() throws {
        let script = """
            ip link set lo up && ip address add 10.9.9.9/32 dev lo || exit 1
            \(try Workbench.path(of: "leader-elector")) --election example --server http://localhost:1 --http :4040 >&2 &
            until curl -s -o /dev/null localhost:4040/leader; do sleep 0.05; done
            ask() { curl -s -o /dev/null -w '%{http_code}\\n' -d '' -H 'Host: localhost' "$@"; }
            ask http://127.0.0.1:4040/step-down
            ask --interface 127.0.0.6 http://10.9.9.9:4040/step-down
            """
        let network = try bench.start(["unshare", "--net", "sh", "-c", script])
        bench.wait(for: "both answers") { network.result.output.count == 2 || network.isEnded }
        #expect(network.result.output == ["202", "403"], "\(network.result.complaint)")
    }

    @Test func whoSteppedDownAloneStandsAgainAfterItsPause() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "10s", "--handover-grace", "500ms")
        try stage.waitForOneLeader(of: [leader])
        let token = try #require(try leader.status()?.fencingToken)
        #expect(try post(leader, "/step-down?pause=3s").result == "givingUp")
        try bench.wait(for: "the release") { try leader.status()?.reason == "free" }
        try bench.expect(throughout: .seconds(2), "nobody leads") { try leader.status()?.reason == "free" }
        try stage.waitForOneLeader(of: [leader])
        #expect(try #require(try leader.status()?.fencingToken) > token)
    }

    @Test func workThatHasStoppedIsNotWaitedFor() throws {
        let candidates = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "30s", "--handover-grace", "5s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        let follower = try #require(candidates.first { $0 !== leader })
        let token = try #require(try leader.status()?.fencingToken)
        #expect(try post(leader, "/step-down").result == "givingUp")
        #expect(try post(leader, "/stopped?fencingToken=\(token - 1)").result == "ignored")
        #expect(try follower.code(of: "/is-leader") == 503)
        let start = SystemClock.instant()
        #expect(try post(leader, "/stopped?fencingToken=\(token)").result == "releasing")
        // Not by its status: to the witness, the last yes would still stand.
        try bench.wait(for: "the successor") { try follower.code(of: "/is-leader") == 200 }
        #expect(SystemClock.instant() - start < .seconds(3), "the grace is 5 s")
    }

    @Test func aPageOfAnotherOriginEndsNoTerm() throws {
        let leader = try stage.candidate("pod-0")
        try stage.waitForOneLeader(of: [leader])
        let url = "http://localhost:\(try leader.port())/step-down"
        for header in ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Host: evil.example"] {
            let code = try bench.run([
                "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "-H", header, url,
            ])
            #expect(code.text == "403", "\(header)")
        }
        #expect(try leader.status()?.isLeader == true)
    }
}
