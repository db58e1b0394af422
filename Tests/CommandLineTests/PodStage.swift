import APIServerModel
import Foundation
import Glibc
import HTTP
import JSON
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// A cluster as its pods see it: an API server behind TLS that knows tokens, and the three files of a service account.
///
/// The API server itself runs on the test's loop, so that a test can take a right or a token away in the middle.
final class PodStage {
    let bench: Workbench
    let host: APIServerHost
    let election = "e-\(UUID().uuidString.prefix(8).lowercased())"
    private let witness = Witness()
    /// Where pods find the API server: an address without brackets, and a port.
    private let address: String
    private(set) var port = "0"
    private var front = Workbench.Program()

    /// A cluster with a user `elector`, known by the token `first`, who may do what an elector does in `lab`.
    init(address: String = "127.0.0.1") throws {
        bench = try Workbench()
        self.address = address
        host = try Self.makeHost(on: bench.loop)
        try FileManager.default.createDirectory(atPath: "\(bench.home)/account", withIntermediateDirectories: false)
        try bench.file("account/token", "first\n")
        try bench.file("account/namespace", "lab")
        try replaceCertificate()
    }

    private static func makeHost(on loop: EventLoop) throws -> APIServerHost {
        let access = Access(tokens: ["first": "elector"], rules: ["elector": Access.Rule.elector(in: ["lab"])])
        let now = SystemClock.now()
        let server = try APIServer(store: ObjectStore(seed: 1), namespaces: ["lab"], access: access, at: now.wall)
        return try APIServerHost(server, port: 0, loop: loop)
    }

    /// Puts a new certificate before the API server, at the port of the one before, and its authority into the pods.
    func replaceCertificate() throws {
        try bench.certificate("server.pem", commonName: "api")
        try bench.file("account/ca.crt", String(contentsOfFile: "\(bench.home)/server.pem", encoding: .utf8))
        stopFront()
        try startFront()
    }

    /// Cuts all connections to the API server; further ones are refused.
    func stopFront() {
        guard let child = front.child else { return }
        // The group: each connection has a process.
        kill(-child.id, SIGKILL)
        bench.wait(for: "the TLS front to end") { front.isEnded }
    }

    /// Lets all connections hang, those to come included, until the front is stopped.
    func freezeFront() {
        if let child = front.child { kill(-child.id, SIGSTOP) }
    }

    /// Lets connections through again.
    ///
    /// - Parameters:
    ///   - clients: The only certificates that clients may show, as a file of the home directory; nil asks for none.
    ///   - isEmpty: Whether nothing stands behind the front, so that each connection ends as soon as it is made.
    func startFront(clients: String? = nil, isEmpty: Bool = false) throws {
        let listen = address.contains(":") ? "pf=ip6,bind=[\(address)]" : "bind=\(address)"
        let verification = clients.map { "verify=1,cafile=\(bench.home)/\($0)" } ?? "verify=0"
        let certificate = "cert=\(bench.home)/server.pem,key=\(bench.home)/server.pem.key,\(verification)"
        front = try bench.start([
            "socat", "-d", "-d", "OPENSSL-LISTEN:\(port),\(listen),fork,reuseaddr,\(certificate)",
            "TCP:127.0.0.1:\(isEmpty ? 1 : host.port)",
        ])
        bench.wait(for: "the TLS front to listen") { Self.port(of: front) != nil || front.isEnded }
        port = try #require(Self.port(of: front), "\(front.result.complaint)")
    }

    /// The port that socat says it listens on.
    private static func port(of front: Workbench.Program) -> String? {
        let line = front.result.error.first { $0.contains("listening on") }
        return line?.split(separator: ":").last.map(String.init)
    }

    /// Starts a candidate in a pod's mount namespace, where the service account's files are.
    func candidate(_ id: String, _ flags: String..., ttl: String = "2s", environment: [String: String] = [:]) throws
        -> Candidate
    {
        let script = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs tmpfs /var/run/
            mkdir -p /var/run/secrets/kubernetes.io/serviceaccount
            mount --bind "$HOME/account" /var/run/secrets/kubernetes.io/serviceaccount
            exec "$0" "$@"
            """
        let program = try bench.start(
            [
                "unshare", "-m", "sh", "-c", script, Workbench.path(of: "leader-elector"), "--election", election,
                "--id", id, "--http", "localhost:0", "--ttl", ttl,
            ] + flags,
            environment: ["KUBERNETES_SERVICE_HOST": address, "KUBERNETES_SERVICE_PORT": port].merging(environment) {
                $1
            }
        )
        return Candidate(id: id, podUID: nil, program: program, on: bench, witness)
    }

    func wait(forLeader candidate: Candidate, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try bench.wait(for: "\(candidate.id) to lead", sourceLocation: sourceLocation) {
            try candidate.status()?.isLeader == true
        }
    }

    func waitForTwoRenewals(sourceLocation: SourceLocation = #_sourceLocation) {
        let revision = host.server.store.revision
        bench.wait(for: "two renewals", sourceLocation: sourceLocation) { host.server.store.revision >= revision + 2 }
    }

    /// Does something to an object of the cluster, as somebody who may do everything.
    func administer(_ method: String, _ path: String, _ object: JSONValue) throws {
        let access = host.server.access
        host.server.access = .open
        defer { host.server.access = access }
        let headers: HTTPHeaders = ["Content-Type": "application/json"]
        let request = HTTPRequest(method: method, target: path, headers: headers, body: object.bytes)
        guard case .response(let response) = host.server.handle(request, at: SystemClock.now()) else { return }
        #expect([200, 201].contains(response.status), "\(String(decoding: response.body, as: UTF8.self))")
    }

    /// The holder of the election's Lease in `lab`; nil if there is none.
    var holder: String? {
        let key = ObjectKey(group: "coordination.k8s.io", resource: "leases", namespace: "lab", name: election)
        return host.server.store.object(at: key)?["spec"]?["holderIdentity"]?.string
    }
}
