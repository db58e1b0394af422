import Election
import Testing

@testable import Sidecar

@Suite struct OutageLogTests {
    private let start = Instant(nanoseconds: 0)
    private let refused = RequestFailure.unreachable("cannot connect")

    @Test func anOutageIsALineAtItsBeginAndOneAtItsEnd() {
        var log = OutageLog()
        #expect(log.succeeded(at: start) == nil)
        #expect(
            log.failed(refused, at: start) == "cannot connect; trying again, further failures of this kind are counted"
        )
        for second in 1...99 {
            #expect(log.failed(.unreachable("cannot connect, try \(second)"), at: start + .seconds(second)) == nil)
        }
        let end = "the API server answers again, after 100 failed requests in 120s"
        #expect(log.succeeded(at: start + .seconds(120)) == end)
        #expect(log.succeeded(at: start + .seconds(121)) == nil)
    }

    @Test func anotherKindOfFailureIsNews() {
        var log = OutageLog()
        let kinds: [RequestFailure] = [
            refused, .timedOut, .unauthorized("who"), .forbidden("no"), .throttled(retryAfter: .seconds(1), "wait"),
            .serverError(status: 500, "oops"), .serverError(status: 503, "oops"), .rejected(status: 422, "bad"),
            .nonsense("html"),
        ]
        for kind in kinds {
            #expect(log.failed(kind, at: start)?.hasPrefix("\(kind); trying again") == true)
            #expect(log.failed(kind, at: start) == nil)
        }
    }

    @Test func theNextOutageIsCountedAnew() {
        var log = OutageLog()
        _ = log.failed(refused, at: start)
        _ = log.succeeded(at: start + .seconds(1))
        #expect(log.failed(refused, at: start + .seconds(60)) != nil)
        #expect(log.succeeded(at: start + .seconds(61))?.contains("after 1 failed request in 1s") == true)
    }
}
