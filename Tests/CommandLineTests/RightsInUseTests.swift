import APIServerModel
import Foundation
import Glibc
import HTTP
import JSON
import Runtime
import TestKit
import Testing

@testable import leader_elector_lab

/// The Role that `manifest rbac` prints, beside the requests that sidecars with the same options make in their lives.
@Suite(.ownThread) struct RightsInUseTests {
    private let bench: Workbench
    private let host: APIServerHost
    private let log = Log()
    private let election = "e-\(UUID().uuidString.prefix(8).lowercased())"

    /// What was asked of the API server.
    private final class Log {
        var attempts: Set<Access.Attempt> = []
        var refused: Set<Access.Attempt> = []
    }

    init() throws {
        bench = try Workbench()
        let server = try APIServer(store: ObjectStore(seed: 1), namespaces: ["lab"], at: SystemClock.now().wall)
        host = try APIServerHost(server, port: 0, loop: bench.loop)
        host.onAnswer = { [log] request, status in
            guard let attempt = Access.Attempt(request) else { return }
            log.attempts.insert(attempt)
            if status == 403 { log.refused.insert(attempt) }
        }
    }

    @Test(arguments: [
        [], ["--create-lock=false"], ["--events=false"], ["--label-pod"],
        ["--label-pod", "--create-lock=false", "--events=false"], ["--lock=endpoints", "--ttl=5s"],
        ["--lock=configmaps", "--ttl=5s"], ["--lock=endpointsleases", "--ttl=5s"],
        ["--lock=configmapsleases", "--ttl=5s", "--label-pod"],
    ])
    func itIsAllThatCandidatesUseAndNoMore(flags: [String]) throws {
        let rules = try grantedRules(flags)
        for pod in ["pod-0", "pod-1"] { try create("pods", group: "", pod) }
        if flags.contains("--create-lock=false") { try create("leases", group: "coordination.k8s.io", election) }
        host.server.access = Access(rules: [Access.anonymous: rules])

        let leader = try candidate("pod-0", flags)
        try bench.wait(for: "pod-0 to lead") { try leader.status()?.isLeader == true }
        let revision = host.server.store.revision
        bench.wait(for: "two renewals") { host.server.store.revision >= revision + 2 }
        let heir = try candidate("pod-1", flags)
        try bench.wait(for: "pod-1 to be the heir") { try leader.status()?.heir == "pod-1" }
        leader.send(SIGTERM)
        try bench.wait(for: "pod-1 to lead") { try heir.status()?.isLeader == true }
        #expect(leader.waitForEnd().code == 0)
        heir.send(SIGTERM)
        #expect(heir.waitForEnd().code == 0)
        expectExactly(rules)
    }

    @Test(arguments: [["--lock=leases"], ["--lock=endpointsleases", "--ttl=5s"]])
    func itIsAllThatAnObserverUsesAndNoMore(flags: [String]) throws {
        let rules = try grantedRules(flags + ["--observe"])
        host.server.access = Access(rules: [Access.anonymous: rules])
        let observer = try candidate("pod-0", flags + ["--observe"])
        try bench.wait(for: "an answer") { try observer.status()?.reason == "free" }
        bench.wait(for: "a watch of each lock") {
            log.attempts.count { $0.verb == "watch" } == (flags == ["--lock=leases"] ? 1 : 2)
        }
        observer.send(SIGTERM)
        #expect(observer.waitForEnd().code == 0)
        expectExactly(rules)
    }

    @Test func tooMuchAndTooLittleAreSeen() throws {
        let rules = try grantedRules(["--label-pod", "--events=false"])
        host.server.access = Access(rules: [Access.anonymous: rules])
        let leader = try candidate("pod-0", [])
        try bench.wait(for: "pod-0 to lead") { try leader.status()?.isLeader == true }
        leader.send(SIGTERM)
        #expect(leader.waitForEnd().code == 0)
        #expect(Set(log.refused.map { "\($0.verb) \($0.resource)" }) == ["create events"])
        let superfluous = unused(rules).flatMap { rule in (rule.verbs ?? []).map { "\($0) \(rule.resources ?? [])" } }
        #expect(superfluous == [#"list ["pods"]"#, #"patch ["pods"]"#])
    }

    /// No request was refused, and each verb of each rule was used.
    private func expectExactly(_ rules: [Access.Rule]) {
        #expect(log.refused.isEmpty)
        #expect(unused(rules).isEmpty)
    }

    /// The verbs that no request needed, with their rules.
    private func unused(_ rules: [Access.Rule]) -> [Access.Rule] {
        let narrow = rules.flatMap { rule in
            (rule.verbs ?? []).sorted().map { verb in
                var narrow = rule
                narrow.verbs = [verb]
                return narrow
            }
        }
        return narrow.filter { !log.attempts.contains(where: $0.allows) }
    }

    private func candidate(_ name: String, _ flags: [String]) throws -> Candidate {
        let ttl = flags.contains { $0.hasPrefix("--ttl") } ? [] : ["--ttl=2s"]
        let program = try bench.start(
            [
                try Workbench.path(of: "leader-elector"), "--election", election, "--http", "localhost:0", "--server",
                host.url,
            ] + flags + ttl,
            environment: ["POD_NAME": name, "POD_NAMESPACE": "lab"]
        )
        return Candidate(id: name, podUID: nil, program: program, on: bench, Witness())
    }

    private func grantedRules(_ flags: [String]) throws -> [Access.Rule] {
        try Access.Rule.granted(for: ["--election", election] + flags, in: "lab", on: bench)
    }

    /// As somebody who may do everything; not over the socket, and so not in the log.
    private func create(_ resource: String, group: String, _ name: String) throws {
        let path = (group.isEmpty ? "/api/v1" : "/apis/\(group)/v1") + "/namespaces/lab/\(resource)"
        let object: JSONValue = ["metadata": ["name": .string(name)]]
        let headers: HTTPHeaders = ["Content-Type": "application/json"]
        let request = HTTPRequest(method: "POST", target: path, headers: headers, body: object.bytes)
        guard case .response(let response) = host.server.handle(request, at: SystemClock.now()) else { return }
        try #require(response.status == 201, "\(String(decoding: response.body, as: UTF8.self))")
    }
}
