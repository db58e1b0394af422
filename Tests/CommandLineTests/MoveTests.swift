import Foundation
import Glibc
import JSON
import TestKit
import Testing

/// Real processes with two locks, with none, and with a preference.
@Suite(.ownThread) struct MoveTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func kubectl(_ arguments: String...) throws -> String {
        let result = try stage.bench.run(["kubectl", "--server", stage.url] + arguments)
        #expect(result.code == 0, "\(result.complaint)")
        return result.text
    }

    private func holders() throws -> [String] {
        let path = #"jsonpath={.metadata.annotations.control-plane\.alpha\.kubernetes\.io/leader}"#
        let old = try kubectl("get", "endpoints", stage.election, "-o", path)
        return [
            try JSONValue(parsing: old.utf8)["holderIdentity"]?.string ?? "",
            try kubectl("get", "lease", stage.election, "-o", "jsonpath={.spec.holderIdentity}"),
        ]
    }

    private func waitForLeader(_ name: String, of candidates: [Candidate]) throws {
        try stage.bench.wait(for: "\(name) leads by the word of all") {
            try candidates.allSatisfy { try $0.status()?.name == name }
        }
    }

    @Test func aFleetMovesFromEndpointsToLeases() throws {
        let old = try stage.candidate("old", "--lock", "endpoints", "--ttl", "5s")
        try waitForLeader("old", of: [old])
        let both = try stage.candidate("both", "--lock", "endpointsleases", "--ttl", "5s")
        try waitForLeader("old", of: [old, both])
        old.send(SIGTERM)
        #expect(old.waitForEnd().code == 0)
        try waitForLeader("both", of: [both])
        #expect(try holders() == ["both", "both"])
        let new = try stage.candidate("new", "--lock", "leases", "--ttl", "5s")
        try waitForLeader("both", of: [both, new])
        both.send(SIGTERM)
        #expect(both.waitForEnd().code == 0)
        #expect(both.log.contains("stopped; the lock is released"))
        try waitForLeader("new", of: [new])
        #expect(try holders() == ["", "new"])
    }

    @Test func aLeaseIsNotTakenBesideALiveEndpointsLock() throws {
        let old = try stage.candidate("old", "--lock", "endpoints", "--ttl", "5s")
        try waitForLeader("old", of: [old])
        let new = try stage.candidate("new", "--ttl", "5s")
        new.waitForLog("endpoints/\(stage.election) is a live lock")
        #expect(new.log.contains("--lock endpointsleases"))
        #expect(try new.status()?.name == "")
        old.send(SIGTERM)
        try waitForLeader("new", of: [new])
    }

    @Test func anObserverAnswersAndNeverStands() throws {
        let observer = try stage.candidate("observer", "--observe")
        try stage.bench.wait(for: "an answer") { try observer.status() != nil }
        let pod = try stage.candidate("pod-0")
        try waitForLeader("pod-0", of: [pod, observer])
        pod.send(SIGTERM)
        #expect(pod.waitForEnd().code == 0)
        try waitForLeader("", of: [observer])
        observer.send(SIGTERM)
        #expect(observer.waitForEnd().code == 0)
    }

    @Test func anOperatorsAnnotationHandsOver() throws {
        let pods = try ["pod-0", "pod-1"].map { try stage.candidate($0) }
        let leader = try stage.waitForOneLeader(of: pods)
        let token = try #require(try leader.status()?.fencingToken)
        _ = try kubectl("annotate", "lease", stage.election, "leader-elector/step-down=\(token)")
        let other = try #require(pods.first { $0.id != leader.id })
        try waitForLeader(other.id, of: pods)
        let yaml = try kubectl("get", "lease", stage.election, "-o", "yaml")
        #expect(yaml.contains("leader-elector/writer") && !yaml.contains("step-down"), "it is done with")
    }

    @Test func aLeaderMakesWayForABetterHeir() throws {
        let worse = try stage.candidate("worse", "--ttl", "2s")
        try waitForLeader("worse", of: [worse])
        let better = try stage.candidate("better", "--ttl", "2s", "--priority", "10")
        try waitForLeader("better", of: [worse, better])
        let third = try stage.candidate("third", "--ttl", "2s", "--priority", "5")
        try stage.bench.wait(for: "the heir's name") { try better.status()?.heir == "third" }
        #expect(try third.status()?.name == "better")
        #expect(worse.log.contains("giving up as asked"))
    }
}
