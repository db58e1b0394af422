import Election
import Foundation
import HTTP
import Kubernetes
import Logging
import Runtime
import TestKit
import Testing

@testable import Sidecar

/// What requests carry, and what becomes of those that are answered 401.
@Suite(.ownThread) struct APIClientTests {
    private let bench: Workbench
    private let request = HTTPRequest(method: "PUT", target: "/x", body: Array("{}".utf8))

    init() throws {
        bench = try Workbench()
    }

    /// A server that knows one token; its answers are bodies of what it was asked with.
    private func server(knowing token: @escaping () -> String) throws -> ScriptedServer {
        try ScriptedServer(loop: bench.loop) { connection, request in
            let isKnown = request.contains("Authorization: Bearer \(token())\r\n")
            let status = isKnown ? "200 OK" : "401 Unauthorized"
            connection.send("HTTP/1.1 \(status)\r\nContent-Length: 2\r\n\r\nok")
        }
    }

    private func client(
        of server: ScriptedServer,
        _ credentials: Cluster.Credentials = .none,
        pluginLimit: Duration = .seconds(10),
        _ change: (inout Cluster) -> Void = { _ in }
    ) throws -> APIClient {
        let url = try ServerURL(parsing: "http://127.0.0.1:\(server.port)")
        var cluster = Cluster(server: url, credentials: credentials, namespace: .default, source: "a test")
        change(&cluster)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let source = CredentialSource(of: cluster, pluginLimit: pluginLimit, loop: bench.loop, logger: logger)
        return APIClient(cluster: cluster, proxy: nil, credentials: source, loop: bench.loop)
    }

    /// The status code of one exchange, or why there is none.
    private func send(by client: APIClient, within limit: Duration = .seconds(5)) -> Result<Int, RequestFailure>? {
        var outcome: Result<Int, RequestFailure>?
        _ = client.send(request, by: SystemClock.instant() + limit) { outcome = $0.map(\.status) }
        #expect(outcome == nil, "nothing is answered from within the call")
        bench.wait(for: "an answer") { outcome != nil }
        return outcome
    }

    private func reason(_ outcome: Result<Int, RequestFailure>?) -> String {
        if case .failure(let failure) = outcome { "\(failure)" } else { "" }
    }

    // MARK: 401

    @Test func a401HasTheTokenReadAgainAndTheRequestSentOnceMore() throws {
        var known = "first"
        let server = try server { known }
        try bench.file("token", "first\n")
        let client = try client(of: server, .tokenFile("\(bench.home)/token"))
        #expect(send(by: client) == .success(200))
        try bench.file("token", "second\n")
        known = "second"
        #expect(send(by: client) == .success(200))
        #expect(server.requests.count == 3)
        // The same request, but for the token.
        #expect(server.requests[1].replacing("first", with: "second") == server.requests[2])
    }

    @Test func a401ThatStaysIsToldAfterTheSecond() throws {
        let server = try server { "another" }
        try bench.file("token", "first\n")
        let client = try client(of: server, .tokenFile("\(bench.home)/token"))
        for count in [2, 4] {
            #expect(send(by: client) == .success(401))
            #expect(server.requests.count == count)
        }
    }

    @Test(arguments: [Cluster.Credentials.none, .token(try BearerToken(fileContents: Array("first".utf8)))])
    func whereNothingCanBeReadAgainA401IsFinal(credentials: Cluster.Credentials) throws {
        let server = try server { "another" }
        #expect(send(by: try client(of: server, credentials)) == .success(401))
        #expect(server.requests.count == 1)
    }

    @Test func theSecondRequestKeepsTheFirstOnesDeadline() throws {
        let server = try ScriptedServer(loop: bench.loop) { connection, _ in
            if connection.number == 1 { connection.send("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n") }
            if connection.number == 1 { connection.close() }
        }
        try bench.file("token", "first\n")
        let client = try client(of: server, .tokenFile("\(bench.home)/token"))
        let start = SystemClock.instant()
        #expect(send(by: client, within: .milliseconds(400)) == .failure(.timedOut))
        #expect((350..<800).contains((SystemClock.instant() - start).milliseconds))
        #expect(server.requests.count == 2)
    }

