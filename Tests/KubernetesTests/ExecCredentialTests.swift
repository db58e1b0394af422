import Election
import Kubernetes
import Locks
import Testing

struct ExecCredentialTests {
    private func parse(_ text: String) throws(ExecCredentialError) -> ExecCredential {
        try ExecCredential(printed: Array(text.utf8), version: .v1)
    }

    private func printed(_ status: String, version: String = "v1", kind: String = "ExecCredential") -> String {
        #"{"kind":"\#(kind)","apiVersion":"client.authentication.k8s.io/\#(version)","spec":{},"status":\#(status)}"#
    }

    @Test func aTokenAndItsEndAreRead() throws {
        let credential = try parse(printed(#"{"token":"abc","expirationTimestamp":"2026-11-21T10:00:00+02:00"}"#))
        #expect(credential.token?.headerValue == "Bearer abc" && credential.clientCertificate == nil)
        #expect(credential.expiration == MicroTime.time("2026-11-21T08:00:00Z"))
        #expect(try parse(printed(#"{"token":"abc"}"#)).expiration == nil)
        let older = try ExecCredential(
            printed: Array(printed(#"{"token":"a"}"#, version: "v1beta1").utf8),
            version: .v1beta1
        )
        #expect(older.token != nil)
    }

    @Test func aCertificateComesWithItsKey() throws {
        let certificate = #"-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"#
        let key = #"-----BEGIN EC PRIVATE KEY-----\nMA==\n-----END EC PRIVATE KEY-----\n"#
        let both = #""clientCertificateData":"\#(certificate)","clientKeyData":"\#(key)""#
        let credential = try parse(printed("{\(both)}"))
        #expect(credential.clientCertificate?.key == .data(Array(key.replacing(#"\n"#, with: "\n").utf8)))
        #expect(credential.token == nil)
        #expect(try parse(printed(#"{"token":"abc",\#(both)}"#)).token != nil)
        for half in [#"{"clientKeyData":"\#(key)"}"#, #"{"token":"a","clientCertificateData":"\#(certificate)"}"#] {
            #expect(throws: ExecCredentialError.halfACertificate) { try parse(printed(half)) }
        }
        #expect(throws: ExecCredentialError.noPEM) {
            try parse(printed(#"{"clientCertificateData":"MA==","clientKeyData":"MA=="}"#))
        }
    }

    @Test func whatIsNoCredentialIsSaid() throws {
        let wrong: [(String, ExecCredentialError)] = [
            ("", .nothing), (" \n", .nothing), ("hello", .malformed("it is no JSON from byte 0 on")),
            ("[]", .malformed("the whole is of the wrong type")), ("{}", .malformed("'kind' is missing")),
            (#"{"kind":"ExecCredential"}"#, .malformed("'apiVersion' is missing")),
            (printed("{}", kind: "Pod"), .anotherKind("Pod")),
            (
                printed("{}", version: "v1beta1"),
                .anotherVersion("client.authentication.k8s.io/v1beta1", expected: .v1)
            ),
            (printed("null"), .noStatus), (printed("{}"), .emptyStatus), (printed(#"{"token":""}"#), .emptyStatus),
            (printed(#"{"token":"a b"}"#), .badToken(.notPrintable)),
            (printed(#"{"token":7}"#), .malformed("'status.token' is of the wrong type")),
            (printed(#"{"token":"a","expirationTimestamp":"soon"}"#), .badExpiration("soon")),
        ]
        for (text, error) in wrong { #expect(throws: error, "\(text)") { try parse(text) } }
    }

    @Test func aCredentialIsNeverPrinted() throws {
        let credential = try parse(printed(#"{"token":"secret"}"#))
        #expect(!"\(credential)".contains("secret") && !String(reflecting: credential).contains("secret"))
    }
}

/// What a plugin is started with.
struct ExecPluginStartTests {
    private var plugin = ExecPlugin(
        command: "login",
        environment: [.init(name: "A", value: "2"), .init(name: "B", value: "3"), .init(name: "B", value: "4=5")],
        apiVersion: .v1beta1,
        interactiveMode: .never
    )

    @Test func itsVariablesAreAddedToOursEachOnce() {
        let entries = plugin.environment(
            inheriting: ["PATH=/bin", "A=1", "KUBERNETES_EXEC_INFO=old", "AA=1"],
            info: Array("{}".utf8)
        )
        #expect(entries == ["PATH=/bin", "AA=1", "A=2", "B=4=5", "KUBERNETES_EXEC_INFO={}"])
    }

    @Test func itIsToldThatNobodyCanBeAsked() throws {
        var cluster = Cluster(
            server: try ServerURL(parsing: "https://[fd00::1]:6443/x"),
            namespace: .default,
            source: ""
        )
        cluster.tlsServerName = "api.example"
        cluster.proxy = "http://p:3128"
        func info(_ plugin: ExecPlugin, _ authority: [UInt8]?) -> String {
            String(decoding: plugin.info(for: cluster, authority: authority), as: UTF8.self)
        }
        let head = #"{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{"#
        #expect(info(plugin, [1]) == head + #""interactive":false}}"#)
        var curious = plugin
        curious.providesClusterInfo = true
        let about = #""proxy-url":"http://p:3128","server":"https://[fd00::1]:6443/x","tls-server-name":"api.example""#
        for (bytes, text) in [
            ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("ÿ?>", "w78/Pg=="),
        ] {
            #expect(
                info(curious, Array(bytes.utf8)) == head
                    + #""cluster":{"certificate-authority-data":"\#(text)",\#(about)},"interactive":false}}"#
            )
        }
        cluster.authority = .nobody
        #expect(
            info(curious, nil) == head + #""cluster":{"insecure-skip-tls-verify":true,\#(about)},"interactive":false}}"#
        )
    }
}
