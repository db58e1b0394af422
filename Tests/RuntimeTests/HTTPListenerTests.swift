import Election
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

@Suite struct HTTPListenerTests {
    let loop: EventLoop
    let loopback = ListenAddress(host: "127.0.0.1", port: 0)

    init() throws {
        loop = try EventLoop()
    }

    func listen(
        _ limits: HTTPListener.Limits = .init(),
        _ handler: @escaping HTTPListener.Handler = Self.echo
    ) throws -> HTTPListener {
        try HTTPListener(on: [loopback], loop: loop, limits: limits, handler: handler)
    }

    /// Answers with the target.
    static func echo(_ request: HTTPRequest, _ peer: Peer, _ responder: Responder) {
        responder.respond(HTTPResponse(status: 200, body: Array(request.target.utf8)))
    }

    func client(_ listener: HTTPListener, isStuck: Bool = false) throws -> RawClient {
        try RawClient(port: try #require(listener.addresses.first).port, loop: loop, isStuck: isStuck)
    }

    /// Runs the loop until the condition holds after some news of the client.
    func run(_ client: RawClient, until isDone: @escaping (RawClient) -> Bool) {
        client.onNews = { [loop, unowned client] in
            if isDone(client) { loop.stop() }
        }
        loop.run(atMost: .seconds(10))
        client.onNews = {}
    }

    func get(_ target: String, _ headers: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n"
    }

    func response(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    // MARK: Answers

    @Test func aConnectionServesRequestAfterRequest() throws {
        let listener = try listen()
        let client = try client(listener)
        for target in ["/a", "/b?c"] {
            client.send(get(target))
            run(client) { $0.text.hasSuffix(response(target)) }
        }
        #expect(client.text == response("/a") + response("/b?c"))
        #expect(!client.isEnded)
    }

    @Test func pipelinedRequestsAreAnsweredInTheirOrderHoweverLateTheFirstIs() throws {
        var waiting: [Responder] = []
        let listener = try listen { request, _, responder in
            if request.target == "/late" {
                waiting.append(responder)
                loop.schedule(at: SystemClock.instant() + .milliseconds(20)) {
                    waiting.removeFirst().respond(HTTPResponse(status: 200, body: Array("late".utf8)))
                }
            } else {
                Self.echo(request, Peer(address: "", isLoopback: true), responder)
            }
        }
        let client = try client(listener)
        client.send((get("/1") + get("/late") + get("/2") + get("/late") + get("/3")))
        run(client) { $0.text.hasSuffix("/3") }
        #expect(client.text == ["/1", "late", "/2", "late", "/3"].map(response).joined())
    }

    @Test func aThousandRequestsInOneGoAreAllAnswered() throws {
        let listener = try listen()
        let client = try client(listener)
        client.send(String(repeating: get("/x"), count: 1000))
        run(client) { $0.received.count >= response("/x").utf8.count * 1000 }
        #expect(client.text == String(repeating: response("/x"), count: 1000))
    }

    @Test func aHeadIsAnsweredWithoutTheBody() throws {
        let listener = try listen()
        let client = try client(listener)
        client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n" + get("/b"))
        run(client) { $0.text.hasSuffix("/b") }
        #expect(client.text == "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + response("/b"))
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"])
    func aClientThatWantsTheEndGetsIt(request: String) throws {
        let listener = try listen()
        let client = try client(listener)
        client.send(request + get("/ignored"))
        run(client, until: \.isEnded)
        #expect(client.text == "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n/")
    }

    @Test func aClientThatWaitsToSendItsBodyIsAskedForIt() throws {
        let listener = try listen { request, _, responder in
            responder.respond(HTTPResponse(status: 200, body: request.body))
        }
        let client = try client(listener)
        client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        run(client) { $0.text == "HTTP/1.1 100 Continue\r\n\r\n" }
        client.send("body")
        run(client) { $0.text.hasSuffix(response("body")) }
    }

    @Test func thePeerIsKnown() throws {
        var peers: [Peer] = []
        let listener = try listen { _, peer, responder in
            peers.append(peer)
            responder.respond(HTTPResponse(status: 204))
        }
        let client = try client(listener)
        client.send(get("/"))
        run(client) { !$0.received.isEmpty }
        #expect(peers == [Peer(address: "127.0.0.1", isLoopback: true)])
    }

    // MARK: Clients that misbehave

    @Test func noiseIsAnsweredWith400AndTheServerGoesOn() throws {
        let listener = try listen()
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let client = try client(listener)
            // Nothing that could be the beginning of a method.
            client.send(
                [0x16]
                    + (0..<Int.random(in: 1...300, using: &generator)).map { _ in
                        .random(in: 0...255, using: &generator)
                    }
            )
            run(client, until: \.isEnded)
            #expect(client.text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        }
        let client = try client(listener)
        client.send(get("/still-here"))
        run(client) { $0.text == response("/still-here") }
    }

    @Test func aRequestThatDripsInIsCutWith408() throws {
        var limits = HTTPListener.Limits()
        limits.requestDuration = .milliseconds(100)
        let listener = try listen(limits)
        let client = try client(listener)
        let start = SystemClock.instant()
        func drip() {
            client.send("G")
            if !client.isEnded { loop.schedule(at: SystemClock.instant() + .milliseconds(20), drip) }
        }
        drip()
        run(client, until: \.isEnded)
        #expect(client.text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect((100..<2000).contains((SystemClock.instant() - start).milliseconds))
    }

    @Test func anIdleConnectionIsClosed() throws {
        var limits = HTTPListener.Limits()
        limits.idleDuration = .milliseconds(50)
        let listener = try listen(limits)
        let client = try client(listener)
        client.send(get("/"))
        run(client, until: \.isEnded)
        #expect(client.text == response("/"))
    }

    @Test func aResponseThatNobodyReadsIsGivenUp() throws {
        var limits = HTTPListener.Limits()
        limits.writeDuration = .milliseconds(100)
        let whole = 16 << 20
        let listener = try listen(limits) { [loop] _, _, responder in
            responder.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 0x20, count: whole)))
            loop.schedule(at: SystemClock.instant() + .milliseconds(300)) { loop.stop() }
        }
        let stuck = try client(listener, isStuck: true)
        stuck.send(get("/"))
        loop.run(atMost: .seconds(10))
        try stuck.startReading()
        run(stuck, until: \.isEnded)
        #expect(stuck.received.count < whole)
    }

