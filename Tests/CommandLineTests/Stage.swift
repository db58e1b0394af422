import Election
import Foundation
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

/// An API server and candidates in one election on it, all of them processes.
final class Stage {
    let bench: Workbench
    let witness = Witness()
    /// Each stage's own, since the guard of a pod's name knows of all the processes on the machine.
    let election = "e-\(UUID().uuidString.prefix(8).lowercased())"
    private(set) var server = Workbench.Program()
    private(set) var url = ""

    init() throws {
        bench = try Workbench()
        try startServer()
    }

    /// Starts an empty API server, at the address of the one before if there was one, and waits until it listens.
    func startServer() throws {
        let port = url.split(separator: ":").last.map(String.init) ?? "0"
        let server = try bench.start([try Workbench.path(of: "leader-elector-lab"), "api-server", "--port", port])
        bench.wait(for: "the API server to listen") { !server.result.output.isEmpty || server.isEnded }
        let line = try #require(server.result.output.first, "\(server.result.complaint)")
        url = try #require(line.split(separator: " ").first { $0.hasPrefix("http") }.map { String($0.dropLast()) })
        self.server = server
    }

    func signalServer(_ signal: Int32) {
        server.child?.send(signal)
    }

    /// Starts a candidate that answers on a free port.
    func candidate(_ id: String, _ flags: String..., podUID: String? = nil) throws -> Candidate {
        try candidate(id, flags, podUID: podUID)
    }

    func candidate(_ id: String, _ flags: [String], podUID: String? = nil) throws -> Candidate {
        try start(id, ["--http", "localhost:0", "--server", url] + flags, podUID: podUID)
    }

    /// - Parameter program: What it is to run while it leads; empty for nothing.
    func start(
        _ id: String,
        _ flags: [String],
        podUID: String? = nil,
        environment: [String: String] = [:],
        wrapping program: [String] = []
    ) throws -> Candidate {
        let subcommand = program.isEmpty ? [] : ["exec"]
        let end = program.isEmpty ? [] : ["--"] + program
        let command =
            [try Workbench.path(of: "leader-elector")] + subcommand + ["--election", election, "--id", id] + flags + end
        var environment = environment
        environment["POD_UID"] = podUID
        let program = try bench.start(command, environment: environment)
        return Candidate(id: id, podUID: podUID, program: program, on: bench, witness)
    }

    /// The election's Lease as curl sees it; nil if there is none.
    func lease() throws -> Lease? {
        let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/\(election)"
        let answer = try bench.run(["curl", "-s", "--max-time", "5", url + path])
        let object = try JSONDecoder().decode(Object.self, from: Data(answer.text.utf8))
        return object.kind == "Lease" ? object.spec : nil
    }

    struct Lease: Decodable, Equatable {
        var holderIdentity: String?
        var leaseDurationSeconds: Int?
        var renewTime: String?
        var leaseTransitions: Int?
    }

    struct Object: Decodable {
        var kind: String
        var spec: Lease?
    }

    /// Asks the leader of that term to give it up, as an operator would.
    func stepDown(_ token: UInt64, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/\(election)"
        let patch = "{\"metadata\":{\"annotations\":{\"leader-elector/step-down\":\"\(token)\"}}}"
        let type = "Content-Type: application/merge-patch+json"
        let result = try bench.run(["curl", "-s", "-X", "PATCH", "-H", type, "-d", patch, url + path])
        #expect(result.text.contains("\(token)"), "\(result.text)", sourceLocation: sourceLocation)
    }

    /// Waits until one of the candidates leads and all of them name it, and gives it.
    @discardableResult
    func waitForOneLeader(
        of candidates: [Candidate],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Candidate {
        var leader: Candidate?
        try bench.wait(for: "one leader whom all name", sourceLocation: sourceLocation) {
            let states = try candidates.compactMap { try $0.status() }
            guard states.count == candidates.count else { return false }
            let leaders = zip(candidates, states).filter { $1.isLeader }
            leader = leaders.first?.0
            return leaders.count == 1 && states.allSatisfy { $0.name == leader?.id }
        }
        return try #require(leader, "\(candidates.map(\.log))", sourceLocation: sourceLocation)
    }
}
