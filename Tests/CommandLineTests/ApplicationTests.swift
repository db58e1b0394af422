import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// What follows an application: its pod's label, and what its health means for the lead.
@Suite(.ownThread) struct ApplicationTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    private struct List: Decodable {
        struct Item: Decodable {
            struct Metadata: Decodable { var name: String }
            var metadata: Metadata
        }
        var items: [Item]
    }

    /// The pods that a Service with the label as its selector would reach.
    private func marked(_ label: String = "leader-elector%2Frole%3Dleader") throws -> Set<String> {
        let answer = try bench.run(["curl", "-s", "--max-time", "5", "\(stage.pods)?labelSelector=\(label)"])
        let list = try JSONDecoder().decode(List.self, from: Data(answer.text.utf8))
        return Set(list.items.map(\.metadata.name))
    }

    private func candidate(_ name: String, _ flags: String...) throws -> Candidate {
        let flags = ["--http", "localhost:0", "--server", stage.url] + flags
        return try stage.start(name, flags, environment: ["POD_NAME": name])
    }

    @Test func theLabelGoesWithTheLeadAndComesOffBeforeTheRelease() throws {
        for name in ["pod-0", "pod-1"] { try stage.createPod(name, labels: ["app": "x"]) }
        let leader = try candidate("pod-0", "--label-pod")
        try bench.wait(for: "the label") { try marked() == ["pod-0"] }
        let follower = try candidate("pod-1", "--label-pod")
        try stage.waitForOneLeader(of: [leader, follower])

        leader.send(SIGTERM)
        var seen: Set<Set<String>> = []
        try bench.wait(for: "the label on the successor") {
            let now = try marked()
            seen.insert(now)
            return now == ["pod-1"]
        }
        #expect(!seen.contains(["pod-0", "pod-1"]), "never on both")
        #expect(leader.waitForEnd().code == 0)
        follower.send(SIGTERM)
        _ = follower.waitForEnd()
        #expect(try marked().isEmpty)
    }

    @Test func whatAnEarlierLifeAndAnEarlierLeaderLeftIsTakenOff() throws {
        let label = ["leader-elector/role": "leader"]
        try stage.createPod("pod-0", labels: label)
        try stage.createPod("pod-9", labels: label, election: stage.election)
        try stage.createPod("pod-8", labels: label, election: "another")
        let observer = try candidate("pod-0", "--label-pod", "--create-lock=false")
        try bench.wait(for: "the first act of a life") { try marked() == ["pod-8", "pod-9"] }
        observer.send(SIGTERM)
        _ = observer.waitForEnd()
        let leader = try candidate("pod-0", "--label-pod")
        try bench.wait(for: "the stray of this election") { try marked() == ["pod-0", "pod-8"] }
        #expect(try leader.status()?.isLeader == true)
    }

    @Test func aCrashedLeadersLabelIsTakenOffByItsSuccessor() throws {
        for name in ["pod-0", "pod-1"] { try stage.createPod(name) }
        let leader = try candidate("pod-0", "--label-pod", "--pod-label", "role=boss", "--ttl", "2s")
        try bench.wait(for: "the label") { try marked("role%3Dboss") == ["pod-0"] }
        _ = try candidate("pod-1", "--label-pod", "--pod-label", "role=boss", "--ttl", "2s")
        leader.send(SIGKILL)
        try bench.wait(for: "the label on the successor alone") { try marked("role%3Dboss") == ["pod-1"] }
    }

    @Test(arguments: ["file", "exec", "http"])
    func anUnhealthyApplicationMakesWay(kind: String) throws {
        let file = try bench.file("healthy", "")
        var probe = ["file": "file:\(file)", "exec": "exec:test -e \(file)"][kind] ?? ""
        if kind == "http" {
            let server = try bench.start([
                "python3", "-u", "-m", "http.server", "0", "-b", "127.0.0.1", "-d", bench.home,
            ])
            bench.wait(for: "the application") { !server.result.output.isEmpty }
            let port = server.result.output[0].split(separator: " ").drop { $0 != "port" }.dropFirst().first ?? ""
            probe = "http://127.0.0.1:\(port)/healthy?quick=1"
        }
        let leader = try candidate("pod-0", "--app-health", probe, "--app-health-interval", "300ms")
        try stage.waitForOneLeader(of: [leader])
        let follower = try candidate("pod-1")
        try bench.wait(for: "an heir") { try leader.status()?.heir == "pod-1" }
        try FileManager.default.removeItem(atPath: file)
        try bench.wait(for: "the other to lead") { try follower.status()?.isLeader == true }
        #expect(try leader.status()?.isLeader == false)
        leader.waitForLog("the application is unhealthy")

        // It comes back as a follower that can be the heir.
        try bench.file("healthy", "")
        leader.waitForLog("the application is healthy")
        try bench.wait(for: "it to be the heir") { try follower.status()?.heir == "pod-0" }
    }

    @Test func anApplicationThatIsNotThereYetDoesNotLead() throws {
        let file = "\(bench.home)/late"
        let candidate = try candidate("pod-0", "--app-health", "file:\(file)", "--app-health-interval", "100ms")
        candidate.waitForLog("there is no file")
        try bench.expect(throughout: .milliseconds(700), "it does not stand") {
            try stage.lease()?.holderIdentity ?? "" == ""
        }
        try bench.file("late", "")
        try stage.waitForOneLeader(of: [candidate])
    }
}
