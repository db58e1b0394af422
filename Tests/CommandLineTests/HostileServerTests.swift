import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// An API server, or what stands in its place, that answers nonsense: never a crash, never a wrong leader, and a line in
/// the log that says what came.
@Suite(.ownThread) struct HostileServerTests {
    /// A Lease that pod-1 holds, as a whole answer.
    private static let lease = answer(
        """
        {"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"example","namespace":"default",
        "uid":"3c81df4e-3322-44a8-9471-89bd9ad2c270","resourceVersion":"7"},"spec":{"holderIdentity":"pod-1",
        "leaseDurationSeconds":2,"renewTime":"2026-11-21T10:00:00.000000Z","leaseTransitions":1}}
        """
    )
    private static let missing = missing("leases")

    private static func missing(_ kind: String, status: String = "404 Not Found") -> String {
        answer(
            """
            {"kind":"Status","apiVersion":"v1","status":"Failure","message":"\(kind) \\"example\\" not found",
            "reason":"NotFound","details":{"name":"example","group":"coordination.k8s.io","kind":"\(kind)"},"code":404}
            """,
            status: status
        )
    }

    private static func answer(_ body: String, status: String = "200 OK", headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private func start(against server: ScriptedServer, _ flags: String...) throws -> Candidate {
        let program = try bench.start(
            [
                Workbench.path(of: "leader-elector"), "--election", "example", "--id", "pod-0", "--http", "localhost:0",
                "--server", "http://127.0.0.1:\(server.port)", "--ttl", "2s",
            ] + flags
        )
        return Candidate(id: "pod-0", podUID: nil, program: program, on: bench, Witness())
    }

    /// Looks that it has not taken the lead and is not ready, and ends it.
    private func expectNoLeader(_ candidate: Candidate, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let status = try #require(try candidate.status(), sourceLocation: sourceLocation)
        #expect(!status.isLeader && status.name == "", sourceLocation: sourceLocation)
        #expect(candidate.names.isEmpty, sourceLocation: sourceLocation)
        #expect(try candidate.code(of: "/livez") == 200, sourceLocation: sourceLocation)
        candidate.send(SIGTERM)
        let end = candidate.waitForEnd(sourceLocation: sourceLocation)
        #expect(
            end.code == 0 && end.took < .milliseconds(4500),
            "\(end) \(candidate.log)",
            sourceLocation: sourceLocation
        )
    }

