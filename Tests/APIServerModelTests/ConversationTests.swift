import Election
import JSON
import Locks
import Testing

/// The client side and the model understand each other: an election from its first request to its last.
struct ConversationTests {
    @Test(arguments: LockKind.allCases)
    func aLeaderIsElectedRenewsAndHandsOver(kind: LockKind) throws {
        var election = try Conversation(kind)
        for name in ["pod-0", "pod-1", "pod-2"] { try election.start(name) }
        #expect(election.answers().map(\.name) == ["pod-0", "pod-0", "pod-0"])
        #expect(election.answers().map(\.isLeader) == [true, false, false])
        let firstToken = try #require(election.answers()[0].fencingToken)

        try election.wait(.seconds(60))
        #expect(election.answers().map(\.name) == ["pod-0", "pod-0", "pod-0"])
        #expect(election.answers()[0].fencingToken == firstToken)

        try election.resign(0)
        try election.wait(.seconds(2))
        #expect(election.ending(0) == .released)
        let leaders = election.answers().filter(\.isLeader)
        #expect(leaders.count == 1)
        #expect(["pod-1", "pod-2"].contains(leaders.first?.name))
        #expect(try #require(leaders.first?.fencingToken) > firstToken)
        #expect(leaders.first?.transitions == 1)
    }

    @Test func whatOthersPutOnTheLeaseSurvivesItsRenewals() throws {
        var election = try Conversation()
        try election.start("pod-0")
        var lease = try election.client.ask("GET", "\(Client.leases)/wire").body
        #expect(lease["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] == "leader-elector")
        lease["metadata"]?["labels"]?["team"] = "a"
        lease["metadata"]?["annotations"]?["note"] = "ours"
        _ = try election.client.ask("PUT", "\(Client.leases)/wire", lease)

        try election.wait(.seconds(10))
        #expect(election.answers().map(\.isLeader) == [true])
        let after = try election.client.ask("GET", "\(Client.leases)/wire").body
        #expect(after["metadata"]?["resourceVersion"] != lease["metadata"]?["resourceVersion"])
        #expect(after["metadata"]?["labels"]?["team"] == "a")
        #expect(after["metadata"]?["annotations"]?["note"] == "ours")
        #expect(after["metadata"]?["annotations"]?["leader-elector/writer"]?.string?.hasPrefix("uid-1/1/") == true)
        #expect(after["metadata"]?["creationTimestamp"] == lease["metadata"]?["creationTimestamp"])
    }

    @Test func aConfigMapsDataSurviveAnElectionOnIt() throws {
        var election = try Conversation(.configmaps)
        let maps = "/api/v1/namespaces/lab/configmaps"
        let map: JSONValue = ["metadata": ["name": "wire"], "data": ["a": "b"], "binaryData": ["c": "AAEC"]]
        _ = try election.client.ask("POST", maps, map)
        try election.start("pod-0")
        try election.start("pod-1")
        try election.wait(.seconds(20))
        try election.resign(0)
        try election.wait(.seconds(2))
        #expect(election.answers().map(\.name) == ["", "pod-1"])
        let after = try election.client.ask("GET", "\(maps)/wire").body
        #expect(after["data"] == map["data"] && after["binaryData"] == map["binaryData"])
    }

    @Test func aDeletedLeaseIsMadeAnewByARequestThatNamesNone() throws {
        var election = try Conversation()
        try election.start("pod-0")
        let before = try election.client.ask("GET", "\(Client.leases)/wire").body
        _ = try election.client.ask("DELETE", "\(Client.leases)/wire")
        try election.wait(.seconds(30))
        let after = try election.client.ask("GET", "\(Client.leases)/wire").body
        #expect(after["metadata"]?["uid"] != before["metadata"]?["uid"])
        #expect(election.answers().map(\.isLeader) == [true])
    }
}
