import APIServerModel
import Election
import HTTP
import JSON
import Testing

/// How candidates treat the API server: the election, its translation and the model, from end to end.
struct WatchMannersTests {
    private let leases = Client.leases

    /// A Lease as somebody else holds it.
    private func held(for seconds: Int, strategy: String? = nil) -> JSONValue {
        var lease = Client.lease(holder: "other")
        lease["spec"]?["leaseDurationSeconds"] = .integer(Int64(seconds))
        lease["spec"]?["strategy"] = strategy.map { .string($0) }
        return lease
    }

    /// An answer of whatever stands before the API server.
    private func refusal(_ status: Int, retryAfter: Int? = nil) -> HTTPResponse {
        var response = HTTPResponse(status: status)
        response.headers["Retry-After"] = retryAfter.map { "\($0)" }
        return response
    }

    /// Writes to another object, so many times.
    private func churn(_ election: inout Conversation, times: Int) throws {
        for _ in 0..<times {
            let other = try election.client.ask("GET", "\(leases)/other")
            if other.status == 404 {
                _ = try election.client.ask("POST", leases, Client.lease("other"))
            } else {
                var lease = other.body
                let transitions = lease["spec"]?["leaseTransitions"]?.integer ?? 0
                lease["spec"]?["leaseTransitions"] = .integer(transitions + 1)
                _ = try election.client.ask("PUT", "\(leases)/other", lease)
            }
        }
    }

    @Test func anEndedWatchGoesOnFromItsLastBookmark() throws {
        // The server forgets so soon that the lock's own version would be too old.
        var election = try Conversation(logLimit: 20)
        _ = try election.client.ask("POST", leases, held(for: 3600))
        try election.start("pod-0")
        for _ in 0..<62 {
            try churn(&election, times: 10)
            try election.wait(.seconds(10))
        }
        let watches = election.requests[0].filter(\.isWatch)
        // Each lasts for 300 s.
        #expect(watches.count == 3)
        let versions = watches.compactMap { $0.request.query["resourceVersion"].flatMap { Int($0) } }
        #expect(versions.count == 3 && versions == versions.sorted() && Set(versions).count == 3, "\(versions)")
        #expect(election.requests[0].count { !$0.isWatch } == 1, "nothing had to be read again")
    }

    @Test func aVersionThatIsGoneMeansReadingAndWatchingFromWhateverIsThere() throws {
        var election = try Conversation(logLimit: 20)
        _ = try election.client.ask("POST", leases, held(for: 3600))
        try election.start("pod-0")
        // The watch says nothing of what happens, and what it missed is gone when it speaks again.
        election.watchesAreSilent = true
        var lease = try election.client.ask("GET", "\(leases)/wire").body
        lease["spec"]?["holderIdentity"] = "successor"
        _ = try election.client.ask("PUT", "\(leases)/wire", lease)
        try churn(&election, times: 30)
        election.watchesAreSilent = false
        try election.wait(.seconds(3))
        #expect(election.answers()[0].name == "successor")
        let kinds = election.requests[0].map { $0.isWatch ? "watch" : $0.request.method }
        #expect(kinds == ["GET", "watch", "GET", "watch"])
        #expect(election.requests[0].last?.request.query["resourceVersion"] == nil, "the lock's own is gone as well")
        try election.wait(.seconds(200))
        #expect(election.requests[0].count == 4, "the new watch goes on")
    }

    @Test func aLeaderNoticesThatItsWatchIsStuck() throws {
        var election = try Conversation()
        try election.start("pod-0")
        try election.wait(.seconds(20))
        #expect(election.requests[0].count(where: \.isWatch) == 1)
        election.watchesAreSilent = true
        let silentFrom = election.client.now.instant
        try election.wait(.seconds(10))
        let again = try #require(election.requests[0].last { $0.isWatch })
        // Three retry periods without its own renewals, and the next renewal.
        #expect((Duration.seconds(6)...Duration.seconds(8)).contains(again.instant - silentFrom))
        #expect(election.answers()[0].isLeader)
        try election.wait(.seconds(60))
        #expect(election.requests[0].count(where: \.isWatch) <= 11, "it does not ask in a loop")
    }

