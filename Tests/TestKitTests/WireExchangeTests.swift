import HTTP
import TestKit
import Testing

@Suite struct WireExchangeTests {
    @Test func aRequestWithABodyIsReadWhole() throws {
        let exchange = try WireExchange(named: "13-lease-update-truncated-json")
        #expect(exchange.request.method == "PUT")
        #expect(exchange.request.target == "/apis/coordination.k8s.io/v1/namespaces/lab/leases/wire")
        #expect(exchange.request.headers["content-type"] == "application/json")
        #expect(
            String(decoding: exchange.request.body, as: UTF8.self) == #"{"apiVersion":"coordination.k8s.io/v1","kind":"#
        )
        #expect(exchange.response.status == 400)
        #expect(exchange.response.headers["Content-Length"] == String(exchange.response.body.count + 1))
    }

    @Test func bodiesHaveTheLengthThatTheyWereSentWith() throws {
        // A Status ends in the server's own line feed, which the file's last one stands for; others bring none.
        #expect(try WireExchange(named: "02-readyz").response.body == Array("ok".utf8))
        let lease = try WireExchange(named: "06-lease-get").response
        #expect(lease.headers["Content-Length"] == String(lease.body.count + 1))
        #expect(try WireExchange(named: "25-lease-watch-absent-timeout").response.body.isEmpty)
    }

    @Test func aHeaderKeepsColonsInItsValue() throws {
        let exchange = try WireExchange(named: "31-endpoints-watch")
        #expect(exchange.response.headers["Date"] == "Sat, 21 Nov 2026 09:56:34 GMT")
    }

    @Test func textThatIsNoExchangeIsRefused() {
        #expect(throws: WireError.self) { try WireExchange(parsing: "GET / HTTP/1.1\n", name: "none") }
        #expect(throws: WireError.self) {
            try WireExchange(parsing: "# request\nGET /\n\n# response\nHTTP/1.1 200 OK\n", name: "short line")
        }
        #expect(throws: WireError.self) { try WireExchange(named: "no-such-recording") }
    }
}
