import Kubernetes
import Testing
import YAML

/// A kubeconfig that cannot work says at once which line of which file is why.
@Suite struct KubeconfigRefusalTests {
    typealias Problem = KubeconfigError.Problem

    private static let badProxy = Problem.badProxy(ProxyURLError(source: "'proxy-url'"))

    private func refusal(_ text: String, context: String? = nil) -> KubeconfigError? {
        do {
            _ = try KubeconfigTests.cluster(text, context: context)
            return nil
        } catch let error as KubeconfigError {
            return error
        } catch ClusterError.kubeconfig(let error) {
            return error
        } catch {
            return nil
        }
    }

    @Test(arguments: [
        ("certificate-authority: none", Problem.unreadable("certificate-authority", .missing(path: "/k/none"))),
        ("certificate-authority: token", .notACertificate("certificate-authority")),
        ("certificate-authority-data: MA==", .notACertificate("certificate-authority-data")),
        ("certificate-authority-data: '-----BEGIN CERTIFICATE-----'", .notBase64("certificate-authority-data")),
        ("certificate-authority: ca, insecure-skip-tls-verify: true", .authorityButInsecure),
        ("insecure-skip-tls-verify: 'true'", .notABool("insecure-skip-tls-verify")),
        ("insecure-skip-tls-verify: 1", .notABool("insecure-skip-tls-verify")),
        ("tls-server-name: 12", .unquoted("tls-server-name")), ("tls-server-name: [a]", .notAText("tls-server-name")),
        ("proxy-url: 'ftp://user:secret@p'", Self.badProxy), ("proxy-url: p:3128", Self.badProxy),
        ("proxy-url: http://", Self.badProxy),
    ])
    func aClusterIsRefused(fields: String, problem: Problem) {
        let expected = KubeconfigError(path: "/k/config", line: 9, owner: "cluster 'here'", problem)
        #expect(refusal(KubeconfigTests.text(cluster: fields)) == expected)
    }

