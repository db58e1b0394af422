import Election
import Glibc
import HTTP
import Runtime
import Testing

@Suite struct ListenAddressTests {
    let loop: EventLoop
    let transfers: Transfers

    init() throws {
        loop = try EventLoop()
        transfers = Transfers(loop: loop)
    }

    func listen(_ addresses: ListenAddress...) throws -> HTTPListener {
        try HTTPListener(on: addresses, loop: loop) { _, peer, responder in
            responder.respond(HTTPResponse(status: peer.isLoopback ? 200 : 403))
        }
    }

    func status(_ host: String, _ port: UInt16) throws -> Int? {
        var outcome: Result<HTTPResponse, TransferError>?
        transfers.start(
            HTTPRequest(method: "GET", target: "/"),
            to: Endpoint(scheme: .http, host: host, port: port),
            deadline: SystemClock.instant() + .seconds(5)
        ) { [loop] result in
            outcome = result
            loop.stop()
        }
        loop.run(atMost: .seconds(10))
        return try outcome?.get().status
    }

    @Test(arguments: [
        ("localhost:4040", "localhost", 4040), ("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:65535", "::1", 65535),
        (":80", "", 80),
    ])
    func anAddressIsReadAndWrittenTheSameWay(text: String, host: String, port: UInt16) {
        let address = ListenAddress(text)
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address?.description == text)
    }

    @Test(arguments: ["", "4040", "localhost", "localhost:", "::1:80", "[x]:80", "a:65536", "a:-1", "a:+1", "a: 1"])
    func anythingElseIsNoAddress(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test func localhostIsBothLoopbackAddresses() throws {
        let listener = try listen(ListenAddress(host: "localhost", port: 0))
        let port = try #require(listener.addresses.first).port
        #expect(port != 0)
        #expect(try status("127.0.0.1", port) == 200)
        #expect(try status("::1", port) == 200)
    }

    @Test func noHostIsEveryAddress() throws {
        let listener = try listen(ListenAddress(host: "", port: 0))
        let port = try #require(listener.addresses.first).port
        #expect(try status("127.0.0.1", port) == 200)
        #expect(try status("::1", port) == 200)
    }

    @Test func severalAddressesAreServedByOneListener() throws {
        let listener = try listen(ListenAddress(host: "::1", port: 0), ListenAddress(host: "127.0.0.1", port: 0))
        #expect(listener.addresses.map(\.host) == ["::1", "127.0.0.1"])
        for address in listener.addresses { #expect(try status(address.host, address.port) == 200) }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "::1", ""])
    func aTakenPortIsNamedAndNothingIsLeftOpen(host: String) throws {
        let first = try listen(ListenAddress(host: host, port: 0))
        let taken = try #require(first.addresses.first)
        let error = #expect(throws: RuntimeError.cannotListen(address: "\(taken)", code: EADDRINUSE)) {
            _ = try listen(ListenAddress(host: "127.0.0.1", port: 0), taken)
        }
        #expect(
            error?.description
                == "cannot listen on \(taken): address already in use; stop what listens there or choose another port"
        )
        first.close()
        // A program that another test is just starting has a copy of the socket until it becomes that program.
        let isFree = (1...500).contains { _ in
            if (try? listen(taken)) != nil { return true }
            poll(nil, 0, 10)
            return false
        }
        #expect(isFree)
    }

    @Test func aNameIsNotAnAddress() throws {
        #expect(throws: RuntimeError.notAnAddress(text: "example.com:80")) {
            _ = try listen(ListenAddress(host: "example.com", port: 80))
        }
    }
}
