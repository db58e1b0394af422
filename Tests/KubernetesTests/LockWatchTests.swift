import Election
import HTTP
import Kubernetes
import Locks
import TestKit
import Testing

struct LockWatchTests {
    private func opened() throws -> LockWatch {
        var watch = LockWatch(of: try Wire.session())
        #expect(watch.receiveHead(status: 200, headers: [:]) == [.watchOpened])
        return watch
    }

    /// What a watch makes of a stream that comes in pieces and ends in order.
    private func events(_ pieces: [[UInt8]]) throws -> [Elector.Event] {
        var watch = try opened()
        return pieces.flatMap { watch.receive($0) } + watch.receiveEnd(nil)
    }

    private func line(_ type: String, _ object: String) -> [UInt8] {
        Array("{\"type\":\"\(type)\",\"object\":\(object)}\n".utf8)
    }

    private func lease(_ version: String, name: String = "wire", kind: String = "Lease") -> String {
        """
        {"kind":"\(kind)","metadata":{"name":"\(name)","namespace":"lab","uid":"u","resourceVersion":"\(version)"}}
        """
    }

    /// The end of a watch that was not accepted.
    private func refusal(_ response: HTTPResponse) throws -> [Elector.Event] {
        var watch = LockWatch(of: try Wire.session())
        let events = watch.receiveHead(status: response.status, headers: response.headers)
        return events + response.body.map { [$0] }.flatMap { watch.receive($0) } + watch.receiveEnd(nil)
    }

    @Test func theRecordedWatchShowsAChangeABookmarkAndTheDeletion() throws {
        let events = try events([try Wire.stream("24-lease-watch-modified-deleted")])
        guard events.count == 4, case .watchSaw(let seen) = events[0], case .watchSawDeletion(let last) = events[2]
        else {
            Issue.record("\(events)")
            return
        }
        #expect(seen.version == ObjectVersion(uid: "8251060d-337f-4f23-823e-b5f4f632f9c0", resourceVersion: "363"))
        #expect(seen.record?.holderIdentity == "pod-1")
        #expect(events[1] == .watchAdvanced(resourceVersion: "364"))
        #expect(last.version.resourceVersion == "365")
        #expect(events[3] == .watchEnded(.finished))
    }

    @Test func theRecordedWatchOfAnEndpointsShowsItsRecord() throws {
        var watch = LockWatch(of: try Wire.session(.endpoints))
        #expect(watch.receiveHead(status: 200, headers: [:]) == [.watchOpened])
        let events = watch.receive(try Wire.stream("31-endpoints-watch"))
        guard events.count == 1, case .watchSaw(let seen) = events[0] else {
            Issue.record("\(events)")
            return
        }
        #expect(seen.version == ObjectVersion(uid: "726b1cc9-9c0e-4417-849c-53ad65f66496", resourceVersion: "373"))
        #expect(try seen.record == Wire.snapshot("30-endpoints-update", .endpoints).record)
        #expect(seen.record?.renewTime == WallTime(microseconds: 1_795_255_202_000_000))
    }

    @Test func aBookmarkOfAnotherKindIsNone() throws {
        var watch = LockWatch(of: try Wire.session(.configmaps))
        _ = watch.receiveHead(status: 200, headers: [:])
        #expect(watch.receive(line("BOOKMARK", lease("4"))).isEmpty)
        let advanced = Elector.Event.watchAdvanced(resourceVersion: "5")
        #expect(watch.receive(line("BOOKMARK", lease("5", kind: "ConfigMap"))) == [advanced])
    }

    @Test func linesCutAnywhereGiveTheSameEvents() throws {
        let stream = try Wire.stream("24-lease-watch-modified-deleted")
        let whole = try events([stream])
        for cut in stream.indices {
            #expect(try events([Array(stream[..<cut]), Array(stream[cut...])]) == whole)
        }
        #expect(try events(stream.map { [$0] }) == whole)
    }

    @Test func aWatchOfNothingJustEnds() throws {
        #expect(try events([try Wire.stream("25-lease-watch-absent-timeout")]) == [.watchEnded(.finished)])
        #expect(try events([try Wire.stream("27-lease-watch-future")]) == [.watchEnded(.finished)])
    }

    @Test func aVersionThatIsTooOldEndsItAsExpired() throws {
        #expect(try events([try Wire.stream("26-lease-watch-too-old")]) == [.watchEnded(.expired)])
        #expect(try refusal(HTTPResponse(status: 410)) == [.watchEnded(.expired)])
    }

    @Test func theBookmarkAfterInitialEventsIsABookmark() throws {
        let expected: [Elector.Event] = [.watchAdvanced(resourceVersion: "368"), .watchEnded(.finished)]
        #expect(try events([try Wire.stream("28-lease-watch-list")]) == expected)
    }

    @Test func otherObjectsAreIgnored() throws {
        let stream = [
            line("ADDED", lease("1", name: "other")), line("ADDED", lease("2", kind: "Pod")),
            line("DELETED", lease("3", name: "other")), line("BOOKMARK", lease("4", kind: "Pod")),
            line("BOOKMARK", "{\"kind\":\"Lease\",\"metadata\":{}}"), Array("\n\r\n".utf8.filter { $0 == 10 }),
        ]
        #expect(try events(stream) == [.watchEnded(.finished)])
    }