    @Test(arguments: [true, false])
    func aClientThatFloodsIsNotReadWithoutEnd(isAnswered: Bool) throws {
        let listener = try listen { _, _, responder in
            if isAnswered { responder.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 0x20, count: 1000))) }
        }
        let stuck = try client(listener, isStuck: true)
        var accepted = 0
        var quietRounds = 0
        func flood() {
            let count = stuck.flood(get("/"))
            accepted += count
            quietRounds = count == 0 ? quietRounds + 1 : 0
            if quietRounds == 20 || accepted > 256 << 20 { return loop.stop() }
            loop.schedule(at: SystemClock.instant() + .milliseconds(5), flood)
        }
        flood()
        loop.run(atMost: .seconds(10))
        // What the kernel buffers is a few megabytes.
        #expect(accepted < 64 << 20)
    }

    @Test func aClientThatLeavesIsTold() throws {
        var kept: Responder?
        let listener = try listen { [loop] _, _, responder in
            kept = responder
            responder.onClose { loop.stop() }
        }
        var client: RawClient? = try client(listener)
        client?.send(get("/"))
        loop.schedule(at: SystemClock.instant() + .milliseconds(20)) { client = nil }
        loop.run(atMost: .seconds(10))
        #expect(client == nil)
        #expect(kept?.isOpen == false)
        kept?.respond(HTTPResponse(status: 200))
    }

    @Test func aSecondAnswerIsIgnored() throws {
        let listener = try listen { request, _, responder in
            responder.respond(HTTPResponse(status: 200, body: Array(request.target.utf8)))
            responder.respond(HTTPResponse(status: 500))
            responder.send([1])
            responder.end()
        }
        let client = try client(listener)
        client.send(get("/a") + get("/b"))
        run(client) { $0.text.hasSuffix("/b") }
        #expect(client.text == response("/a") + response("/b"))
    }

    // MARK: Many connections

    @Test func moreConnectionsThanAllowedTakeTheLongestIdleOnesPlace() throws {
        var limits = HTTPListener.Limits()
        limits.connections = 3
        let listener = try listen(limits)
        var clients: [RawClient] = []
        for _ in 0..<4 {
            let client = try client(listener)
            clients.append(client)
            client.send(get("/"))
            run(client) { $0.text == response("/") }
        }
        if !clients[0].isEnded { run(clients[0], until: \.isEnded) }
        #expect(clients.map(\.isEnded) == [true, false, false, false])
    }

    @Test func whereAllAreBusyAFurtherConnectionGets503() throws {
        var limits = HTTPListener.Limits()
        limits.connections = 2
        var waiting: [Responder] = []
        let listener = try listen(limits) { [loop] _, _, responder in
            waiting.append(responder)
            if waiting.count == 2 { loop.stop() }
        }
        let busy = [try client(listener), try client(listener)]
        busy.forEach { $0.send(get("/")) }
        loop.run(atMost: .seconds(10))
        let refused = try client(listener)
        run(refused, until: \.isEnded)
        #expect(refused.text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        waiting.forEach { $0.respond(HTTPResponse(status: 200, body: Array("late".utf8))) }
        for client in busy where client.received.isEmpty { run(client) { $0.text == response("late") } }
        #expect(busy.map(\.text) == [response("late"), response("late")])
    }

    @Test func fiveHundredConnectionsAreServedAtOnce() throws {
        let listener = try listen()
        var clients: [RawClient] = []
        for _ in 0..<500 {
            let client = try client(listener)
            clients.append(client)
            client.send(get("/"))
            run(client) { $0.text == response("/") }
        }
        for client in clients { client.send(get("/2")) }
        for client in clients where !client.text.hasSuffix("/2") { run(client) { $0.text.hasSuffix("/2") } }
        #expect(clients.allSatisfy { $0.text == response("/") + response("/2") })
    }
}
