import Election
import HTTP
import Runtime
import TestKit
import Testing

/// Who we are to a server, and by which proxy we come.
@Suite(.ownThread) struct TransferCredentialTests {
    let bench: Workbench
    let transfers: Transfers

    init() throws {
        bench = try Workbench()
        transfers = Transfers(loop: bench.loop)
    }

    /// What one GET brings.
    func get(_ endpoint: Endpoint, sourceLocation: SourceLocation = #_sourceLocation) -> Result<String, TransferError>?
    {
        var outcome: Result<String, TransferError>?
        let request = HTTPRequest(method: "GET", target: "/")
        transfers.start(request, to: endpoint, deadline: SystemClock.instant() + .seconds(10)) { result in
            #expect((try? result.get().headers["X-Proxy"]) == nil, "the proxy's own answer is not the server's")
            outcome = result.map { String(decoding: $0.body, as: UTF8.self) }
        }
        bench.wait(for: "an answer", sourceLocation: sourceLocation) { outcome != nil }
        return outcome
    }

    func failure(_ endpoint: Endpoint) -> TransferError? {
        if case .failure(let error) = get(endpoint) { error } else { nil }
    }

    func clientCertificate(_ name: String) throws -> Endpoint.ClientCertificate {
        let path = try bench.certificate(name, commonName: name)
        return .init(certificate: try readFile(path), key: try readFile("\(path).key"))
    }

    @Test func aNewCertificateOrAuthorityCountsFromTheNextRequestOn() throws {
        let server = try bench.certificate("server.pem", commonName: "api")
        let (a, b) = (try clientCertificate("a"), try clientCertificate("b"))
        try bench.file("clients.pem", String(decoding: a.certificate + b.certificate, as: UTF8.self))
        let origin = try TLSOrigin(on: bench, certificate: server, clients: "\(bench.home)/clients.pem")
        var endpoint = Endpoint(
            scheme: .https,
            host: "127.0.0.1",
            port: origin.port,
            authority: .pem(try readFile(server)),
            clientCertificate: a
        )
        #expect(get(endpoint) == .success("1 a"))
        #expect(get(endpoint) == .success("1 a"))
        endpoint.clientCertificate = b
        #expect(get(endpoint) == .success("2 b"))
        endpoint.clientCertificate = nil
        #expect(get(endpoint) == .success("3 -"))
        endpoint.clientCertificate = b
        #expect(get(endpoint) == .success("4 b"))
        endpoint.authority = .pem(try readFile(server) + a.certificate)
        #expect(get(endpoint) == .success("5 b"))
        endpoint.authority = .nobody
        #expect(get(endpoint) == .success("6 b"))
        endpoint.authority = .pem(a.certificate)
        guard case .failure(.tls) = get(endpoint) else {
            Issue.record("an authority that does not vouch for the server was taken")
            return
        }
    }

    @Test func aCertificateThatCannotBeUsedIsNamed() throws {
        let server = try bench.certificate("server.pem", commonName: "api")
        let origin = try TLSOrigin(on: bench, certificate: server)
        let (a, b) = (try clientCertificate("a"), try clientCertificate("b"))
        let junk = Array("junk".utf8)
        for (certificate, key) in [(a.certificate, b.key), (junk, a.key), (a.certificate, junk), ([], [])] {
            let endpoint = Endpoint(
                scheme: .https,
                host: "127.0.0.1",
                port: origin.port,
                authority: .pem(try readFile(server)),
                clientCertificate: .init(certificate: certificate, key: key)
            )
            guard case .failure(.badClientCertificate) = get(endpoint) else {
                Issue.record("it was used: \(String(decoding: certificate + key, as: UTF8.self))")
                continue
            }
        }
    }

    @Test(arguments: TestProxy.Kind.allCases, [nil, Endpoint.Proxy.Login(name: "m@e", password: "s:e/cret")])
    func aServerIsReachedByAProxyWhichResolvesItsName(kind: TestProxy.Kind, login: Endpoint.Proxy.Login?) throws {
        let certificate = try bench.certificate("server.pem", commonName: "api")
        let origin = try TLSOrigin(on: bench, certificate: certificate)
        let proxy = try TestProxy(kind, on: bench, certificate: certificate)
        let scheme = try #require(Endpoint.Proxy.Scheme(rawValue: kind.rawValue))
        var endpoint = Endpoint(
            scheme: .https,
            host: "api.test",
            port: origin.port,
            authority: .pem(try readFile(certificate)),
            proxy: .init(scheme: scheme, host: "127.0.0.1", port: proxy.port, login: login)
        )
        #expect(get(endpoint) == .success("1 -"))
        #expect(get(endpoint) == .success("1 -"))
        // The address of one server, the certificate of another.
        endpoint.serverName = "api.test"
        endpoint.host = "unknown.test"
        #expect(get(endpoint) == .success("2 -"))
        let told = login.map { "\($0.name):\($0.password)" } ?? "-"
        #expect(
            proxy.requests == [
                "CONNECT api.test:\(origin.port) \(told)", "CONNECT unknown.test:\(origin.port) \(told)",
            ]
        )
    }

    @Test func plainRequestsAreHandedToAnHTTPProxy() throws {
        let proxy = try TestProxy(.http, on: bench)
        let endpoint = Endpoint(
            scheme: .http,
            host: "api.test",
            port: 8080,
            proxy: .init(scheme: .http, host: "127.0.0.1", port: proxy.port)
        )
        #expect(get(endpoint) == .success("by the proxy"))
        #expect(proxy.requests == ["GET http://api.test:8080/ -"])
    }

    @Test func aProxyThatFailsIsNamedWithoutItsPassword() throws {
        let refusing = try ScriptedServer(loop: bench.loop) { connection, _ in
            connection.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        }
        let login = Endpoint.Proxy.Login(name: "me", password: "secret")
        var endpoint = Endpoint(
            scheme: .https,
            host: "api.test",
            port: 6443,
            proxy: .init(scheme: .http, host: "127.0.0.1", port: refusing.port, login: login)
        )
        let name = "api.test:6443 by the proxy 127.0.0.1"
        let refusal = try #require(failure(endpoint))
        #expect("\(refusal)".contains("\(name):\(refusing.port)") && "\(refusal)".contains("407"), "\(refusal)")
        endpoint.proxy?.port = 1
        let absence = try #require(failure(endpoint))
        #expect("\(absence)".hasPrefix("cannot connect to \(name):1: "), "\(absence)")
        endpoint.proxy?.host = "no-such-proxy.invalid"
        #expect(get(endpoint) == .failure(.cannotResolve(host: "no-such-proxy.invalid")))
        #expect(!"\(refusal) \(absence)".contains("secret"))
    }
}