    @Test func theWholeLineIsKeptAsTheSourceOfAWrite() throws {
        let stream = line("ADDED", lease("7"))
        guard case .watchSaw(let snapshot) = try events([stream])[0] else {
            Issue.record("not read")
            return
        }
        #expect(snapshot.source == stream.dropLast())
    }

    @Test(arguments: [
        "nonsense", "{}", "[]", #"{"type":"ADDED"}"#, #"{"type":"RENAMED","object":{"kind":"Lease","metadata":{}}}"#,
        #"{"type":"ADDED","object":{"kind":"Lease"}}"#, #"{"type":"ERROR","object":{"kind":"Lease","metadata":{}}}"#,
        #"{"type":"ADDED","object":{"kind":"Lease","metadata":{"name":"wire","namespace":"lab"}}}"#,
        "{\"type\":\"ADDED\",\"object\":" + String(repeating: "[", count: 100_000),
    ])
    func nonsenseEndsTheWatch(text: String) throws {
        var watch = try opened()
        let events = watch.receive(Array(text.utf8) + [10] + line("ADDED", lease("9")))
        guard events.count == 1, case .watchEnded(.failed(.nonsense)) = events[0] else {
            Issue.record("\(events)")
            return
        }
        #expect(watch.isOver)
        #expect(watch.receive(line("ADDED", lease("9"))).isEmpty)
        #expect(watch.receiveEnd(nil).isEmpty)
    }

    @Test func aLineWithoutEndIsNotKept() throws {
        var watch = try opened()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        var pieces = 0
        while !watch.isOver, pieces < 100 {
            let events = watch.receive(piece)
            pieces += 1
            #expect(events.isEmpty == !watch.isOver)
        }
        #expect(pieces == 17)
    }

    @Test func aLongLineWithinTheLimitIsRead() throws {
        let padding = String(repeating: "x", count: LockWatch.lineLimit - 200)
        let object = lease("1").dropLast() + ",\"later\":\"\(padding)\"}"
        guard case .watchSaw = try events([line("ADDED", String(object))])[0] else {
            Issue.record("not read")
            return
        }
    }

    @Test func aStreamCutInsideALineDidNotEndInOrder() throws {
        let stream = line("ADDED", lease("1")).dropLast()
        guard case .watchEnded(.failed(.unreachable)) = try events([Array(stream)])[0] else {
            Issue.record("taken for an event")
            return
        }
    }

    @Test func aBrokenConnectionIsPassedOn() throws {
        var watch = try opened()
        #expect(watch.receiveEnd(.unreachable("reset")) == [.watchEnded(.failed(.unreachable("reset")))])
        #expect(watch.receiveEnd(.timedOut).isEmpty)
        var early = LockWatch(of: try Wire.session())
        #expect(early.receiveEnd(.timedOut) == [.watchEnded(.failed(.timedOut))])
    }

    @Test(arguments: [
        "20-forbidden-other-namespace", "21-not-found-path", "47-method-not-allowed", "13-lease-update-truncated-json",
        "48-lease-name-invalid",
    ])
    func aServerThatDoesNotLetUsWatchRefuses(name: String) throws {
        let events = try refusal(WireExchange(named: name).response)
        guard events.count == 1, case .watchEnded(.refused) = events[0] else {
            Issue.record("\(events)")
            return
        }
    }

    @Test func aServerInTroubleFails() throws {
        let unauthorized = try refusal(WireExchange(named: "19-unauthorized-bad-token").response)
        guard case .watchEnded(.failed(.unauthorized)) = unauthorized[0] else {
            Issue.record("\(unauthorized)")
            return
        }
        let busy = try refusal(HTTPResponse(status: 429, headers: ["Retry-After": "3"]))
        guard case .watchEnded(.failed(.throttled(retryAfter: .seconds(3), _))) = busy[0] else {
            Issue.record("\(busy)")
            return
        }
        let away = try refusal(HTTPResponse(status: 503, body: Array(repeating: 65, count: 1 << 17)))
        guard case .watchEnded(.failed(.serverError(503, _))) = away[0] else {
            Issue.record("\(away)")
            return
        }
    }

    @Test(arguments: [
        (#"{"kind":"Status","code":403,"message":"no"}"#, Elector.WatchEnd.refused(.forbidden("no"))),
        (#"{"kind":"Status","code":500,"message":"no"}"#, .failed(.serverError(status: 500, "no"))),
        (#"{"kind":"Status","message":"no"}"#, .failed(.serverError(status: 500, "no"))),
        (#"{"kind":"Status","reason":"Gone"}"#, .expired),
        (#"{"kind":"Status","reason":"Expired"}"#, .expired),
    ])
    func anErrorInsideTheStreamEndsItForItsReason(status: String, end: Elector.WatchEnd) throws {
        #expect(try events([line("ERROR", status), line("ADDED", lease("1"))]) == [.watchEnded(end)])
    }

    @Test func noiseNeverTraps() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<300 {
            let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
            let events = try events([noise])
            #expect(events.count == 1)
        }
    }
}
