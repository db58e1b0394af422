import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// A leader that is stopped until its lease is over, and goes on: nothing that it says afterwards claims the lead.
@Suite(.ownThread) struct FreezeTests {
    /// One way in which it is told who leads, from before the freeze until after it.
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What is sent before the freeze, and what while it lasts; nil to connect only then.
        var before: String? = ""
        var during = ""
        /// Whether the answer before the freeze has to have come.
        var answersBefore = false
        /// What an answer that claims the lead has in it.
        var claim = "\"isLeader\":true"

        static func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
    }

    /// Add those that come; REVISION stands for the present one.
    static let shapes: [Shape] = [
        Shape(testDescription: "/", during: Shape.get("/"), claim: "{\"name\":\"pod-0\"}"),
        Shape(testDescription: "/leader", during: Shape.get("/leader")),
        Shape(testDescription: "/is-leader", during: Shape.get("/is-leader"), claim: "200 OK"),
        Shape(
            testDescription: "a kept connection",
            before: Shape.get("/leader"),
            during: Shape.get("/leader"),
            answersBefore: true
        ),
        Shape(testDescription: "a connection made meanwhile", before: nil, during: Shape.get("/leader")),
        Shape(
            testDescription: "half a question",
            before: "GET /leader HTTP/1.1\r\n",
            during: "Host: localhost\r\n\r\n"
        ),
        Shape(testDescription: "many questions", during: String(repeating: Shape.get("/leader"), count: 200)),
        Shape(testDescription: "?wait", before: Shape.get("/leader?wait=300s&revision=REVISION")),
        Shape(testDescription: "?wait that is over meanwhile", before: Shape.get("/leader?wait=2s&revision=REVISION")),
        Shape(testDescription: "?wait asked meanwhile", during: Shape.get("/leader?wait=300s&revision=REVISION")),
        Shape(testDescription: "/watch", before: Shape.get("/watch"), answersBefore: true),
        Shape(testDescription: "/watch asked meanwhile", during: Shape.get("/watch")),
    ]

    /// One who asks, and what it has heard since the freeze.
    private final class Asker {
        let shape: Shape
        var client: RawClient?

        init(_ shape: Shape) { self.shape = shape }

        var text: String { client?.text ?? "" }
    }

    /// The shapes that come by themselves: a webhook, the leader file, and a program that is run at the beginning.
    private final class Pushed {
        private struct Claim: Decodable {
            var isLeader: Bool
            var validUntilUptimeMilliseconds: Int64?
        }

        private let webhook: ScriptedServer
        private let file: String
        private let hooks: String
        private let script: String
        private var seen = 0
        private var run = 0

        init(on bench: Workbench) throws {
            file = "\(bench.home)/leader.json"
            hooks = try bench.file("hooks", "")
            script = try bench.file("hook.sh", "echo started >> \(hooks)")
            webhook = try ScriptedServer(loop: bench.loop) { connection, _ in
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }

        var flags: [String] {
            [
                "--webhook", "http://127.0.0.1:\(webhook.port)/", "--leader-file", file,
                "--on-started-leading", "sh \(script)",
            ]
        }

        private var starts: Int {
            get throws { String(decoding: try readFile(hooks), as: UTF8.self).split(separator: "\n").count }
        }

        /// Counts from here on.
        func forget() throws {
            seen = webhook.requests.count
            run = try starts
        }

        var hasHeard: Bool { webhook.requests.count > seen }

        /// What claims the lead now, or has since `forget`.
        var claims: [String] {
            get throws {
                var claims = webhook.requests.dropFirst(seen).filter { $0.contains("\"isLeader\":true") }
                if FileManager.default.fileExists(atPath: file) {
                    let claim = try JSONDecoder().decode(Claim.self, from: Data(try readFile(file)))
                    let end = (claim.validUntilUptimeMilliseconds ?? 0) * 1_000_000
                    if claim.isLeader, end > SystemClock.instant().nanoseconds { claims.append(file) }
                }
                if try starts > run { claims.append(hooks) }
                return claims
            }
        }
    }

    private struct Revision: Decodable {
        var revision: String
    }

    @Test func nothingClaimsTheLeadAfterwards() throws {
        let stage = try Stage()
        let bench = stage.bench
        let pushed = try Pushed(on: bench)
        let frozen = try stage.candidate("pod-0", ["--ttl", "3s"] + pushed.flags)
        try stage.waitForOneLeader(of: [frozen])
        let other = try stage.candidate("pod-1", "--ttl", "3s")
        try stage.waitForOneLeader(of: [frozen, other])
        let port = UInt16(try frozen.port())
        let body = try #require(try bench.get("http://127.0.0.1:\(port)/leader")).body
        let revision = try JSONDecoder().decode(Revision.self, from: Data(body)).revision
        func bytes(_ text: String) -> String { text.replacing("REVISION", with: revision) }

        let askers = Self.shapes.map(Asker.init)
        for asker in askers {
            guard let before = asker.shape.before else { continue }
            asker.client = try RawClient(port: port, loop: bench.loop)
            asker.client?.send(bytes(before))
        }
        bench.wait(for: "what is answered before") {
            askers.allSatisfy { !$0.shape.answersBefore || $0.text.contains($0.shape.claim) }
        }
        try bench.wait(for: "all that is pushed") { try pushed.claims.count == 3 }
        frozen.send(SIGSTOP)
        // What it had said before is on its way no longer than this.
        bench.expect(throughout: .milliseconds(300), "it is there") { !frozen.program.isEnded }
        for asker in askers {
            asker.client?.forget()
            asker.client = try asker.client ?? RawClient(port: port, loop: bench.loop)
            asker.client?.send(bytes(asker.shape.during))
        }
        try pushed.forget()
        let names = frozen.names.count
        try bench.wait(for: "a successor") { try other.status()?.isLeader == true }
        #expect(askers.allSatisfy { $0.text.isEmpty })

        frozen.send(SIGCONT)
        bench.wait(for: "an answer for all") { askers.allSatisfy { $0.text.contains("{\"") } }
        try bench.wait(for: "the successor's name") { try frozen.status()?.name == "pod-1" }
        try bench.expect(throughout: .seconds(1), "nothing that is pushed claims it") { try pushed.claims.isEmpty }
        #expect(try pushed.claims == [])
        #expect(pushed.hasHeard, "the webhook was told of the end")
        for asker in askers {
            #expect(!asker.text.contains(asker.shape.claim), "\(asker.shape): \(asker.text)")
            #expect(!asker.text.contains("\"name\":\"pod-0\""), "\(asker.shape): \(asker.text)")
        }
        #expect(!frozen.names.dropFirst(names).contains("pod-0 is the leader"))
    }
}