    @Test func aWatchThatIsAnswered401IsOpenedOnceMore() throws {
        var known = "first"
        let server = try server { known }
        try bench.file("token", "first\n")
        let client = try client(of: server, .tokenFile("\(bench.home)/token"))
        var story: [String] = []
        for step in ["first", "second", "another"] {
            known = step
            if step == "second" { try bench.file("token", "second\n") }
            let now = SystemClock.instant()
            let call = client.stream(
                request,
                headBy: now + .seconds(5),
                endBy: now + .seconds(5),
                onHead: { story.append("head \($0.status)") },
                onBytes: { story.append(String(decoding: $0, as: UTF8.self)) },
                onEnd: { story.append("end\($0.map { " \($0)" } ?? "")") }
            )
            bench.wait(for: "the end of it") { call.isOver }
        }
        #expect(story == ["head 200", "ok", "end", "head 200", "ok", "end", "head 401", "ok", "end"])
        #expect(server.requests.count == 5)
    }

    @Test func aCancelledCallIsNeverHeardOf() throws {
        var cancel: () -> Void = {}
        var count = 0
        let server = try ScriptedServer(loop: bench.loop) { connection, _ in
            count += 1
            if count == 2 { cancel() }
            connection.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
        }
        try bench.file("token", "first\n")
        let client = try client(of: server, .tokenFile("\(bench.home)/token"))
        let call = client.send(request, by: SystemClock.instant() + .seconds(5)) { _ in Issue.record("it was heard of")
        }
        cancel = { client.cancel(call) }
        bench.wait(for: "the second request") { count == 2 }
        #expect(send(by: client) == .success(401))
        #expect(count == 4)
    }

    // MARK: What is sent, and what is not

