import APIServerModel
import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// What only a kubeconfig can say of a cluster: how to prove who we are, whom to believe, and which way to go.
@Suite(.ownThread) struct KubeconfigCredentialTests {
    private let stage: PodStage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try PodStage()
    }

    /// Starts a candidate with a kubeconfig whose user is this, as a flow mapping.
    ///
    /// - Parameter cluster: More of the cluster, as lines of a flow mapping that each begin with a comma.
    private func candidate(user: String, ttl: String, cluster: String = ", certificate-authority: server.pem") throws
        -> Candidate
    {
        let kubeconfig = """
            apiVersion: v1
            kind: Config
            current-context: lab
            contexts:
            - name: lab
              context: {cluster: lab, user: me, namespace: lab}
            clusters:
            - name: lab
              cluster: {server: "https://127.0.0.1:\(stage.port)"\(cluster)}
            users:
            - name: me
              user: \(user)
            """
        return try stage.candidate("pod-0", "--kubeconfig", try bench.file("config", kubeconfig), ttl: ttl)
    }

    // MARK: Client certificates

    /// Makes the client's certificate anew, `client.pem`, in the place of the one before.
    private func replaceClientCertificate() throws {
        try bench.certificate("new.pem", commonName: "elector")
        // The key first, so that for a moment the two do not belong together.
        #expect(rename("\(bench.home)/new.pem.key", "\(bench.home)/client.pem.key") == 0)
        #expect(rename("\(bench.home)/new.pem", "\(bench.home)/client.pem") == 0)
    }

    @Test func aReplacedClientCertificateCostsNothing() throws {
        stage.host.server.access = .open
        try replaceClientCertificate()
        stage.stopFront()
        try stage.startFront(clients: "client.pem")
        let candidate = try candidate(user: "{client-certificate: client.pem, client-key: client.pem.key}", ttl: "6s")
        let term = try stage.term(of: candidate)
        for _ in 1...2 {
            try replaceClientCertificate()
            stage.stopFront()
            // It accepts none but the new one.
            try stage.startFront(clients: "client.pem")
            try term.expectToLast(.seconds(3))
        }
        term.report("2 client certificates in 6 s")
    }

    @Test func withoutAClientCertificateNothingIsAnswered() throws {
        stage.host.server.access = .open
        try replaceClientCertificate()
        stage.stopFront()
        try stage.startFront(clients: "client.pem")
        let candidate = try candidate(user: "{token: abc}", ttl: "3s")
        candidate.waitForLog("127.0.0.1:\(stage.port)")
        try bench.expect(throughout: .seconds(1), "it knows nothing") {
            try candidate.status()?.reason == "noAnswerYet" && stage.holder == nil
        }
    }

    // MARK: The server and the way to it

    @Test func whoWantsNoVerificationIsWarnedAtEveryStart() throws {
        let candidate = try candidate(user: "{token: first}", ttl: "3s", cluster: ", insecure-skip-tls-verify: true")
        candidate.waitForLog("the API server's certificate is NOT verified, as ")
        try stage.wait(forLeader: candidate)
    }

    @Test func theCertificatesNameIsTheOneThatIsSaid() throws {
        let authority = ", certificate-authority: server.pem"
        let stranger = try candidate(
            user: "{token: first}",
            ttl: "3s",
            cluster: "\(authority), tls-server-name: other.test"
        )
        stranger.waitForLog("no secure connection to 127.0.0.1:\(stage.port)")
        let known = try candidate(user: "{token: first}", ttl: "3s", cluster: "\(authority), tls-server-name: api.test")
        try stage.wait(forLeader: known)
    }

    @Test(arguments: TestProxy.Kind.allCases)
    func aKubeconfigsProxyIsUsedForALoopbackServerToo(kind: TestProxy.Kind) throws {
        let proxy = try TestProxy(kind, on: bench, certificate: "\(bench.home)/server.pem")
        let url = "\(kind.rawValue)://me:secret@127.0.0.1:\(proxy.port)"
        let candidate = try candidate(
            user: "{token: first}",
            ttl: "3s",
            cluster: ", certificate-authority: server.pem, proxy-url: \"\(url)\""
        )
        try stage.wait(forLeader: candidate)
        #expect(Set(proxy.requests) == ["CONNECT 127.0.0.1:\(stage.port) me:secret"])
        #expect(!candidate.log.contains("secret"))
    }

    // MARK: Credential plugins

    /// A user whose plugin is this shell script in the home directory.
    private func plugin(_ script: String) throws -> String {
        let path = try bench.file("login", "#!/bin/sh\ncd \(bench.home)\n\(script)\n")
        try #require(chmod(path, 0o755) == 0)
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, interactiveMode: IfAvailable}}"
    }

    /// Prints the token of the present two seconds, which is good until they are over.
    private static let printToken = """
        echo run >> runs
        slot=$(($(date +%s) / 2))
        end=$(date -u -d @$(((slot + 1) * 2)) +%Y-%m-%dT%H:%M:%SZ)
        cat <<END
        {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
         "status": {"token": "slot-$slot", "expirationTimestamp": "$end"}}
        END
        """

    /// Has the server know the token of the present two seconds and no other.
    private func changeTokensEveryTwoSeconds() {
        let slot = SystemClock.now().wall.microseconds / 2_000_000
        stage.host.server.access.tokens = ["slot-\(slot)": "elector"]
        bench.loop.schedule(at: SystemClock.instant() + .milliseconds(5)) { changeTokensEveryTwoSeconds() }
    }

    private var runs: Int {
        get throws { try String(contentsOfFile: "\(bench.home)/runs", encoding: .utf8).split(separator: "\n").count }
    }

    @Test func aPluginsTokenThatIsGoodForTwoSecondsCostsNothing() throws {
        changeTokensEveryTwoSeconds()
        let candidate = try candidate(user: plugin(Self.printToken), ttl: "3s")
        let term = try stage.term(of: candidate)
        try term.expectToLast(.seconds(10))
        term.report("a plugin's tokens of 2 s each for 10 s, \(try runs) runs")
        #expect(try (4...20).contains(runs))
    }

    @Test func aPluginThatHangsCostsTheLeadAndNothingElse() throws {
        changeTokensEveryTwoSeconds()
        let script = "if test -e hang; then echo waiting for somebody >&2; sleep 100; fi\n\(Self.printToken)"
        let candidate = try candidate(user: plugin(script), ttl: "2s")
        try stage.wait(forLeader: candidate)
        try bench.file("hang", "")
        try bench.wait(for: "the lead to be lost") { try candidate.status()?.isLeader == false }
        #expect(try candidate.status()?.name == "" && candidate.code(of: "/livez") == 200)
        candidate.waitForLog("the credential plugin \(bench.home)/login is still running")
        candidate.waitForLog("\(bench.home)/login: waiting for somebody")
        // Ten seconds after it was started.
        candidate.waitForLog("was killed, since it had not ended after 10 s")
        #expect(unlink("\(bench.home)/hang") == 0)
        let start = SystemClock.instant()
        try stage.wait(forLeader: candidate)
        print("leading again \((SystemClock.instant() - start).milliseconds) ms after the plugin works again")
    }

    @Test func aPluginThatMustAskSomebodyIsRefusedAtTheStart() throws {
        let candidate = try candidate(
            user: "{exec: {apiVersion: client.authentication.k8s.io/v1, command: login, interactiveMode: Always}}",
            ttl: "3s"
        )
        #expect(candidate.waitForEnd().code == 78)
        #expect(
            candidate.log.contains("the credential plugin login has interactiveMode Always, but an election goes on")
        )
    }
}
