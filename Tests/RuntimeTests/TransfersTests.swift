import Election
import HTTP
import Runtime
import TestKit
import Testing

@Suite struct TransfersTests {
    let loop: EventLoop
    let transfers: Transfers
    let get = HTTPRequest(method: "GET", target: "/x?y=1", headers: ["Accept": "application/json"])
    let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nx-a:\t2 \r\n\r\nhello"

    init() throws {
        loop = try EventLoop()
        transfers = Transfers(loop: loop)
    }

    func later(_ milliseconds: Int64) -> Instant {
        SystemClock.instant() + .milliseconds(milliseconds)
    }

    /// Runs one exchange to its end.
    func exchange(
        _ request: HTTPRequest,
        _ server: ScriptedServer,
        withinMilliseconds limit: Int64 = 5000,
        bodyLimit: Int = 1000
    ) -> Result<HTTPResponse, TransferError>? {
        var outcome: Result<HTTPResponse, TransferError>?
        transfers.start(request, to: server.endpoint, deadline: later(limit), bodyLimitBytes: bodyLimit) { result in
            #expect(outcome == nil, "the completion is called once")
            outcome = result
            loop.stop()
        }
        loop.run(atMost: .seconds(10))
        return outcome
    }

    // MARK: What is sent and what comes back

    @Test func theRequestIsSentAsGivenAndNothingIsAdded() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(hello) }
        let put = HTTPRequest(
            method: "PUT",
            target: "/a%20b",
            headers: ["Content-Type": "application/json"],
            body: Array("{}".utf8)
        )
        for request in [
            get, put, HTTPRequest(method: "DELETE", target: "/d"), HTTPRequest(method: "POST", target: "/p"),
        ] {
            _ = try #require(exchange(request, server)).get()
        }
        let host = "Host: 127.0.0.1:\(server.port)\r\n"
        #expect(
            server.requests == [
                "GET /x?y=1 HTTP/1.1\r\n\(host)Accept: application/json\r\n\r\n",
                "PUT /a%20b HTTP/1.1\r\n\(host)Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                "DELETE /d HTTP/1.1\r\n\(host)\r\n",
                "POST /p HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n",
            ]
        )
    }

    @Test func theResponseComesWholeAndInterimHeadsAreSkipped() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + hello)
        }
        let response = try #require(exchange(get, server)).get()
        #expect(response.status == 200)
        #expect(response.headers.values("x-a") == ["1", "2"])
        #expect(response.headers["Link"] == nil)
        #expect(response.body == Array("hello".utf8))
    }

    @Test func aRedirectIsDeliveredAndNotFollowed() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        }
        let response = try #require(exchange(get, server)).get()
        #expect(response.status == 302)
        #expect(response.headers["Location"] == "/elsewhere")
        #expect(server.requests.count == 1)
    }

    @Test func aHeaderWithALineBreakIsNotSent() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(hello) }
        let request = HTTPRequest(method: "GET", target: "/", headers: ["Authorization": "Bearer x\r\nEvil: 1"])
        let outcome = try #require(exchange(request, server))
        #expect(throws: TransferError.self) { try outcome.get() }
        #expect(server.connections.isEmpty)
    }

    // MARK: Connections

    @Test func connectionsAreKeptAlive() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(hello) }
        for _ in 0..<3 { _ = try #require(exchange(get, server)).get() }
        #expect(server.requests.count == 3)
        #expect(server.connections.count == 1)
    }

    @Test func aRequestThatAsksForItHasItsConnectionClosedBehindIt() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(hello) }
        let request = HTTPRequest(method: "GET", target: "/", headers: ["Connection": "close"])
        _ = try #require(exchange(request, server)).get()
        #expect(loop.run(until: { server.connections.first?.isClosed == true }))
    }

    @Test func whatIsNoLongerWantedWhenTheConnectionIsThereIsNotSent() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(hello) }
        var outcomes: [Result<HTTPResponse, TransferError>] = []
        var looks = 0
        for isWanted in [true, false] {
            transfers.start(
                get,
                to: server.endpoint,
                deadline: later(5000),
                ifStill: { [unowned server] in
                    #expect(server.requests.count == outcomes.count)
                    looks += 1
                    return isWanted
                },
                completion: { [loop] result in
                    outcomes.append(result)
                    loop.stop()
                }
            )
            loop.run(atMost: .seconds(10))
        }
        try #require(outcomes.count == 2)
        #expect(try outcomes[0].get().status == 200)
        #expect(outcomes[1] == .failure(.withdrawn(server: "127.0.0.1:\(server.port)")))
        #expect(looks == 2 && server.requests.count == 1)
    }

    @Test func aNameIsResolvedWithoutWaitingForATimer() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(hello) }
        var outcome: Result<HTTPResponse, TransferError>?
        let start = SystemClock.instant()
        transfers.start(
            get,
            to: Endpoint(scheme: .http, host: "localhost", port: server.port),
            deadline: later(5000)
        ) { [loop] result in
            outcome = result
            loop.stop()
        }
        loop.run(atMost: .seconds(10))
        #expect(try #require(outcome).get().status == 200)
        #expect(SystemClock.instant() - start < .seconds(1))
    }

    @Test func aDeadlineEndsASilentExchangeAndItsConnectionIsNotUsedAgain() throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            // Answers late, so that a connection used again would get the wrong answer.
            if connection.number > 1 { connection.send(hello) }
        }
        let start = SystemClock.instant()
        let outcome = exchange(get, server, withinMilliseconds: 100)
        #expect(outcome == .failure(.timedOut(server: "127.0.0.1:\(server.port)")))
        #expect((100..<1000).contains((SystemClock.instant() - start).milliseconds))
        _ = try #require(exchange(get, server)).get()
        #expect(server.connections.count == 2)
        #expect(loop.run(until: { server.connections.first?.isClosed == true }))
    }

    @Test func aCancelledExchangeIsNeverHeardOfAgain() throws {
        var completions = 0
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send("HTTP/1.1 200 OK\r\n") }
        let id = transfers.start(get, to: server.endpoint, deadline: later(200)) { _ in completions += 1 }
        loop.schedule(at: later(100)) { [transfers] in
            transfers.cancel(id)
            transfers.cancel(id)
        }
        loop.schedule(at: later(300)) { [loop] in loop.stop() }
        loop.run(atMost: .seconds(10))
        #expect(completions == 0)
        #expect(loop.run(until: { server.connections.first?.isClosed == true }))
    }

    @Test func aWatchDoesNotHoldUpAWrite() throws {
        let server = try ScriptedServer(loop: loop) { connection, request in
            connection.send(request.contains("/watch") ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" : hello)
        }
        var ended = 0
        let stream = transfers.startStream(
            HTTPRequest(method: "GET", target: "/watch"),
            to: server.endpoint,
            headDeadline: later(1000),
            deadline: later(5000),
            handlers: StreamHandlers(onHead: { _ in loop.stop() }, onBytes: { _ in }) { _ in
                ended += 1
            }
        )
        loop.run(atMost: .seconds(10))
        _ = try #require(exchange(get, server, withinMilliseconds: 1000)).get()
        #expect(ended == 0)
        transfers.cancel(stream)
    }

    @Test func theCourseOfAnExchangeTellsItsSteps() throws {
        #expect(transfers.lastCourse == nil)
        let server = try ScriptedServer(loop: loop) { connection, _ in connection.send(hello) }
        _ = try #require(exchange(get, server)).get()
        let course = try #require(transfers.lastCourse)
        let resolved = try #require(course.resolved)
        let connected = try #require(course.connected)
        #expect(resolved <= connected && connected < .seconds(5))
        #expect(course.secured == nil && course.failure == nil)
    }

    // MARK: Servers that misbehave

    @Test func aClosedPortIsNamed() throws {
        let endpoint = try ScriptedServer(loop: loop) { _, _ in }.endpoint
        var outcome: Result<HTTPResponse, TransferError>?
        transfers.start(get, to: endpoint, deadline: later(5000)) {
            outcome = $0
            loop.stop()
        }
        loop.run(atMost: .seconds(10))
        guard case .failure(.cannotConnect(let server, _)) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(server == endpoint.hostAndPort)
        let course = try #require(transfers.lastCourse)
        #expect(course.resolved != nil && course.connected == nil)
        guard case .cannotConnect = course.failure else { return #expect(Bool(false), "\(course)") }
    }

    @Test(arguments: [
        "Content-Length: 11\r\n\r\nhello world",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
    ])
    func aResponseCutAtAnyByteIsAnError(rest: String) throws {
        let whole = Array("HTTP/1.1 200 OK\r\nX: 1\r\n\(rest)".utf8)
        var length = 0
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send(Array(whole[..<length]))
            connection.close()
        }
        // Libcurl does not wait for the line feed behind the last chunk; all of the body is there by then.
        for cut in 0..<whole.count - (rest.utf8.last == 0x0a ? 1 : 0) {
            length = cut
            let outcome = try #require(exchange(get, server))
            #expect(throws: TransferError.self, "cut after \(cut) of \(whole.count) bytes") { try outcome.get() }
        }
        length = whole.count
        #expect(try #require(exchange(get, server)).get().body == Array("hello world".utf8))
    }

    @Test(arguments: ["Content-Length: 1001\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n"])
    func aBodyOverTheLimitIsAnError(head: String) throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\n\(head)" + String(repeating: "x", count: 1001))
        }
        let outcome = exchange(get, server, bodyLimit: 1000)
        #expect(outcome == .failure(.tooLarge(server: server.endpoint.hostAndPort, part: "body", limitBytes: 1000)))
    }

    @Test(arguments: ["X: 1\r\n", "X: \(String(repeating: "x", count: 2000))\r\n"])
    func endlessHeadersAreAnError(line: String) throws {
        let server = try ScriptedServer(loop: loop) { [loop] connection, _ in
            connection.send("HTTP/1.1 200 OK\r\n")
            func more() {
                connection.send(line)
                if !connection.isClosed { loop.schedule(at: SystemClock.instant(), more) }
            }
            more()
        }
        guard case .failure(.tooLarge(_, "head", _)) = exchange(get, server) else {
            Issue.record("the head was accepted")
            return
        }
    }

    @Test(arguments: [
        "hello\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\0\u{1}\u{2}\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "\r\n\r\n",
    ])
    func noiseIsAnErrorAndNeverASuccess(noise: String) throws {
        let server = try ScriptedServer(loop: loop) { connection, _ in
            connection.send(noise)
            connection.close()
        }
        guard case .failure(.broken) = exchange(get, server) else {
            Issue.record("\(noise.debugDescription) was accepted")
            return
        }
    }
}
