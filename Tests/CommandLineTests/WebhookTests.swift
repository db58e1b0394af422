import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// What the receiver of `--webhook` gets of real processes.
@Suite(.ownThread) struct WebhookTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    private struct Status: Decodable, Equatable {
        var name: String
        var isLeader: Bool
        var fencingToken: UInt64?
        var validForMilliseconds: Int
        var revision: String
    }

    /// A request as it came.
    private struct Post {
        var line: Substring
        var headers: [String: String] = [:]
        var body: String

        init(_ text: String) throws {
            let end = try #require(text.firstRange(of: "\r\n\r\n"))
            let lines = text[..<end.lowerBound].split(separator: "\r\n")
            line = lines[0]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ": ", maxSplits: 1)
                headers[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
            }
            body = String(text[end.upperBound...])
        }

        var status: Status {
            get throws { try JSONDecoder().decode(Status.self, from: Data(body.utf8)) }
        }
    }

    private func answer(_ code: Int, _ headers: String = "") -> String {
        "HTTP/1.1 \(code) X\r\n\(headers)Content-Length: 0\r\n\r\n"
    }

    @Test func eachChangeArrivesSignedAlsoAfterFailures() throws {
        var arrivals: [Instant] = []
        let server = try ScriptedServer(loop: bench.loop) { connection, _ in
            arrivals.append(SystemClock.instant())
            connection.send(arrivals.count <= 2 ? answer(503) : answer(204))
        }
        let secret = try bench.file("secret", "first\n")
        let candidate = try stage.candidate(
            "pod-0",
            "--ttl",
            "4s",
            "--webhook",
            "http://127.0.0.1:\(server.port)/hooks/1?x=%20y",
            "--webhook-secret-file",
            secret
        )
        bench.wait(for: "the third attempt") { server.requests.count >= 3 }
        candidate.waitForLog("is told of changes again, after 2 failures")
        let posts = try server.requests.map(Post.init)
        #expect(arrivals[1] - arrivals[0] >= .milliseconds(750) && arrivals[2] - arrivals[1] >= .milliseconds(1500))
        let last = try #require(posts.last)
        #expect(last.line == "POST /hooks/1?x=%20y HTTP/1.1")
        #expect(last.headers["Content-Type"] == "application/json")
        #expect(last.headers["X-Leader-Elector-Delivery"] == (try last.status.revision))
        let status = try #require(try candidate.status())
        #expect(try last.status.isLeader && last.status.fencingToken == status.fencingToken)
        #expect(try last.status.validForMilliseconds == 0, "nobody has asked")
        #expect(!candidate.log.contains("hooks/1"), "a path can be a secret")

        let metrics = try #require(try bench.get("http://localhost:\(candidate.port())/metrics"))
        let counted = String(decoding: metrics.body, as: UTF8.self).split(separator: "\n")
        #expect(counted.contains(#"leader_elector_notifications_total{kind="webhook",result="failed"} 2"#))
        #expect(!counted.contains(#"leader_elector_notifications_total{kind="webhook",result="sent"} 0"#))

        try bench.file("secret", "second")
        candidate.send(SIGTERM)
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && end.took < .milliseconds(2500), "\(end)")
        let farewell = try Post(try #require(server.requests.last))
        #expect(try !farewell.status.isLeader && farewell.status.name == "")
        for (post, key) in posts.map({ ($0, "first") }) + [(farewell, "second")] {
            let body = try bench.file("body", post.body)
            let digest = try bench.run(["openssl", "dgst", "-sha256", "-hmac", key, "-r", body])
            #expect(post.headers["X-Leader-Elector-Signature-256"] == "sha256=\(digest.text.prefix(64))")
        }
        #expect(server.connections.count >= server.requests.count, "none is used twice")
        bench.wait(for: "the connections to be closed") { server.connections.allSatisfy(\.isClosed) }
    }

    @Test func aChangeThatIsRefusedIsSentOnceAndHoldsUpNothing() throws {
        let server = try ScriptedServer(loop: bench.loop) { [self] connection, _ in connection.send(answer(404)) }
        let candidate = try stage.candidate("pod-0", "--ttl", "4s", "--webhook", "http://127.0.0.1:\(server.port)")
        candidate.waitForLog("was not told of a change: it answers 404; check its address")
        try bench.wait(for: "the lead") { try candidate.status()?.isLeader == true }
        try bench.expect(throughout: .seconds(2), "it leads on") { try candidate.status()?.isLeader == true }
        let revisions = try server.requests.map { try Post($0).headers["X-Leader-Elector-Delivery"] }
        #expect(!revisions.isEmpty && Set(revisions).count == revisions.count)
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().code == 0)
    }

    @Test func aReceiverThatAnswersTooMuchIsToldOnce() throws {
        let body = String(repeating: "x", count: 2_000_000)
        let server = try ScriptedServer(loop: bench.loop) { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n\(body)")
        }
        let candidate = try stage.candidate("pod-0", "--ttl", "4s", "--webhook", "http://127.0.0.1:\(server.port)")
        candidate.waitForLog("was not told of a change: the body of 127.0.0.1:\(server.port)'s response exceeds")
        try bench.wait(for: "the lead") { try candidate.status()?.isLeader == true }
        bench.expect(throughout: .seconds(2), "time passes") { true }
        let revisions = try server.requests.map { try Post($0).headers["X-Leader-Elector-Delivery"] }
        #expect(!revisions.isEmpty && Set(revisions).count == revisions.count)
    }

    @Test func aReceiverThatNeverAnswersHoldsUpNothing() throws {
        let server = try ScriptedServer(loop: bench.loop) { _, _ in }
        let candidate = try stage.candidate("pod-0", "--ttl", "3s", "--webhook", "http://127.0.0.1:\(server.port)")
        try bench.wait(for: "the lead") { try candidate.status()?.isLeader == true }
        try bench.expect(throughout: .seconds(4), "it leads on") { try candidate.status()?.isLeader == true }
        candidate.send(SIGTERM)
        let end = candidate.waitForEnd()
        #expect(end.code == 0 && end.took < .milliseconds(2500), "\(end)")
        #expect(candidate.log.contains("stopped; the lock is released"))
    }

    /// The receiver accepts connections at once, but speaks TLS only when it is let to: so what was computed at the
    /// beginning of an attempt could be sent by a process that has slept since.
    @Test func aFrozenProcessClaimsNothingWhenItWakes() throws {
        let authority = try bench.certificate("receiver.pem", commonName: "receiver")
        let gate = "\(bench.home)/gate"
        let receiver = try bench.start(["python3", "-u", "-c", Self.receiver, authority, gate])
        let frozen = try stage.candidate(
            "pod-0",
            "--ttl",
            "2s",
            "--webhook",
            "https://127.0.0.1:\(try bench.port(saidBy: receiver))",
            "--webhook-certificate-authority",
            authority
        )
        func posts() throws -> [Status] {
            try receiver.result.output.filter { $0.hasPrefix("{") }.map {
                try JSONDecoder().decode(Status.self, from: Data($0.utf8))
            }
        }
        try bench.wait(for: "the lead") { try frozen.status()?.isLeader == true }
        // The first attempt, which may tell of a free lock, ends after five seconds. The second is a claim.
        bench.wait(for: "the second attempt") { receiver.result.output.count { $0 == "connected" } == 2 }
        frozen.send(SIGSTOP)
        let other = try stage.candidate("pod-1", "--ttl", "2s")
        try bench.wait(for: "the successor") { try other.status()?.isLeader == true }
        #expect(try posts().isEmpty)
        try bench.file("gate", "")
        frozen.send(SIGCONT)
        try bench.wait(for: "the name of the successor") { try posts().last?.name == "pod-1" }
        #expect(try posts().allSatisfy { !$0.isLeader }, "\(receiver.result.text)")
    }

    private static let receiver = """
        import http.server, os, ssl, sys, threading, time

        class Handler(http.server.BaseHTTPRequestHandler):
            def setup(self):
                print("connected")
                while not os.path.exists(gate): time.sleep(0.01)
                self.request.do_handshake()
                super().setup()

            def do_POST(self):
                print(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_): pass

        certificate, gate = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate + ".key")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        print("listening on", server.server_address[1])
        server.serve_forever()
        """
}
