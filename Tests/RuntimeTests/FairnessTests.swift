import Election
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

/// Whoever keeps the loop busy leaves the others their turns.
@Suite struct FairnessTests {
    let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    @Test func patientDescriptorsThatAreAlwaysReadyHoldUpNobodyElse() throws {
        var sockets: [Int32] = []
        defer {
            for socket in sockets {
                loop.unwatch(socket)
                close(socket)
            }
        }
        var turns: [Int32: Int] = [:]
        for _ in 0..<100 {
            var pair: [Int32] = [-1, -1]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
            sockets += pair
            // A socket that nobody has filled can be written to.
            try loop.watch(pair[0], for: .write, urgency: .patient) { _ in
                turns[pair[0], default: 0] += 1
                usleep(1000)
            }
        }
        var promptTurns = 0
        try loop.watch(sockets[1], for: .write) { [loop] _ in
            promptTurns += 1
            if promptTurns == 200 { loop.stop() }
        }
        loop.run(atMost: .seconds(10))
        #expect(turns.values.reduce(0, +) <= 200 * 2, "two of a millisecond are a turn")
        #expect(turns.count == 100, "they take turns, too")
    }

    @Test func pipelinedRequestsLetOthersGoFirst() throws {
        var order: [String] = []
        let listener = try HTTPListener(on: [ListenAddress(host: "127.0.0.1", port: 0)], loop: loop) {
            [loop] request, _, responder in
            order.append(request.target)
            responder.respond(HTTPResponse(status: 200))
            if order.count == 401 { loop.stop() }
        }
        let port = try #require(listener.addresses.first).port
        let greedy = try RawClient(port: port, loop: loop)
        greedy.send(String(repeating: "GET /greedy HTTP/1.1\r\nHost: x\r\n\r\n", count: 400))
        let modest = try RawClient(port: port, loop: loop)
        modest.send("GET /modest HTTP/1.1\r\nHost: x\r\n\r\n")
        loop.run(atMost: .seconds(10))
        let place = try #require(order.firstIndex(of: "/modest"))
        #expect(place <= 48, "after \(place) of the other's")
        withExtendedLifetime((greedy, modest)) {}
    }

    /// The reset shows as room to write and as something to read at once; the first of both ends the connection.
    @Test func aResetWithAnswersUnreadEndsOnlyItsConnection() throws {
        let answer = HTTPResponse(status: 200, body: Array(repeating: 0x78, count: 4096))
        let listener = try HTTPListener(on: [ListenAddress(host: "127.0.0.1", port: 0)], loop: loop) {
            _,
            _,
            responder in responder.respond(answer)
        }
        let port = try #require(listener.addresses.first).port
        let stuck = try (0..<50).map { _ in try RawClient(port: port, loop: loop, isStuck: true) }
        for _ in 0..<5 {
            for client in stuck { client.flood("GET / HTTP/1.1\r\nHost: x\r\n\r\n", atMost: 1 << 17) }
            loop.schedule(at: SystemClock.instant() + .milliseconds(20)) { [loop] in loop.stop() }
            loop.run(atMost: .seconds(10))
        }
        for client in stuck { client.close(byReset: true) }
        let other = try RawClient(port: port, loop: loop)
        other.onNews = { [loop] in loop.stop() }
        other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        loop.run(atMost: .seconds(10))
        #expect(other.text.hasPrefix("HTTP/1.1 200 OK"))
    }
}
