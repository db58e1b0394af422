import Election
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

@Suite struct HTTPListenerStreamTests {
    let loop: EventLoop
    let head = HTTPResponse(status: 200, headers: ["Content-Type": "text/plain"])
    let headText = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"

    init() throws {
        loop = try EventLoop()
    }

    func listen(
        _ limits: HTTPListener.Limits = .init(),
        _ handler: @escaping HTTPListener.Handler
    ) throws -> HTTPListener {
        try HTTPListener(
            on: [ListenAddress(host: "127.0.0.1", port: 0)],
            loop: loop,
            limits: limits,
            handler: handler
        )
    }

    func client(_ listener: HTTPListener, isStuck: Bool = false) throws -> RawClient {
        let client = try RawClient(
            port: try #require(listener.addresses.first).port,
            loop: loop,
            isStuck: isStuck
        )
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return client
    }

    func run(_ client: RawClient, until isDone: @escaping (RawClient) -> Bool) {
        client.onNews = { [loop, unowned client] in
            if isDone(client) { loop.stop() }
        }
        loop.run(atMost: .seconds(10))
        client.onNews = {}
    }

    @Test func piecesComeAsChunksAndTheConnectionLivesOn() throws {
        let listener = try listen { [loop] _, _, responder in
            responder.startStream(head)
            responder.send(Array("one".utf8))
            loop.schedule(at: SystemClock.instant() + .milliseconds(10)) {
                responder.send(Array("three".utf8))
                responder.send([])
                responder.end()
            }
        }
        let client = try client(listener)
        let whole = headText + "3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"
        run(client) { $0.text == whole }
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        run(client) { $0.text == whole + whole }
    }

    @Test func anOldClientGetsTheBytesAndThenTheEnd() throws {
        let listener = try listen { _, _, responder in
            responder.startStream(head)
            responder.send(Array("one".utf8))
            loop.schedule(at: SystemClock.instant() + .milliseconds(10)) { responder.end() }
        }
        let start = SystemClock.instant()
        let client = try RawClient(port: try #require(listener.addresses.first).port, loop: loop)
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        run(client, until: \.isEnded)
        #expect(client.text == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\none")
        #expect(SystemClock.instant() - start < .seconds(1))
    }

    @Test func aStreamToAHeadIsOverAtOnce() throws {
        var closes = 0
        let listener = try listen { _, _, responder in
            responder.startStream(head)
            responder.onClose { [loop] in
                closes += 1
                if closes == 2 { loop.stop() }
            }
            responder.send(Array("one".utf8))
            responder.end()
        }
        let client = try RawClient(port: try #require(listener.addresses.first).port, loop: loop)
        client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        loop.run(atMost: .seconds(10))
        if client.text != headText + headText { run(client) { $0.text == headText + headText } }
        #expect(closes == 2)
    }

    @Test func aReaderThatIsStuckIsCutAndTheOthersGoOn() throws {
        var limits = HTTPListener.Limits()
        limits.streamBytes = 256 << 10
        var open: [Int: Responder] = [:]
        var closed: [Int] = []
        let listener = try listen(limits) { _, _, responder in
            let number = open.count
            open[number] = responder
            responder.startStream(head)
            responder.onClose {
                closed.append(number)
                open[number] = nil
            }
        }
        let stuck = try client(listener, isStuck: true)
        loop.schedule(at: SystemClock.instant() + .milliseconds(20)) { [loop] in loop.stop() }
        loop.run(atMost: .seconds(10))
        let good = try client(listener)
        let piece = [UInt8](repeating: 0x78, count: 64 << 10)
        var pieces = 0
        func sendMore() {
            for number in [0, 1] { open[number]?.send(piece) }
            pieces += 1
            guard closed.isEmpty, pieces < 1000 else {
                open[1]?.end()
                return
            }
            loop.schedule(at: SystemClock.instant() + .milliseconds(1), sendMore)
        }
        loop.schedule(at: SystemClock.instant() + .milliseconds(20), sendMore)
        run(good) { $0.text.utf8.suffix(5).elementsEqual("0\r\n\r\n".utf8) }
        #expect(closed == [0])
        #expect(good.received.count > pieces * piece.count)
        withExtendedLifetime(stuck) {}
    }
}
