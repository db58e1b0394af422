import APIServerModel
import Election
import HTTP
import JSON
import Testing

@Suite struct WatchTests {
    private var client: Client
    private let wire = "\(Client.leases)/wire"

    init() throws {
        // Three namespaces are written first: the first Lease gets version 5.
        client = try Client(logLimit: 6)
    }

    private mutating func rename(holder: String) throws {
        let patch: JSONValue = ["spec": ["holderIdentity": .string(holder)]]
        let answer = try client.ask("PATCH", wire, patch, type: "application/merge-patch+json")
        #expect(answer.status == 200)
    }

    @Test mutating func aWatchFromNowBeginsWithWhatThereIs() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        for query in ["", "resourceVersion=0"] {
            let id = try client.watch(query)
            #expect(try client.events(id) == ["ADDED wire@5"])
            #expect(try client.events(id) == [])
        }
    }

    @Test mutating func aWatchResumesBehindTheVersionItNames() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        try rename(holder: "pod-1")
        let id = try client.watch("resourceVersion=5")
        #expect(try client.events(id) == ["MODIFIED wire@6"])
        try rename(holder: "pod-2")
        _ = try client.ask("DELETE", wire)
        #expect(try client.events(id) == ["MODIFIED wire@7", "DELETED wire@8"])
    }

    @Test mutating func anUpdateThatChangesNothingWakesNobody() throws {
        let created = try client.ask("POST", Client.leases, Client.lease())
        let id = try client.watch("resourceVersion=\(created.version)")
        let again = try client.ask("PUT", wire, created.body)
        #expect(again.status == 200)
        #expect(again.version == created.version)
        #expect(try client.events(id) == [])
    }

    @Test mutating func aRestoredStoreGivesARevisionToSomethingElse() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        let backup = client.server.store
        for holder in ["pod-1", "pod-2"] {
            client.server.store = backup
            let id = try client.watch("resourceVersion=5")
            try rename(holder: holder)
            let pull = client.server.pull(id, at: client.now)
            let event = try JSONValue(parsing: pull.chunks.joined())
            #expect(event["object"]?["metadata"]?["resourceVersion"] == "6")
            #expect(event["object"]?["spec"]?["holderIdentity"] == .string(holder))
        }
    }

    @Test mutating func twoWatchesSeeTheSameEachAtItsPace() throws {
        let one = try client.watch("")
        let other = try client.watch("fieldSelector=metadata.name%3Dwire")
        _ = try client.ask("POST", Client.leases, Client.lease())
        _ = try client.ask("POST", Client.leases, Client.lease("another"))
        #expect(try client.events(one) == ["ADDED wire@5", "ADDED another@6"])
        try rename(holder: "pod-1")
        #expect(try client.events(one) == ["MODIFIED wire@7"])
        #expect(try client.events(other) == ["ADDED wire@5", "MODIFIED wire@7"])
        client.server.close(one)
        #expect(client.server.openWatches == [other])
        #expect(client.server.pull(one, at: client.now).isEnded)
    }

    @Test mutating func aWatchThatFellBehindTheLogIsToldSoAndEnds() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        let id = try client.watch("resourceVersion=5")
        for number in 1...8 { try rename(holder: "pod-\(number)") }
        #expect(try client.events(id) == ["ERROR @410"])
        #expect(client.server.openWatches.isEmpty)
        let late = try client.watch("resourceVersion=5")
        #expect(try client.events(late) == ["ERROR @410"])
    }

    @Test mutating func bookmarksComeOnceAMinuteAndBeforeTheEnd() throws {
        client.server.options.bookmarkInterval = .seconds(60)
        let id = try client.watch("resourceVersion=4&allowWatchBookmarks=true&timeoutSeconds=90")
        #expect(client.server.pull(id, at: client.now).nextPull == client.now.instant + .seconds(60))
        client.wait(.seconds(59))
        #expect(try client.events(id) == [])
        // A write to another kind of object moves the version that a watch may resume from.
        _ = try client.ask("POST", "/api/v1/namespaces/lab/configmaps", ["metadata": ["name": "a"]])
        client.wait(.seconds(1))
        #expect(try client.events(id) == ["BOOKMARK @5"])
        client.wait(.seconds(28))
        #expect(try client.events(id) == ["BOOKMARK @5"])
        #expect(client.server.pull(id, at: client.now).nextPull == client.now.instant + .seconds(2))
        client.wait(.seconds(2))
        let last = client.server.pull(id, at: client.now)
        #expect(last.chunks.isEmpty && last.isEnded && last.nextPull == nil)
    }

    @Test mutating func withoutAskingThereAreNoBookmarks() throws {
        let id = try client.watch("resourceVersion=4&timeoutSeconds=90")
        client.wait(.seconds(89))
        #expect(try client.events(id) == [])
    }

    @Test mutating func aStreamingListEndsWithAMark() throws {
        let query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
        _ = try client.ask("POST", Client.leases, Client.lease())
        let id = try client.watch(query)
        let chunks = client.server.pull(id, at: client.now).chunks
        #expect(chunks.count == 2)
        let mark = try JSONValue(parsing: chunks[1])
        #expect(mark["object"]?["metadata"]?["annotations"] == ["k8s.io/initial-events-end": "true"])
        client.server.options.sendsInitialEvents = false
        let refusal = try client.ask("GET", "\(Client.leases)?watch=1&\(query)")
        #expect(refusal.status == 422)
        #expect(refusal.message.contains("WatchList feature gate"))
    }

    @Test mutating func anObjectThatLosesItsLabelLeavesTheWatch() throws {
        _ = try client.ask("POST", Client.leases, Client.lease(labels: ["app": "a"]))
        let id = try client.watch("labelSelector=app%3Da")
        #expect(try client.events(id) == ["ADDED wire@5"])
        let leave: JSONValue = ["metadata": ["labels": ["app": "b"]]]
        _ = try client.ask("PATCH", wire, leave, type: "application/merge-patch+json")
        #expect(try client.events(id) == ["DELETED wire@6"])
        try rename(holder: "pod-9")
        #expect(try client.events(id) == [])
        let enter: JSONValue = ["metadata": ["labels": ["app": "a"]]]
        _ = try client.ask("PATCH", wire, enter, type: "application/strategic-merge-patch+json")
        #expect(try client.events(id) == ["ADDED wire@8"])
    }

    @Test mutating func aWatchFromTheFutureWaitsForIt() throws {
        let id = try client.watch("resourceVersion=6&allowWatchBookmarks=true&timeoutSeconds=100")
        _ = try client.ask("POST", Client.leases, Client.lease("early"))
        client.wait(.seconds(60))
        #expect(try client.events(id) == [])
        _ = try client.ask("POST", Client.leases, Client.lease("present"))
        _ = try client.ask("POST", Client.leases, Client.lease("late"))
        #expect(try client.events(id) == ["ADDED late@7"])
    }

    @Test mutating func aTableWatchShowsRows() throws {
        let accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        _ = try client.ask("POST", Client.leases, Client.lease())
        client.wait(.seconds(5))
        let id = try client.watch("", accept: accept)
        let event = try JSONValue(parsing: try #require(client.server.pull(id, at: client.now).chunks.first))
        #expect(event["object"]?["kind"] == "Table")
        #expect(event["object"]?["rows"]?.array?.first?["cells"] == ["wire", "pod-0", "5s"])
    }

    @Test mutating func watchesAreBounded() throws {
        client.server.options.watchLimit = 2
        let first = try client.watch("")
        _ = try client.watch("")
        #expect(try client.ask("GET", "\(Client.leases)?watch=true").status == 429)
        client.server.close(first)
        _ = try client.watch("")
    }
}