    @Test(arguments: [
        ("tokenFile: none", Problem.unreadable("tokenFile", .missing(path: "/k/none"))),
        ("tokenFile: empty", .badToken("tokenFile", .empty)),
        (#"token: "a\nb""#, .badToken("token", .notPrintable)), ("token: 12345", .unquoted("token")),
        ("token: yes", .unquoted("token")),
        ("client-certificate: crt", .certificateWithoutKey), ("client-key: key", .keyWithoutCertificate),
        ("client-certificate: crt, client-key: locked", .encryptedKey("client-key")),
        ("client-certificate: crt, client-key: crt", .notAPrivateKey("client-key")),
        ("client-certificate: key, client-key: key", .notACertificate("client-certificate")),
        ("client-certificate: crt, client-key: none", .unreadable("client-key", .missing(path: "/k/none"))),
        ("client-certificate: crt, client-key-data: 'a b'", .notBase64("client-key-data")),
        ("username: u, password: p", .basicAuthentication),
        ("auth-provider: {name: gcp}, token: a", .authProvider("gcp")),
        ("as-groups: [x]", .impersonationWithoutUser), ("as: e, as-groups: x", .notAList("as-groups")),
        ("as: e, as-user-extra: {scopes: x}", .notAList("scopes")), ("as: e, as-groups: [[x]]", .notAText("as-groups")),
        ("exec: x", .notAMapping), ("exec: {apiVersion: client.authentication.k8s.io/v1}", .missing("command")),
        ("exec: {command: x}", .missing("apiVersion")),
        (
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}",
            .execVersion("client.authentication.k8s.io/v1alpha1")
        ),
        ("exec: {command: x, apiVersion: client.authentication.k8s.io/v1}", .noInteractiveMode),
        (
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: never}",
            .execInteractiveMode("never")
        ),
        (
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, env: [{value: a}]}",
            .missing("name")
        ),
    ])
    func aUserIsRefused(fields: String, problem: Problem) {
        let expected = KubeconfigError(path: "/k/config", line: 12, owner: "user 'me'", problem)
        #expect(refusal(KubeconfigTests.text(user: fields)) == expected)
    }

    @Test func aContextIsRefused() throws {
        let name = try #require(throws: NameError.self) { try Namespace("a.b") }
        let expected = KubeconfigError(path: "/k/config", line: 6, owner: "context 'main'", .badNamespace(name))
        #expect(refusal(KubeconfigTests.text(context: "namespace: a.b")) == expected)
        for (text, problem) in [
            ("cluster: here", Problem.missingEntry("cluster", name: "here-not")),
            ("user: me", .missingEntry("user", name: "me-not")),
        ] {
            let broken = KubeconfigTests.text().replacing(text, with: "\(text)-not")
            let expected = KubeconfigError(path: "/k/config", line: 6, owner: "context 'main'", problem)
            #expect(refusal(broken) == expected)
        }
        let empty = KubeconfigTests.text().replacing("cluster: here", with: "cluster: ''")
        #expect(refusal(empty)?.problem == .missing("cluster"))
    }

    @Test func aServerIsNeeded() {
        let text = KubeconfigTests.text()
        let server = #"server: "https://h:6443""#
        #expect(refusal(text.replacing(server, with: "x: z"))?.problem == .missing("server"))
        #expect(refusal(text.replacing(server, with: "server: h:6443"))?.problem == .badServer(.noScheme("h:6443")))
    }

    @Test(arguments: [
        ("kind: Pod", 1, nil, Problem.otherKind("v1 Pod")), ("apiVersion: v2", 1, nil, .otherKind("v2 Config")),
        ("just text", 1, nil, .notAMapping),
        ("- a", 1, nil, .notAMapping), ("clusters: here", 1, nil, .notAList("clusters")),
        ("users:\n- me", 2, nil, .notAMapping),
        ("users:\n- name: me\n  user: token", 3, "user 'me'", .notAMapping),
        ("users:\n- name: a\n- name: b\n- name: a", 4, "user 'a'", .duplicateName(firstLine: 2)),
        ("contexts:\n- name: 12", 2, nil, .unquoted("name")),
        ("current-context: [a]", 1, nil, .notAText("current-context")),
        ("a: b\na: c", 2, nil, .yaml(YAMLError(line: 2, column: 1, .duplicateKey(firstLine: 1)))),
    ])
    func aFileIsRefused(text: String, line: Int, owner: String?, problem: Problem) {
        #expect(refusal(text) == KubeconfigError(path: "/k/config", line: line, owner: owner, problem))
    }

    @Test func withoutAContextThereIsAChoice() throws {
        let text = KubeconfigTests.text().replacing("current-context: main", with: "")
        let none = ClusterError.noCurrentContext(paths: ["/k/config"], contexts: ["main"])
        #expect(throws: none) { try KubeconfigTests.cluster(text) }
        #expect("\(none)" == "kubeconfig /k/config names no current context; choose one with --context (main)")
        let unknown = ClusterError.unknownContext("x", paths: ["/k/config"], contexts: ["main"])
        #expect(throws: unknown) { try KubeconfigTests.cluster(text, context: "x") }
        let many = ClusterError.unknownContext("x", paths: ["/a", "/b"], contexts: (10..<22).map { "c\($0)" })
        #expect(
            "\(many)".hasPrefix("there is no context 'x' in kubeconfig /a, /b; choose one with --context (c10, c11,")
        )
        #expect("\(many)".hasSuffix("c19 and 2 more)"))
    }

    @Test(arguments: ["gcp": "gke-gcloud-auth-plugin", "azure": "kubelogin", "oidc": "exec plugin"])
    func aRemovedAuthProviderNamesWhatTookItsPlace(provider: String, successor: String) throws {
        let text = KubeconfigTests.text(user: "auth-provider: {name: \(provider), config: {a: b}}")
        let error = try #require(refusal(text))
        #expect("\(error)".hasPrefix("kubeconfig /k/config, line 12, user 'me': the auth provider '\(provider)'"))
        #expect("\(error)".contains(successor))
    }

    @Test func noErrorTellsASecret() {
        for user in [
            #"token: "secret\nsecret""#, "client-certificate: crt, client-key-data: secret!", "password: secret",
        ] {
            let error = refusal(KubeconfigTests.text(user: user))
            #expect(error != nil && !"\(error as Any)".contains("secret"))
        }
        for cluster in ["proxy-url: 'x://user:secret@p'", "certificate-authority-data: 'secret!'"] {
            let error = refusal(KubeconfigTests.text(cluster: cluster))
            #expect(error != nil && !"\(error as Any)".contains("secret"))
        }
        let server = KubeconfigTests.text().replacing("https://h:6443", with: "https://user:secret@h")
        #expect(refusal(server)?.description.contains("secret") == false)
    }
}