    @Test func whomToActAsIsSent() throws {
        let server = try server { "first" }
        let client = try client(of: server, .token(try BearerToken(fileContents: Array("first".utf8)))) {
            $0.impersonation = Impersonation(user: "jane", groups: ["a", "b"])
        }
        #expect(send(by: client) == .success(200))
        #expect(
            server.requests[0].contains(
                "Authorization: Bearer first\r\nImpersonate-User: jane\r\nImpersonate-Group: a\r\nImpersonate-Group: b\r\n"
            )
        )
    }

    @Test func withoutTheFilesThatAreNamedNothingIsSent() throws {
        let server = try server { "first" }
        let url = try ServerURL(parsing: "https://127.0.0.1:\(server.port)")
        let missing = Cluster.PEM.file("\(bench.home)/missing")
        let withoutAuthority = try client(of: server) {
            $0.server = url
            $0.authority = .pem(missing)
        }
        #expect(
            reason(send(by: withoutAuthority)).hasPrefix(
                "nothing is sent, since the server could be an impostor: cannot read \(bench.home)/missing: no such file"
            )
        )
        let withoutCertificate = try client(of: server) {
            $0.server = url
            $0.clientCertificate = .init(certificate: missing, key: missing)
        }
        #expect(
            reason(send(by: withoutCertificate)).hasPrefix(
                "nothing is sent without our client certificate: cannot read \(bench.home)/missing: no such file"
            )
        )
        #expect(server.connections.isEmpty)
    }

    // MARK: Plugins

    /// A plugin that runs a shell script, which counts its runs in the file `runs`.
    private func plugin(_ script: String, hint: String? = nil) -> Cluster.Credentials {
        .exec(
            ExecPlugin(
                command: "sh",
                arguments: ["-c", "echo run >> $PLACE/runs; \(script)"],
                environment: [.init(name: "PLACE", value: bench.home)],
                apiVersion: .v1,
                installHint: hint,
                interactiveMode: .ifAvailable
            )
        )
    }

    private var runs: Int {
        get throws { try String(contentsOfFile: "\(bench.home)/runs", encoding: .utf8).split(separator: "\n").count }
    }

    private func printing(_ status: String) -> String {
        #"echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":\#(status)}'"#
    }

    @Test func oneRunServesAllWhoWaitAndThoseAfterThem() throws {
        let server = try server { "a" }
        let client = try client(of: server, plugin("sleep 0.2; " + printing(#"{"token":"a"}"#)))
        var answers = 0
        for _ in 0..<3 {
            _ = client.send(request, by: SystemClock.instant() + .seconds(5)) { result in
                answers += (try? result.get().status) == 200 ? 1 : 100
            }
        }
        bench.wait(for: "the answers") { answers == 3 }
        #expect(send(by: client) == .success(200))
        #expect(try runs == 1)
    }

    @Test func aRefusedTokenHasThePluginRunAgain() throws {
        var known = "1"
        let server = try server { known }
        let client = try client(
            of: server,
            plugin(#"n=$(wc -l < $PLACE/runs); "# + printing(#"{"token":"'$n'"}"#))
        )
        #expect(send(by: client) == .success(200))
        known = "2"
        #expect(send(by: client) == .success(200))
        #expect(try runs == 2)
        #expect(server.requests.count == 3)
        // Whatever it gives is refused from now on: one more run, and then a pause.
        known = "never"
        #expect(send(by: client) == .success(401))
        #expect(reason(send(by: client)).contains("does not accept what the credential plugin sh gives"))
        #expect(try runs == 3)
    }

    @Test func itIsGivenNoTerminalAndTheInfoThatItWants() throws {
        let server = try server {
            #"0{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}"#
        }
        // What it reads from its input, and what it was told, as the token.
        let client = try client(
            of: server,
            plugin(
                #"t=$(wc -c)$(printf %s "$KUBERNETES_EXEC_INFO" | sed 's/"/\\"/g'); "#
                    + printing(#"{"token":"'"$t"'"}"#)
            )
        )
        #expect(send(by: client) == .success(200), "\(server.requests)")
    }

    @Test func aProgramThatIsMissingIsNamedWithTheHint() throws {
        let server = try server { "a" }
        let plugin = ExecPlugin(
            command: "no-such-login",
            apiVersion: .v1,
            installHint: "get it from\nhttps://example.org",
            interactiveMode: .never
        )
        let reason = reason(send(by: try client(of: server, .exec(plugin))))
        #expect(
            reason == "the credential plugin no-such-login is not installed here or not in PATH; get it from"
                + " https://example.org"
        )
        #expect(server.connections.isEmpty)
    }

    @Test(arguments: [
        ("exit 3", "failed with exit status 3"), ("kill -9 $$", "was ended by signal 9"),
        ("true", "it printed nothing"),
        ("echo {}", "gives no credential: it printed no ExecCredential"),
        ("head -c 1100000 /dev/zero | tr '\\0' ' '; sleep 60", "it printed more than 1048576 bytes"),
        ("yes; sleep 60", "it printed more than 1048576 bytes"),
    ])
    func whatAPluginDoesWrongIsSaid(script: String, words: String) throws {
        let server = try server { "a" }
        let reason = reason(send(by: try client(of: server, plugin(script))))
        #expect(reason.contains("the credential plugin sh ") && reason.contains(words), "\(reason)")
    }

    @Test func aRunThatHangsIsKilledWithAllThatItStarted() throws {
        let server = try server { "a" }
        let client = try client(
            of: server,
            plugin("sleep 61 & echo $! > $PLACE/child; sleep 62"),
            pluginLimit: .milliseconds(700)
        )
        // The request's own deadline is the first to pass.
        #expect(
            reason(send(by: client, within: .milliseconds(200)))
                == "there are no credentials yet: the credential plugin sh is still running"
        )
        #expect(reason(send(by: client)).contains("was killed, since it had not ended after"))
        let child = try String(contentsOfFile: "\(bench.home)/child", encoding: .utf8).split(separator: "\n")[0]
        bench.wait(for: "the child to end") {
            let status = (try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)) ?? ""
            return status.isEmpty || status.contains("State:\tZ")
        }
    }
}
