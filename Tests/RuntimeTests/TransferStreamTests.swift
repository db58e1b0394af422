import Election
import Foundation
import HTTP
import Runtime
import TestKit
import Testing

@Suite struct TransferStreamTests {
    let loop: EventLoop
    let transfers: Transfers
    let watch = HTTPRequest(method: "GET", target: "/watch")
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    init() throws {
        loop = try EventLoop()
        transfers = Transfers(loop: loop)
    }

    /// What a stream brought, in order.
    enum Part: Equatable {
        case head(Int)
        case bytes(String)
        case end(TransferError?)
    }

    /// Runs one stream to its end; `onPart` sees each part as it comes.
    func parts(
        _ server: ScriptedServer,
        headMilliseconds: Int64 = 5000,
        milliseconds: Int64 = 5000,
        limit: Int = 1000,
        onPart: @escaping (Part) -> Void = { _ in }
    ) -> [Part] {
        var parts: [Part] = []
        func add(_ part: Part) {
            parts.append(part)
            onPart(part)
        }
        let now = SystemClock.instant()
        transfers.startStream(
            watch,
            to: server.endpoint,
            headDeadline: now + .milliseconds(headMilliseconds),
            deadline: now + .milliseconds(milliseconds),
            errorBodyLimitBytes: limit,
            handlers: StreamHandlers(
                onHead: { add(.head($0.status)) },
                onBytes: { add(.bytes(String(decoding: $0, as: UTF8.self))) },
                onEnd: { error in
                    add(.end(error))
                    loop.stop()
                }
            )
        )
        loop.run(atMost: .seconds(10))
        return parts
    }

    @Test func partsComeAsTheyAreSentAndThenTheEnd() throws {
        var connection: ScriptedServer.Connection?
        let server = try ScriptedServer(loop: loop) { accepted, _ in
            connection = accepted
            accepted.send(head)
        }
        let parts = parts(server) { part in
            switch part {
            case .head: connection?.send("3\r\none\r\n")
            case .bytes("one"): connection?.send("3\r\ntwo\r\n")
            default: connection?.send("0\r\n\r\n")
            }
        }
        #expect(parts == [.head(200), .bytes("one"), .bytes("two"), .end(nil)])
    }

    @Test func aStreamMayGoOnBeyondTheLimitOfABody() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send(head + String(repeating: "a\r\n0123456789\r\n", count: 200) + "0\r\n\r\n")
        }
        let parts = parts(server, limit: 1000)
        #expect(parts.last == .end(nil))
    }

    @Test func aRefusalComesWithItsBodyAndABoundedOne() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send("HTTP/1.1 410 Gone\r\nContent-Length: 6\r\n\r\nreason")
        }
        #expect(parts(server, limit: 6) == [.head(410), .bytes("reason"), .end(nil)])
        let error = TransferError.tooLarge(server: server.endpoint.hostAndPort, part: "body", limitBytes: 5)
        #expect(parts(server, limit: 5).last == .end(error))
    }

    @Test func theHeadHasADeadlineOfItsOwn() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send("HTTP/1.1 200 OK\r\nX: 1\r\n") }
        let timedOut = TransferError.timedOut(server: server.endpoint.hostAndPort)
        #expect(parts(server, headMilliseconds: 100) == [.end(timedOut)])
    }

    @Test func theWholeHasADeadlineThatTheHeadDoesNotStop() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(head) }
        let timedOut = TransferError.timedOut(server: server.endpoint.hostAndPort)
        #expect(parts(server, headMilliseconds: 100, milliseconds: 200) == [.head(200), .end(timedOut)])
    }

    @Test func aCutStreamEndsWithAnError() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send(head + "3\r\none\r\n3\r\ntw")
            connection.close()
        }
        guard case .end(.broken) = parts(server).last else {
            Issue.record("a cut stream ended well")
            return
        }
    }

    @Test func aStreamCancelledFromItsHeadBringsNothingMore() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(head + "3\r\none\r\n") }
        var calls: [String] = []
        var id: TransferID?
        let now = SystemClock.instant()
        id = transfers.startStream(
            watch,
            to: server.endpoint,
            headDeadline: now + .seconds(5),
            deadline: now + .seconds(5),
            handlers: StreamHandlers(
                onHead: { [transfers, loop] _ in
                    calls.append("head")
                    if let id { transfers.cancel(id) }
                    loop.schedule(at: SystemClock.instant() + .milliseconds(100)) { loop.stop() }
                },
                onBytes: { _ in calls.append("bytes") },
                onEnd: { _ in calls.append("end") }
            )
        )
        loop.run(atMost: .seconds(10))
        #expect(calls == ["head"])
        #expect(loop.run(until: { server.connections.first?.isClosed == true }))
    }

    /// An answer that is quicker than a turn of the loop comes within the call that sends the request.
    @Test func aStreamThatEndsAtOnceBeginsWithItsHeadAllTheSame() throws {
        let answer = "HTTP/1.1 410 Gone\r\nContent-Length: 2\r\n\r\n{}"
        let server = try ScriptedServer(loop: loop) { [loop] connection, _ in
            connection.send(answer)
            loop.unwatch(connection.socket)
            let socket = connection.socket
            Thread.detachNewThread {
                var request = [UInt8](repeating: 0, count: 4096)
                while recv(socket, &request, request.count, 0) > 0 {
                    _ = send(socket, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
                }
            }
        }
        let count = 2000
        var streams: [[Part]] = []
        func startNext() {
            streams.append([])
            let now = SystemClock.instant()
            transfers.startStream(
                watch,
                to: server.endpoint,
                headDeadline: now + .seconds(5),
                deadline: now + .seconds(5),
                handlers: StreamHandlers(
                    onHead: { streams[streams.count - 1].append(.head($0.status)) },
                    onBytes: { streams[streams.count - 1].append(.bytes(String(decoding: $0, as: UTF8.self))) },
                    onEnd: { error in
                        streams[streams.count - 1].append(.end(error))
                        if streams.count < count { startNext() } else { loop.stop() }
                    }
                )
            )
        }
        startNext()
        loop.run(atMost: .seconds(30))
        #expect(streams.count == count)
        #expect(streams.first { $0 != [.head(410), .bytes("{}"), .end(nil)] } == nil)
    }
}
