import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// Real partitions and black holes, between real processes in network namespaces.
///
/// What is about safety is held strictly, by the one boot clock that all namespaces share; what is about speed leaves
/// room for a busy machine.
@Suite(.ownThread, .serialized) struct PartitionTests {
    /// Started candidates, one of which leads.
    private func started(_ count: Int, _ ttl: String, server: String = "10.77.9.2") throws -> NetworkStage {
        let stage = try NetworkStage(pods: count)
        for pod in stage.pods { try stage.startCandidate(of: pod, server: server, "--ttl", ttl) }
        return stage
    }

    private func timing(_ ttl: Int) throws -> Timing { try Timing(leaseDuration: .seconds(ttl)) }

    @Test(arguments: ["drop", "reject with tcp reset"])
    func aLeaderThatIsCutOffSaysNoInTimeAndAnotherLeadsWhenItsLeaseIsOver(fate: String) throws {
        let timing = try timing(4)
        let stage = try started(3, "4s")
        let leader = try stage.waitForOneLeader()
        let cut = try stage.disturb("iifname \(stage.device(of: leader)) tcp dport 6443 \(fate)")
        try stage.wait(for: "another leader") { stage.pods.contains { $0.leads && $0 !== leader } }
        let next = try #require(stage.pods.first { $0.leads && $0 !== leader })

        let lastYes = try #require(leader.yeses.last)
        // The instant at which its authority ended, as its last answers told it.
        let end = try #require(leader.yeses.map(\.validUntil).max())
        #expect(end <= cut.upperBound + timing.renewDeadline)
        let firstYes = try #require(next.yeses.first { $0.receivedAt > cut.lowerBound })
        // Others count from the receipt of the last renewal, which is after its sending.
        let earliest = end - timing.renewDeadline + timing.leaseDuration
        #expect(firstYes.receivedAt >= earliest)
        #expect(firstYes.receivedAt < earliest + .milliseconds(1500))
        #expect(try #require(firstYes.status.fencingToken) > #require(lastYes.status.fencingToken))
        print(
            "\(fate): the last yes ended \((end - cut.lowerBound).text) after the cut, \(next.id) led",
            "\((firstYes.receivedAt - end).text) later, \((firstYes.receivedAt - earliest).text) after the lease"
        )

        try stage.heal()
        try stage.wait(for: "all to name \(next.id)") { stage.pods.allSatisfy { $0.status?.name == next.id } }
        #expect(leader.log.contains("stopped leading: no renewal was confirmed in time"))
        try stage.expectNoTwoLeadersAndPromptAnswers()
    }

    @Test func whoseAnswersAreLostSaysNoWhileNobodyElseLeadsAndLeadsAnewOnceTheyCome() throws {
        let timing = try timing(5)
        let stage = try started(3, "5s")
        let leader = try stage.waitForOneLeader()
        // A hint that the leader has not heard of yet would turn its renewal away.
        try stage.wait(for: "the heir to be known") { leader.status?.heir != nil }
        let before = try #require(try stage.lease())
        // Acknowledgements pass, answers are longer.
        let cut = try stage.disturb("oifname \(stage.device(of: leader)) meta length > 120 drop")
        try stage.wait(for: "the leader to say no") { !leader.leads }
        let end = try #require(leader.yeses.map(\.validUntil).max())
        #expect(end <= cut.upperBound + timing.renewDeadline)
        let during = try #require(try stage.lease())
        #expect(during.holderIdentity == leader.id && during.renewTime != before.renewTime, "a renewal arrived")
        let healed = try stage.heal()
        #expect(stage.pods.allSatisfy { $0 === leader || $0.yeses.isEmpty }, "the renewal that arrived counts")

        try stage.wait(for: "a leader again") { stage.pods.contains(where: \.leads) }
        #expect(leader.leads)
        let tokens = leader.yeses.compactMap(\.status.fencingToken)
        #expect(try #require(tokens.last) > #require(tokens.first))
        #expect(try stage.lease()?.leaseTransitions == before.leaseTransitions, "the holder has not changed")
        let again = try #require(leader.yeses.first { $0.receivedAt > healed.lowerBound })
        print("answers lost: leads anew \((again.receivedAt - healed.lowerBound).text) after they come again")
        try stage.expectNoTwoLeadersAndPromptAnswers()
    }

    @Test func aReleaseWhoseAnswerIsLostLetsAnotherLeadAtOnce() throws {
        let stage = try NetworkStage(pods: 2)
        for pod in stage.pods { try stage.startCandidate(of: pod, "--ttl", "10s", "--handover-grace", "100ms") }
        let leader = try stage.waitForOneLeader()
        let next = try #require(stage.pods.first { $0 !== leader })
        // The next renewal is two seconds away, so that what arrives is the release.
        let sniffer = try stage.sniff(leader)
        try stage.wait(for: "a renewal") {
            sniffer.result.output.dropFirst().compactMap(Segment.init).contains { $0.bytes > 0 }
        }
        try stage.disturb("oifname \(stage.device(of: leader)) meta length > 120 drop")
        leader.sidecar.child?.send(SIGTERM)
        let told = SystemClock.instant()
        try stage.wait(for: "the other to lead") { next.leads }
        let yes = try #require(next.yeses.first)
        print("release without an answer: \(next.id) leads \((yes.receivedAt - told).text) after SIGTERM")
        #expect(yes.receivedAt < told + .seconds(2), "the lease lasts for 10 s")
        try stage.wait(for: "\(leader.id) to end") { leader.sidecar.isEnded }
        // The grace, 3 s for the release, and some time for a busy machine.
        #expect(SystemClock.instant() < told + .seconds(4) && leader.sidecar.result.code == 0)
        #expect(leader.log.contains("the lock could not be released"), "it cannot know")
        try stage.expectNoTwoLeadersAndPromptAnswers()
    }

