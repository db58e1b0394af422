import APIServerModel
import Election
import JSON
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// What `check` prints, and how it ends, in clusters with one thing wrong each.
///
/// `RECORD=1 swift test --filter CheckTests` writes the transcripts anew.
@Suite(.ownThread) struct CheckTests {
    private let stage: PodStage

    init() throws {
        stage = try PodStage()
    }

    private func expect(
        _ name: String,
        authority: String = "server.pem",
        namespace: String = "lab",
        lock: String = "leases"
    ) throws {
        let options = [
            "--election", "example", "--id", "pod-0", "--ttl", "5s", "--election-namespace", namespace, "--lock", lock,
            "--server", "https://127.0.0.1:\(stage.port)", "--token-file", "\(stage.bench.home)/account/token",
            "--certificate-authority", "\(stage.bench.home)/\(authority)",
        ]
        let transcript = try Transcript(on: stage.bench, environment: ["OPTIONS": options.joined(separator: " ")]) {
            $0.replacing("127.0.0.1:\(stage.port)", with: "SERVER")
                .replacing(/<1ms|\d+(\.\d+)?m?s\b/, with: "TIME")
                .replacing(/median of \d+/, with: "median of N")
                // OpenSSL's words differ from version to version.
                .replacing(/(no secure connection to SERVER: ).*;/) { "\($0.1)REASON;" }
        }
        try transcript.expect(name)
    }

    @Test func allIsWell() throws {
        try expect("check-fine")
        #expect(stage.host.server.store.object(at: leaseKey) == nil, "it changes nothing")
    }

    @Test func allIsWellWithTheRoleThatIsPrinted() throws {
        let rules = try Access.Rule.granted(for: ["--election", "example"], in: "lab", on: stage.bench)
        stage.host.server.access.rules = ["elector": rules]
        try expect("check-fine-with-role")
    }

    @Test func aNamespaceThatIsNotThere() throws {
        stage.host.server.access = .open
        try expect("check-namespace", namespace: "laboratory")
    }

    @Test func noRights() throws {
        stage.host.server.access.rules = [:]
        try expect("check-rights")
    }

    @Test func noRightsToThePairOfAMigration() throws {
        stage.host.server.access.rules = [:]
        try expect("check-pair", lock: "endpointsleases")
    }

    @Test func aTokenThatNobodyKnows() throws {
        stage.host.server.access.tokens = [:]
        try expect("check-token")
    }

    @Test func noServer() throws {
        try Transcript(on: stage.bench) { $0.replacing(/<1ms|\d+ ms/, with: "TIME") }.expect("check-server")
    }

    @Test func aCertificateThatOthersVouchFor() throws {
        try stage.bench.certificate("stranger.pem", commonName: "stranger")
        try expect("check-certificate", authority: "stranger.pem")
    }

    @Test func aCoordinatedLease() throws {
        let lease = try JSONValue(parsing: WireExchange(named: "54-lease-coordinated").response.body)
        let object: JSONValue = ["metadata": ["name": "example"], "spec": lease["spec"] ?? [:]]
        try stage.administer("POST", "/apis/coordination.k8s.io/v1/namespaces/lab/leases", object)
        try expect("check-coordinated")
    }

    @Test func aLiveLockOfAnotherKind() throws {
        let path = "/api/v1/namespaces/lab/endpoints"
        func endpoints(renewal: Int) -> JSONValue {
            let record = "{\"holderIdentity\":\"pod-9\",\"renewTime\":\"2026-11-21T10:00:\(10 + renewal)Z\"}"
            return [
                "metadata": [
                    "name": "example", "annotations": ["control-plane.alpha.kubernetes.io/leader": .string(record)],
                ]
            ]
        }
        try stage.administer("POST", path, endpoints(renewal: 0))
        var renewals = 0
        func renew() {
            renewals += 1
            do {
                try stage.administer("PUT", "\(path)/example", endpoints(renewal: renewals))
            } catch {
                Issue.record(error)
            }
            stage.bench.loop.schedule(at: SystemClock.instant() + .milliseconds(300), renew)
        }
        renew()
        try expect("check-other-kind")
    }

    private var leaseKey: ObjectKey {
        ObjectKey(group: "coordination.k8s.io", resource: "leases", namespace: "lab", name: "example")
    }
}
