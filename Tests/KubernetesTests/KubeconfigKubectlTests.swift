import Election
import Foundation
import Kubernetes
import TestKit
import Testing

/// kubectl is asked how it reads the same files.
@Suite(.ownThread) struct KubeconfigKubectlTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    /// What a context comes to, in kubectl's words and in ours.
    private struct Seen: Hashable {
        var server = ""
        var authority = ""
        var isInsecure = false
        var serverName = ""
        var proxy = ""
        var namespace = "default"
        var token = ""
        var command: [String] = []
        var impersonation: [String] = []
    }

    private func kubectl(_ paths: [String], _ arguments: String...) throws -> Workbench.Result {
        try bench.run(
            ["kubectl", "config", "view", "--raw", "-o", "json"] + arguments,
            environment: ["KUBECONFIG": paths.joined(separator: ":")]
        )
    }

    private func read(_ path: String) throws(FileError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw .missing(path: path) }
        return Array(data)
    }

    /// Several files with a few names among them, of which each has some fields or none.
    @Test(arguments: UInt64(1)...24)
    func filesAreMergedAsKubectlMergesThem(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var paths: [String] = []
        for index in 0..<Int.random(in: 1...4, using: &random) {
            let directory = "d\(index)"
            try FileManager.default.createDirectory(
                atPath: "\(bench.home)/\(directory)",
                withIntermediateDirectories: true
            )
            try bench.file("\(directory)/ca", "-----BEGIN CERTIFICATE-----\n\(index)\n-----END CERTIFICATE-----\n")
            let path = "\(bench.home)/\(directory)/config"
            // One is missing now and then.
            if Int.random(in: 0..<6, using: &random) > 0 {
                try bench.file("\(directory)/config", generated(index, using: &random))
            }
            paths.append(path)
        }
        try expectTheSame(paths)
    }

    private func expectTheSame(_ paths: [String]) throws {
        let result = try kubectl(paths, "--flatten")
        try #require(result.code == 0, "\(result.complaint)")
        let theirs = try JSONDecoder().decode(View.self, from: Data(result.text.utf8))
        var ours = Kubeconfig()
        for path in paths where FileManager.default.fileExists(atPath: path) { try ours.add(read(path), from: path) }
        #expect(ours.currentContext ?? "" == theirs.currentContext)
        #expect(ours.contextNames == (theirs.contexts ?? []).map(\.name).sorted())
        for context in theirs.contexts ?? [] {
            let expected = theirs.seen(context)
            let actual = try? ours.cluster(context: context.name, namespace: nil, readingFilesBy: read)
            // Where kubectl would go on without a cluster or as somebody unknown, there is an error.
            #expect(try actual.map(seen) == expected, "\(context.name)")
        }
    }

    private func generated(_ index: Int, using random: inout SeededGenerator) -> String {
        func some(_ text: String) -> String? { Bool.random(using: &random) ? text : nil }
        func list(_ kind: String, _ names: [String], _ fields: (String) -> [String?]) -> String {
            let entries = names.filter { _ in Bool.random(using: &random) }.map { name in
                "- {name: \(name), \(kind): {\(fields(name).compactMap { $0 }.joined(separator: ", "))}}\n"
            }
            return "\(kind)s:\n\(entries.joined())"
        }
        let clusters = list("cluster", ["c0", "c1", "c2"]) { name in
            [
                "server: 'https://\(name).\(index):1'", some("tls-server-name: n\(index)"),
                some("proxy-url: http://p\(index)"),
                Bool.random(using: &random) ? "certificate-authority: ca" : some("insecure-skip-tls-verify: true"),
            ]
        }
        let users = list("user", ["u0", "u1"]) { name in
            [
                some("token: \(name)-\(index)"), some("as: eve\(index)"),
                some("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x\(index), args: [a, 'b c']}"),
            ]
        }
        let contexts = list("context", ["k0", "k1", "k2"]) { name in
            ["cluster: c\(name.dropFirst())", "user: u\(index % 2)", some("namespace: s\(index)")]
        }
        let current = Int.random(in: 0..<3, using: &random) == 0 ? "current-context: k\(index)\n" : ""
        return clusters + users + contexts + current
    }

    private func seen(_ cluster: Cluster) throws -> Seen {
        var seen = Seen()
        seen.server = cluster.server.text
        seen.isInsecure = cluster.authority == .nobody
        switch cluster.authority {
        case .pem(.data(let bytes)): seen.authority = String(decoding: bytes, as: UTF8.self)
        case .pem(.file(let path)): seen.authority = String(decoding: try read(path), as: UTF8.self)
        case .system, .nobody: break
        }
        seen.serverName = cluster.tlsServerName ?? ""
        seen.proxy = cluster.proxy ?? ""
        seen.namespace = cluster.namespace.text
        switch cluster.credentials {
        case .token(let token): seen.token = token.headerValue
        case .exec(let plugin): seen.command = [plugin.command] + plugin.arguments + [plugin.interactiveMode.rawValue]
        case .none, .tokenFile: break
        }
        seen.impersonation = cluster.impersonation.map { [$0.user] } ?? []
        return seen
    }

    /// What `kubectl config view -o json` prints.
    private struct View: Decodable {
        struct Cluster: Decodable {
            struct Fields: Decodable {
                var server: String
                var certificateAuthorityData: Data?
                var insecureSkipTlsVerify: Bool?
                var tlsServerName: String?
                var proxyUrl: String?

                enum CodingKeys: String, CodingKey {
                    case server
                    case certificateAuthorityData = "certificate-authority-data"
                    case insecureSkipTlsVerify = "insecure-skip-tls-verify"
                    case tlsServerName = "tls-server-name"
                    case proxyUrl = "proxy-url"
                }
            }
            var name: String
            var cluster: Fields
        }
        struct User: Decodable {
            struct Exec: Decodable {
                var command: String
                var args: [String]?
                var interactiveMode: String
            }
            struct Fields: Decodable {
                var token: String?
                var `as`: String?
                var exec: Exec?
            }
            var name: String
            var user: Fields
        }
        struct Context: Decodable {
            struct Fields: Decodable {
                var cluster: String
                var user: String
                var namespace: String?
            }
            var name: String
            var context: Fields
        }
        var clusters: [Cluster]?
        var users: [User]?
        var contexts: [Context]?
        var currentContext: String

        enum CodingKeys: String, CodingKey {
            case clusters
            case users
            case contexts
            case currentContext = "current-context"
        }

        /// What a context comes to; nil where its cluster or its user is nowhere.
        func seen(_ context: Context) -> Seen? {
            guard let cluster = clusters?.first(where: { $0.name == context.context.cluster })?.cluster,
                let user = users?.first(where: { $0.name == context.context.user })?.user
            else { return nil }
            var seen = Seen()
            seen.server = cluster.server
            seen.authority = cluster.certificateAuthorityData.map { String(decoding: $0, as: UTF8.self) } ?? ""
            seen.isInsecure = cluster.insecureSkipTlsVerify ?? false
            seen.serverName = cluster.tlsServerName ?? ""
            seen.proxy = cluster.proxyUrl ?? ""
            seen.namespace = context.context.namespace ?? "default"
            seen.token = user.token.map { "Bearer \($0)" } ?? ""
            if user.token == nil, let exec = user.exec {
                seen.command = [exec.command] + (exec.args ?? []) + [exec.interactiveMode]
            }
            seen.impersonation = user.as.map { [$0] } ?? []
            return seen
        }
    }

    /// A file that kubectl's own commands wrote, with what they can set.
    @Test func aFileThatKubectlWroteIsRead() throws {
        let path = "\(bench.home)/config"
        let certificate = try bench.file("ca", "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n")
        for arguments in [
            [
                "set-cluster", "c 1", "--server=https://[fd00::1]:6443", "--certificate-authority=\(certificate)",
                "--embed-certs",
            ],
            ["set-cluster", "c 1", "--tls-server-name=api", "--proxy-url=socks5://p:1"],
            [
                "set-credentials", "true", "--exec-command=log in",
                "--exec-api-version=client.authentication.k8s.io/v1",
                "--exec-arg=--a: b", "--exec-arg=12", "--exec-arg= # c: 'd' ", "--exec-env=A=no",
                "--exec-interactive-mode=Never",
            ],
            ["set-context", "-", "--cluster=c 1", "--user=true", "--namespace=123"], ["use-context", "-"],
        ] {
            let result = try bench.run(["kubectl", "--kubeconfig", path, "config"] + arguments)
            try #require(result.code == 0, "\(result.complaint)")
        }
        try expectTheSame([path])
        var ours = Kubeconfig()
        try ours.add(read(path), from: path)
        let cluster = try ours.cluster(context: nil, namespace: nil, readingFilesBy: read)
        guard case .exec(let plugin) = cluster.credentials else {
            Issue.record("no program")
            return
        }
        #expect(plugin.arguments == ["--a: b", "12", " # c: 'd' "])
        #expect(plugin.environment == [ExecPlugin.EnvironmentEntry(name: "A", value: "no")])
        #expect(cluster.namespace.text == "123")
    }

    /// Whether a text needs quotes is what kubectl says.
    @Test(arguments: [
        "y", "yes", "On", "tRUE", "~", "012", "0o9", "1_0", "1e5", "1e999", ".5", ".", "+", "0x1f", "0x", "1:30",
        "2024-01-01", "-1",
        "1.2.3", "inf", "a#b", "a:b", "=", "0b2", "-0b1", "99999999999999999999", "'12'", "\"true\"", "5.", "a b ",
    ])
    func aPlainTextIsWhatKubectlTakesItFor(text: String) throws {
        let path = try bench.file("config", "current-context: \(text)\n")
        let theirs = try kubectl([path])
        var ours = Kubeconfig()
        guard theirs.code == 0 else {
            #expect(throws: KubeconfigError(path: path, line: 1, .unquoted("current-context"))) {
                try ours.add(read(path), from: path)
            }
            return
        }
        try ours.add(read(path), from: path)
        #expect(
            try ours.currentContext ?? ""
                == JSONDecoder().decode(View.self, from: Data(theirs.text.utf8)).currentContext
        )
    }
}