    @Test(arguments: ["drop", "reject with tcp reset"])
    func aShortFaultCostsNoLead(fate: String) throws {
        let stage = try started(2, "5s")
        let leader = try stage.waitForOneLeader()
        let token = leader.status?.fencingToken
        // The renew deadline is 3.33 s, and the last renewal was up to a second ago.
        try stage.disturb("iifname \(stage.device(of: leader)) tcp dport 6443 \(fate)")
        try stage.expect(throughout: .milliseconds(1500), "it leads") { leader.leads }
        try stage.heal()
        try stage.expect(throughout: .milliseconds(3500), "it leads") { leader.leads }
        #expect(leader.status?.fencingToken == token)
        #expect(!leader.log.contains("stopped leading"), "\(leader.log)")
        #expect(leader.log.split(separator: "\n").count { $0.contains(" warning ") } <= 2, "\(leader.log)")
        try stage.expectNoTwoLeadersAndPromptAnswers()
    }

    @Test func aBlackHoleGetsTheAttemptsOfRule13() throws {
        let renewDeadline = try timing(10).renewDeadline
        let stage = try started(1, "10s")
        let leader = try stage.waitForOneLeader()
        let sniffer = try stage.sniff(leader)
        func segments() -> [Segment] { sniffer.result.output.dropFirst().compactMap(Segment.init) }
        // On a connection that was there before: an Event about the term, which may be late, opens its own.
        func renewals() -> [Segment] {
            let opened = Set(segments().filter(\.isSYN).map(\.port))
            return segments().filter { $0.bytes > 0 && !opened.contains($0.port) }
        }
        try stage.wait(for: "a renewal") { !renewals().isEmpty }
        let cut = try stage.disturb("iifname \(stage.device(of: leader)) drop")
        try stage.wait(for: "the leader to say no") { !leader.leads }

        // The renewal before the cut, and in it the first segment of each connection: the kernel sends some again.
        let renewal = try #require(renewals().last { $0.instant < cut.lowerBound })
        var attempts: [Segment] = []
        for segment in segments() where segment.instant > cut.upperBound && (segment.isSYN || segment.bytes > 0) {
            if !attempts.contains(where: { $0.port == segment.port }) { attempts.append(segment) }
        }
        attempts.removeAll { $0.instant >= renewal.instant + renewDeadline }
        let times = attempts.map { $0.instant - renewal.instant }
        print("black hole at ttl 10s: attempts \(times.map(\.text).joined(separator: ", ")) after the last renewal")
        #expect(times.count >= 4)
        // At ttl 10: 2.0, 4.3, 5.5 and 6.1 s; each follows from the one before, and the last renewal's segment may have left
        // later than it was decided.
        var expected = Duration.seconds(2)
        for time in times.prefix(4) {
            #expect((expected - .milliseconds(150)...expected + .milliseconds(500)).contains(time))
            expected = time + max((renewDeadline - time) / 2, .milliseconds(250))
        }
        try stage.expectNoTwoLeadersAndPromptAnswers()
    }

    @Test func aMuteNameServerCostsNoLeadAndKeepsNobodyFromAnswering() throws {
        let stage = try NetworkStage(pods: 2)
        let (leader, newcomer) = (stage.pods[0], stage.pods[1])
        try stage.startCandidate(of: leader, server: "api.example", "--ttl", "4s")
        try stage.wait(for: "the lead") { leader.leads }
        let token = leader.status?.fencingToken
        try stage.disturb("udp dport 53 drop")
        // Its connections end too; whom it knew a moment ago it finds again.
        try stage.disturb("iifname \(stage.device(of: leader)) tcp dport 6443 reject with tcp reset")
        try stage.expect(throughout: .seconds(1), "it leads") { leader.leads }
        try stage.heal()
        try stage.disturb("udp dport 53 drop")
        try stage.startCandidate(of: newcomer, server: "api.example", "--ttl", "4s")
        try stage.expect(throughout: .seconds(5), "it leads") { leader.leads && leader.status?.fencingToken == token }
        #expect(newcomer.status?.reason == "noAnswerYet")
        let waits = newcomer.claims.map { $0.receivedAt - $0.sentAt }
        #expect(try #require(waits.max()) < .milliseconds(500), "whoever asks is answered")
        try stage.heal()
        try stage.wait(for: "the newcomer to name the leader") { newcomer.status?.name == leader.id }
        #expect(!leader.log.contains("stopped leading"), "\(leader.log)")
        try stage.expectNoTwoLeadersAndPromptAnswers()
    }

    /// A line of the sniffer.
    private struct Segment {
        var instant: Instant
        var port: Int
        var isSYN: Bool
        var bytes: Int

        init?(_ line: String) {
            let numbers = line.split(separator: " ").compactMap { Int64($0) }
            guard numbers.count == 4 else { return nil }
            instant = Instant(nanoseconds: numbers[0])
            port = Int(numbers[1])
            isSYN = numbers[2] == 1
            bytes = Int(numbers[3])
        }
    }
}
