import Kubernetes
import Testing

/// The proxy variables mean what they mean to kubectl.
struct ProxyEnvironmentTests {
    private func proxy(_ server: String, _ environment: [String: String]) throws -> String? {
        try ProxyEnvironment(environment).proxy(for: ServerURL(parsing: server))?.description
    }

    @Test(arguments: [
        ("HTTPS_PROXY", "https://api.example"), ("https_proxy", "https://api.example"),
        ("HTTP_PROXY", "http://api.example"), ("http_proxy", "http://api.example"),
    ])
    func eachSchemeHasItsVariable(variable: String, server: String) throws {
        #expect(try proxy(server, [variable: "http://p:3128"]) == "http://p:3128")
        let other = server.hasPrefix("https") ? "http://api.example" : "https://api.example"
        #expect(try proxy(other, [variable: "http://p:3128"]) == nil)
        #expect(try proxy(server, [variable: ""]) == nil)
    }

    @Test func capitalsComeFirst() throws {
        #expect(try proxy("https://a", ["HTTPS_PROXY": "p", "https_proxy": "q"]) == "http://p:80")
        #expect(try proxy("https://a.b", ["HTTPS_PROXY": "p", "NO_PROXY": "x", "no_proxy": "a.b"]) == "http://p:80")
        #expect(try proxy("https://a", ["ALL_PROXY": "p", "all_proxy": "p"]) == nil)
    }

    @Test(arguments: [
        "localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]",
    ])
    func loopbackNeverGoesThroughAProxy(host: String) throws {
        #expect(try proxy("https://\(host):6443", ["HTTPS_PROXY": "http://p:3128"]) == nil)
    }

    @Test(arguments: [
        ("*", "api.example"), ("x, *", "api.example"), ("api.example", "api.example"), ("example", "api.example"),
        ("API.Example", "api.EXAMPLE"), (".example", "api.example"), ("*.example", "api.example"),
        ("api.example:6443", "api.example"), (" api.example ,x", "api.example"), ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.0/8", "10.200.3.4"), ("10.0.0.0/31", "10.0.0.1"), ("0.0.0.0/0", "10.0.0.1"),
        ("10.0.0.1:6443", "10.0.0.1"), ("fd00::/8", "[fd12::1]"), ("fd00::1", "[fd00:0:0::1]"),
        ("[fd00::1]:6443", "[fd00::1]"), ("::ffff:10.0.0.1", "10.0.0.1"), ("x,,10.0.0.1", "10.0.0.1"),
    ])
    func whatNoProxyNamesIsReachedDirectly(list: String, host: String) throws {
        #expect(try proxy("https://\(host):6443", ["HTTPS_PROXY": "p", "NO_PROXY": list]) == nil)
    }

    @Test(arguments: [
        ("", "api.example"), ("xample", "api.example"), (".api.example", "api.example"),
        ("api.example:443", "api.example"), ("api.example:", "api.example"), ("10.0.0.0/9", "10.200.3.4"),
        ("10.0.0.0/33", "10.0.0.0"), ("10.0.0.0/x", "10.0.0.0"), ("10.0.0.0", "10.0.0.1"),
        ("10.0.0.1:443", "10.0.0.1"), ("fd00::/16", "[fd12::1]"), ("::/0", "10.0.0.1"), ("0.0.0.0/0", "[fd00::1]"),
        ("0.0.0.0/0", "api.example"), ("10.0.0.010", "10.0.0.10"), (":6443", "api.example"), ("/", "api.example"),
        ("[]", "api.example"), ("*.", "api.example"), ("fd00::1::2", "[fd00::1]"),
    ])
    func whatItDoesNotNameGoesThroughTheProxy(list: String, host: String) throws {
        #expect(try proxy("https://\(host):6443", ["HTTPS_PROXY": "p", "NO_PROXY": list]) == "http://p:80")
    }

    @Test func aVariableThatMakesNoSenseIsNamedAndNotRepeated() throws {
        let error = #expect(throws: ProxyURLError.self) {
            try proxy("https://api.example", ["https_proxy": "ftp://me:secret@p"])
        }
        #expect(try #require(error).description.hasPrefix("the proxy URL of https_proxy cannot be used; write http://"))
        #expect(try !#require(error).description.contains("secret"))
        // Not asked for by a server that is reached directly.
        #expect(try proxy("https://localhost", ["HTTPS_PROXY": "ftp://p"]) == nil)
    }

    @Test func aKubeconfigsProxyComesBeforeTheEnvironmentAndItsExceptions() throws {
        var cluster = Cluster(server: try ServerURL(parsing: "https://127.0.0.1"), namespace: .default, source: "test")
        let environment = ["HTTPS_PROXY": "http://p:3128", "NO_PROXY": "*"]
        #expect(try cluster.proxy(environment: environment) == nil)
        cluster.proxy = "socks5://q"
        #expect(try cluster.proxy(environment: environment)?.description == "socks5://q:1080")
        cluster.proxy = "q:3128"
        #expect(throws: ProxyURLError.self) { try cluster.proxy(environment: environment) }
    }
}
