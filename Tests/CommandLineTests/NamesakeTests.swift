import Election
import Glibc
import Runtime
import TestKit
import Testing

/// The same name twice: a restarted container is the same pod, everybody else is not.
@Suite(.ownThread) struct NamesakeTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    @Test func aRestartedContainerKeepsTheLead() throws {
        let first = try stage.candidate("pod-0", "--ttl", "10s", podUID: "5b1c")
        try stage.waitForOneLeader(of: [first])
        let token = try first.status()?.fencingToken
        first.send(SIGKILL)
        _ = first.waitForEnd()
        let start = SystemClock.instant()
        let second = try stage.candidate("pod-0", "--ttl", "10s", podUID: "5b1c")
        try stage.waitForOneLeader(of: [second])
        #expect(SystemClock.instant() - start < .seconds(3))
        #expect(second.log.contains("an earlier life of this pod holds the lock; taking it over"))
        #expect(try #require(try second.status()?.fencingToken) > #require(token))
    }

    @Test func anotherPodOfThatNameWaitsTheLeaseOut() throws {
        let first = try stage.candidate("pod-0", "--ttl", "3s", podUID: "5b1c")
        try stage.waitForOneLeader(of: [first])
        first.send(SIGKILL)
        _ = first.waitForEnd()
        let start = SystemClock.instant()
        let second = try stage.candidate("pod-0", "--ttl", "3s", podUID: "77aa")
        try bench.wait(for: "the lock to be read") { try second.status()?.reason == "namesake" }
        #expect(try second.status()?.name == "")
        try stage.waitForOneLeader(of: [second])
        // It counts from when it first saw the record.
        #expect((Duration.seconds(3)...Duration.seconds(5)).contains(SystemClock.instant() - start))
    }

    @Test func ofTwoWithOneNameOneLeadsAndTheOtherNamesNobodyLoudly() throws {
        let first = try stage.candidate("pod-0", "--ttl", "2s", podUID: "5b1c")
        try stage.waitForOneLeader(of: [first])
        let second = try stage.candidate("pod-0", "--ttl", "2s", podUID: "5b1c")
        second.waitForLog("another process holds the lock under our name (pod 5b1c)")
        #expect(second.log.contains("another process of this pod stands under our name"))
        // Longer than a lease: renewals of a namesake are seen, and do not let it in.
        try bench.expect(throughout: .seconds(3), "one leads, the other names nobody") {
            let status = try second.status()
            return try first.status()?.isLeader == true && status?.name == "" && status?.reason == "namesake"
        }
        #expect(second.log.split(separator: "\n").count { $0.contains("another process holds the lock") } == 1)
        first.send(SIGTERM)
        try stage.waitForOneLeader(of: [second])
    }
}
