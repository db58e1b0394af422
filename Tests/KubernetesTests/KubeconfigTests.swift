import Kubernetes
import Testing
import YAML

/// What the fields mean, and how files are merged.
@Suite struct KubeconfigTests {
    static let certificate = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"
    static let key = "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"
    static let files = Files(contents: [
        "/k/ca": certificate, "/k/crt": certificate, "/k/key": key, "/k/token": "of-file\n", "/k/empty": "",
        "/k/locked": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----\n",
    ])

    /// The base64 of the certificate above, and of the key.
    static let certificateData = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1BPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo="
    static let keyData = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1BPT0KLS0tLS1FTkQgUFJJVkFURSBLRVktLS0tLQo="

    /// A kubeconfig of one context; the fields of the cluster, the user and the context are flow mappings' insides.
    static func text(cluster: String = "", user: String = "", context: String = "") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts:
        - name: main
          context: {cluster: here, user: me, \(context)}
        clusters:
        - name: here
          cluster: {server: "https://h:6443", \(cluster)}
        users:
        - name: me
          user: {\(user)}
        """
    }

    static func cluster(_ text: String, context: String? = nil) throws -> Cluster {
        var kubeconfig = Kubeconfig()
        try kubeconfig.add(Array(text.utf8), from: "/k/config")
        return try kubeconfig.cluster(context: context, namespace: nil, readingFilesBy: files.read)
    }

    @Test func aClusterSaysWhereItIsAndWhoVouchesForIt() throws {
        let fields = "certificate-authority: ca, tls-server-name: api.internal, proxy-url: 'socks5://p:1080', x: [y]"
        let cluster = try Self.cluster(Self.text(cluster: fields, context: "namespace: lab"))
        #expect(
            cluster
                == Cluster(
                    server: ServerURL(scheme: .https, host: "h", port: 6443),
                    authority: .pem(.file("/k/ca")),
                    tlsServerName: "api.internal",
                    proxy: "socks5://p:1080",
                    namespace: try Namespace("lab"),
                    source: "kubeconfig /k/config, context main"
                )
        )
    }

    @Test func dataComesBeforeAFile() throws {
        let authority = "certificate-authority: none, certificate-authority-data: \(Self.certificateData)"
        #expect(try Self.cluster(Self.text(cluster: authority)).authority == .pem(.data(Array(Self.certificate.utf8))))
        let user = "client-certificate: none, client-certificate-data: \(Self.certificateData), client-key: key"
        #expect(
            try Self.cluster(Self.text(user: user)).clientCertificate
                == Cluster.ClientCertificate(certificate: .data(Array(Self.certificate.utf8)), key: .file("/k/key"))
        )
    }

    @Test func nobodyVouchesOnlyWhereTheFileSaysSo() throws {
        #expect(try Self.cluster(Self.text(cluster: "insecure-skip-tls-verify: true")).authority == .nobody)
        #expect(try Self.cluster(Self.text(cluster: "insecure-skip-tls-verify: false")).authority == .system)
    }

    @Test(arguments: [
        ("token: abc", "Bearer abc"), ("token: abc, exec: {command: x}", "Bearer abc"),
        ("token: abc, username: u, password: p", "Bearer abc"), ("token: '  abc '", "Bearer abc"),
    ])
    func aTokenIsSent(user: String, header: String) throws {
        guard case .token(let token) = try Self.cluster(Self.text(user: user)).credentials else {
            Issue.record("no token")
            return
        }
        #expect(token.headerValue == header)
    }

    @Test(arguments: ["tokenFile: token", "tokenFile: /k/token, token: abc", "tokenFile: ../k/./token, exec: {}"])
    func aTokenFileComesFirst(user: String) throws {
        #expect(try Self.cluster(Self.text(user: user)).credentials == .tokenFile("/k/token"))
    }

    @Test func aClientCertificateComesBeforeAProgram() throws {
        let user = "client-certificate: crt, client-key: key, exec: {command: x}, username: u"
        let cluster = try Self.cluster(Self.text(user: user))
        #expect(
            cluster.clientCertificate == Cluster.ClientCertificate(certificate: .file("/k/crt"), key: .file("/k/key"))
        )
        #expect(cluster.credentials == .none)
    }

    @Test func aProgramHasAllThatItNeeds() throws {
        let user = """
            exec: {
              apiVersion: client.authentication.k8s.io/v1, command: bin/login, args: [--for, "8", null], interactiveMode: Never,
              env: [{name: A, value: "1"}, {name: A, value: b}, {name: C}], installHint: get it, provideClusterInfo: true }
            """
        let plugin = ExecPlugin(
            command: "/k/bin/login",
            arguments: ["--for", "8", ""],
            environment: [("A", "1"), ("A", "b"), ("C", "")].map { ExecPlugin.EnvironmentEntry(name: $0, value: $1) },
            apiVersion: .v1,
            installHint: "get it",
            providesClusterInfo: true,
            interactiveMode: .never
        )
        #expect(try Self.cluster(Self.text(user: user)).credentials == .exec(plugin))
    }

    @Test func somebodyElseCanBeActedAs() throws {
        let user = "token: a, as: eve, as-uid: '7', as-groups: [b, a], as-user-extra: {scopes: [b, a], z: []}"
        let expected = Impersonation(
            user: "eve",
            uid: "7",
            groups: ["b", "a"],
            extra: ["scopes": ["b", "a"], "z": []]
        )
        #expect(try Self.cluster(Self.text(user: user)).impersonation == expected)
    }

    @Test func aContextWithoutAUserIsOneOfSomebodyUnknown() throws {
        let text = Self.text().replacing("user: me,", with: "user: '',")
        #expect(try Self.cluster(text).credentials == .none)
    }

    @Test func theFirstFileThatHasAnEntryDecidesWhatItIs() throws {
        var kubeconfig = Kubeconfig()
        try kubeconfig.add(Array("".utf8), from: "/empty")
        try kubeconfig.add(
            Array(
                "clusters: [{name: here, cluster: {server: 'https://first:1', certificate-authority: ../k/ca}}]".utf8
            ),
            from: "/first/config"
        )
        try kubeconfig.add(
            Array(Self.text(cluster: "tls-server-name: second", user: "tokenFile: token").utf8),
            from: "/k/config"
        )
        try kubeconfig.add(
            Array("current-context: other\nusers: [{name: me, user: {token: third}}]\ncontexts: [{name: other}]".utf8),
            from: "/third"
        )
        #expect(kubeconfig.paths == ["/empty", "/first/config", "/k/config", "/third"])
        #expect(kubeconfig.currentContext == "main")
        #expect(kubeconfig.contextNames == ["main", "other"])
        let cluster = try kubeconfig.cluster(context: nil, namespace: nil, readingFilesBy: Self.files.read)
        #expect(cluster.server.host == "first" && cluster.tlsServerName == nil)
        #expect(cluster.authority == .pem(.file("/k/ca")))
        #expect(cluster.credentials == .tokenFile("/k/token"))
    }

    @Test(arguments: [
        ("ca", "/k/config", "/k/ca"), ("/ca", "/k/config", "/ca"), ("../ca", "/k/config", "/ca"),
        ("../../ca", "/k/config", "/ca"),
        ("./a/../ca", "/k//config", "/k/ca"), ("ca", "config", "./ca"), ("a/ca", "./config", "a/ca"),
        ("../ca", "k/config", "./ca"),
        ("../../ca", "k/config", "../ca"),
    ])
    func aPathIsRelativeToItsFile(path: String, file: String, expected: String) throws {
        var kubeconfig = Kubeconfig()
        try kubeconfig.add(Array(Self.text(user: "tokenFile: '\(path)'").utf8), from: file)
        let cluster = try kubeconfig.cluster(context: nil, namespace: nil) { _ in Array("token".utf8) }
        #expect(cluster.credentials == .tokenFile(expected))
    }

    @Test(arguments: [("x", "x"), ("./x", "/k/x"), ("../x", "/x"), ("/x", "/x")])
    func aCommandIsAPathOnlyWithASlash(command: String, expected: String) throws {
        let user = "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: \(command)}"
        guard case .exec(let plugin) = try Self.cluster(Self.text(user: user)).credentials else {
            Issue.record("no program")
            return
        }
        #expect(plugin.command == expected)
    }
}