    struct Nonsense: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var answer: String
        var words: String
    }

    static let nonsense = [
        Nonsense(testDescription: "malformed JSON", answer: answer("{\"kind\":\"Lease\",,"), words: "JSON"),
        Nonsense(testDescription: "no JSON at all", answer: answer("hello"), words: "JSON"),
        Nonsense(testDescription: "an empty body", answer: answer(""), words: "JSON"),
        Nonsense(
            testDescription: "another kind",
            answer: answer(#"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"example"}}"#),
            words: "another object than the Lease default/example"
        ),
        Nonsense(
            testDescription: "another object",
            answer: lease.replacing("\"example\"", with: "\"another\""),
            words: "another object than the Lease default/example"
        ),
        Nonsense(
            testDescription: "a proxy's 502",
            answer: "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
            words: "502: an answer with code 502 and no word of the API server's (13 bytes, type text/html)"
        ),
        Nonsense(
            testDescription: "a redirection",
            answer: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            words: "the API server redirects to http://127.0.0.1:1/, which is never followed"
        ),
        Nonsense(
            testDescription: "a proxy's 404",
            answer: answer("<html></html>", status: "404 Not Found"),
            words: "an answer with code 404"
        ),
        Nonsense(
            testDescription: "a missing namespace",
            answer: missing("namespaces"),
            words: "404: namespaces \"example\" not found"
        ),
        Nonsense(
            testDescription: "401",
            answer: answer(#"{"kind":"Status","message":"Unauthorized","code":401}"#, status: "401 Unauthorized"),
            words: "the API server does not accept our credentials (Unauthorized); check the token"
        ),
        Nonsense(
            testDescription: "403",
            answer: answer(#"{"kind":"Status","message":"cannot get leases","code":403}"#, status: "403 Forbidden"),
            words: "cannot get leases"
        ),
        Nonsense(
            testDescription: "429",
            answer: answer("{}", status: "429 Too Many Requests", headers: "Retry-After: 1\r\n"),
            words: "(asks to wait 1s)"
        ),
        Nonsense(testDescription: "no HTTP", answer: "SSH-2.0-OpenSSH_9.2\r\n", words: "broke off"),
        Nonsense(testDescription: "nothing", answer: "", words: "broke off"),
        Nonsense(
            testDescription: "a huge length",
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{",
            words: "broke off"
        ),
    ]

    @Test(arguments: nonsense)
    func nonsenseToAReadIsToldAndTriedAgain(_ nonsense: Nonsense) throws {
        let server = try ScriptedServer(loop: bench.loop) { connection, _ in
            connection.send(nonsense.answer)
            connection.close()
        }
        let candidate = try start(against: server)
        candidate.waitForLog(nonsense.words)
        bench.wait(for: "the third try") { server.requests.count >= 3 }
        #expect(server.requests.allSatisfy { $0.hasPrefix("GET ") })
        #expect(candidate.program.result.error.count <= 5, "\(candidate.log)")
        #expect(try candidate.code(of: "/readyz") == 503)
        try expectNoLeader(candidate)
    }

    static let emptySuccesses = [
        Nonsense(testDescription: "an empty object", answer: answer("{}"), words: "is no Lease"),
        Nonsense(testDescription: "HTML", answer: answer("<html></html>"), words: "JSON"),
        Nonsense(testDescription: "the object, cut", answer: String(lease.dropLast(10)), words: "broke off"),
        Nonsense(
            testDescription: "a redirection",
            answer: missing("leases", status: "307 Temporary Redirect"),
            words: "not found"
        ),
    ]

    @Test(arguments: emptySuccesses)
    func nonsenseToAWriteMakesNoLeader(_ nonsense: Nonsense) throws {
        let server = try ScriptedServer(loop: bench.loop) { connection, request in
            connection.send(request.hasPrefix("GET ") ? Self.missing : nonsense.answer)
            connection.close()
        }
        let candidate = try start(against: server)
        candidate.waitForLog(nonsense.words)
        bench.wait(for: "the third write") { server.requests.count { $0.hasPrefix("POST ") } >= 3 }
        try expectNoLeader(candidate)
    }

    @Test func aWriteThatShowsAnotherHolderMakesThatTheLeader() throws {
        let server = try ScriptedServer(loop: bench.loop) { connection, request in
            connection.send(request.hasPrefix("POST ") ? Self.lease : Self.missing)
            connection.close()
        }
        let candidate = try start(against: server)
        bench.wait(for: "its name") { !candidate.names.isEmpty }
        #expect(candidate.names.first == "pod-1 is the leader")
        #expect(try candidate.status()?.isLeader == false)
    }

    @Test func anAnswerCutAtAnyByteIsNoAnswer() throws {
        var cut = 0
        // Big steps through the head, and every byte around where the body begins and ends.
        let head = Self.lease.utf8.count - (Self.lease.split(separator: "\r\n\r\n").last?.utf8.count ?? 0)
        let cuts = [1, 9, 15, head - 4, head - 1, head, head + 1, head + 200, Self.lease.utf8.count - 1]
        let servers = try cuts.map { length in
            try ScriptedServer(loop: bench.loop) { connection, _ in
                cut += 1
                connection.send(Array(Self.lease.utf8.prefix(length)))
                connection.close()
            }
        }
        let candidates = try servers.map { try start(against: $0) }
        for candidate in candidates { candidate.waitForLog("trying again") }
        bench.wait(for: "second tries") { servers.allSatisfy { $0.requests.count >= 2 } }
        for candidate in candidates {
            #expect(try candidate.status()?.name == "")
            #expect(candidate.names.isEmpty)
            candidate.send(SIGTERM)
        }
        for candidate in candidates { #expect(candidate.waitForEnd().code == 0) }
        #expect(cut >= cuts.count * 2)
    }

    @Test func anEndlessBodyIsGivenUp() throws {
        let chunk = String(repeating: "x", count: 60_000)
        let piece = "EA60\r\n\(chunk)\r\n"
        let server = try ScriptedServer(loop: bench.loop) { [loop = bench.loop] connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            func more() {
                guard !connection.isClosed else { return }
                connection.send(piece)
                loop.schedule(at: SystemClock.instant() + .milliseconds(2), more)
            }
            more()
        }
        let candidate = try start(against: server)
        candidate.waitForLog("trying again")
        #expect(candidate.log.contains("exceeds 1048576 bytes") || candidate.log.contains("no answer in time"))
        try expectNoLeader(candidate)
    }

    @Test func aSlowDripDoesNotOutlastTheDeadline() throws {
        let server = try ScriptedServer(loop: bench.loop) { [loop = bench.loop] connection, _ in
            var rest = Array(Self.lease.utf8)[...]
            func drip() {
                guard !connection.isClosed, let byte = rest.popFirst() else { return }
                connection.send([byte])
                loop.schedule(at: SystemClock.instant() + .milliseconds(50), drip)
            }
            drip()
        }
        let candidate = try start(against: server)
        candidate.waitForLog("no answer in time")
        try expectNoLeader(candidate)
    }

    @Test func whoAsksToWaitIsWaitedFor() throws {
        var instants: [String: [Instant]] = [:]
        let server = try ScriptedServer(loop: bench.loop) { connection, request in
            let object = request.split(separator: " ").dropFirst().first ?? ""
            instants[String(object), default: []].append(SystemClock.instant())
            connection.send(Self.answer("{}", status: "429 Too Many Requests", headers: "Retry-After: 2\r\n"))
        }
        let candidate = try start(against: server)
        // The old kind's lock is asked about for a lease duration only.
        bench.wait(for: "three questions about the lock, and two about the old kind's") {
            instants.count == 2 && instants.values.allSatisfy { $0.count >= 2 }
                && instants.values.contains { $0.count >= 3 }
        }
        for instants in instants.values {
            for (earlier, later) in zip(instants, instants.dropFirst()) {
                #expect(later - earlier >= .milliseconds(1950))
            }
        }
        try expectNoLeader(candidate)
    }
}