    @Test func aFollowerFindsOutThatItsWatchIsStuckWhenItWouldTakeOver() throws {
        var election = try Conversation()
        for name in ["pod-0", "pod-1"] { try election.start(name) }
        try election.wait(.seconds(20))
        election.watchesAreSilent = true
        try election.wait(.seconds(12))
        #expect(election.answers().map(\.isLeader) == [true, false])
        #expect(election.requests[1].suffix(3).map(\.request.method) == ["PUT", "GET", "GET"])
        #expect(election.requests[1].last?.isWatch == true)
        election.watchesAreSilent = false
        try election.wait(.seconds(60))
        #expect(election.answers().map(\.name) == ["pod-0", "pod-0"])
    }

    @Test func whoDoesNotStandFindsOutTooThatItsWatchIsStuck() throws {
        var election = try Conversation()
        _ = try election.client.ask("POST", leases, held(for: 5, strategy: "OldestEmulationVersion"))
        try election.start("pod-0")
        #expect(election.notices[0] == [.coordinated])
        election.watchesAreSilent = true
        var lease = try election.client.ask("GET", "\(leases)/wire").body
        lease["spec"]?["strategy"] = nil
        lease["spec"]?["holderIdentity"] = ""
        _ = try election.client.ask("PUT", "\(leases)/wire", lease)
        try election.wait(.seconds(30))
        #expect(election.answers()[0].isLeader, "\(election.requests[0].map(\.request.target))")
    }

    @Test func whereAWatchIsPutOffThereIsPollingUntilItIsWanted() throws {
        var election = try Conversation()
        _ = try election.client.ask("POST", leases, held(for: 3600))
        let busy = refusal(429, retryAfter: 30)
        election.intercept = { $0.query["watch"] == "true" ? busy : nil }
        try election.start("pod-0")
        try election.wait(.seconds(29))
        #expect(election.requests[0].count(where: \.isWatch) == 1)
        #expect(election.requests[0].count { !$0.isWatch } == 15, "one to begin with, and one each 2 s")
        election.intercept = { _ in nil }
        try election.wait(.seconds(2))
        #expect(election.requests[0].count(where: \.isWatch) == 2)
        try election.wait(.seconds(60))
        #expect(election.requests[0].count <= 18, "a watch that is open needs no polling")
    }

    @Test func theServersWishToWaitIsObeyedByWhoHasTime() throws {
        var election = try Conversation()
        _ = try election.client.ask("POST", leases, held(for: 3600))
        let busy = refusal(429, retryAfter: 7)
        election.intercept = { _ in busy }
        try election.start("pod-0")
        try election.wait(.seconds(60))
        let instants = election.requests[0].map(\.instant)
        #expect(instants.count == 9)
        for (earlier, later) in zip(instants, instants.dropFirst()) { #expect(later - earlier == .seconds(7)) }
    }

    @Test func aLeaderObeysItWithinWhatItsAuthorityLeaves() throws {
        var election = try Conversation()
        try election.start("pod-0")
        try election.wait(.seconds(20))
        let last = try #require(election.requests[0].last { $0.request.method == "PUT" }).instant
        let busy = refusal(503, retryAfter: 60)
        election.intercept = { $0.method == "PUT" ? busy : nil }
        try election.wait(.milliseconds(6500))
        #expect(election.answers()[0].isLeader)
        // Half of what is left, each time: as many attempts as a black hole gets (rule 13), and no more.
        let attempts = election.requests[0].filter { $0.request.method == "PUT" && $0.instant > last }
        let times = attempts.map { Int(($0.instant - last).milliseconds) }
        #expect(Array(times.prefix(4)) == [2000, 4333, 5499, 6082])
        #expect(times.count < 12, "\(times)")
        election.intercept = { _ in nil }
        try election.wait(.seconds(1))
        #expect(election.answers()[0].isLeader)
        #expect(!election.notices[0].contains(.stoppedLeading(.expired)))
    }

    @Test func failuresAreRetriedLessAndLessOftenAndNotInStep() throws {
        var election = try Conversation()
        let broken = refusal(500)
        election.intercept = { _ in broken }
        for number in 0..<5 { try election.start("pod-\(number)") }
        try election.wait(.seconds(120))
        for requests in election.requests {
            let pauses = zip(requests, requests.dropFirst()).map { $1.instant - $0.instant }
            #expect(pauses[0] <= .milliseconds(313), "an eighth of the retry period, and a quarter of that")
            for pause in pauses.dropFirst(6) { #expect((Duration.seconds(3)...Duration.seconds(5)).contains(pause)) }
            #expect((30...45).contains(requests.count))
        }
        let last = election.requests.compactMap(\.last?.instant)
        #expect(Set(last).count == 5, "they have drifted apart")
    }
}
