import Election
import Glibc
import HTTP
import Runtime
import TestKit
import Testing

/// Against a real TLS server whose certificate, for `api.test`, only its own CA vouches for.
@Suite struct TransferTLSTests {
    let loop: EventLoop
    let transfers: Transfers
    let directory: String

    init() throws {
        loop = try EventLoop()
        transfers = Transfers(loop: loop)
        var template = Array("/tmp/leader-elector-tls-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Makes a self-signed certificate and its key, and returns its path.
    func makeCertificate(_ file: String) throws -> String {
        let path = "\(directory)/\(file)"
        let (lines, ending) = try ChildProcess.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=api.test",
            "-addext",
            "subjectAltName=DNS:api.test",
            "-keyout",
            "\(path).key",
            "-out",
            path,
            on: loop
        )
        try #require(ending == .exited(code: 0), "\(lines)")
        return path
    }

    /// Starts a server with that certificate on a port that is free.
    func serve(_ certificate: String) throws -> (ChildProcess, UInt16) {
        let (server, port) = try ChildProcess.start(
            "openssl",
            "s_server",
            "-www",
            "-accept",
            "127.0.0.1:0",
            "-cert",
            certificate,
            "-key",
            "\(certificate).key",
            on: loop,
            find: { line in
                line.hasPrefix("ACCEPT ") ? line.split(separator: ":").last.flatMap { UInt16($0) } : nil
            }
        )
        return (server, try #require(port))
    }

    func get(
        _ port: UInt16,
        _ authority: Endpoint.CertificateAuthority,
        serverName: String?
    ) -> Result<HTTPResponse, TransferError>? {
        var outcome: Result<HTTPResponse, TransferError>?
        let endpoint = Endpoint(
            scheme: .https,
            host: "127.0.0.1",
            port: port,
            authority: authority,
            serverName: serverName
        )
        transfers.start(
            HTTPRequest(method: "GET", target: "/"),
            to: endpoint,
            deadline: SystemClock.instant() + .seconds(5)
        ) { [loop] result in
            outcome = result
            loop.stop()
        }
        loop.run(atMost: .seconds(10))
        return outcome
    }

    @Test func onlyTheRightNameVouchedForByTheRightAuthorityIsTalkedTo() throws {
        let certificate = try makeCertificate("server.pem")
        let stranger = try makeCertificate("stranger.pem")
        let (server, port) = try serve(certificate)
        defer {
            server.send(SIGKILL)
            ["", ".key"].forEach { unlink(certificate + $0) }
            ["", ".key"].forEach { unlink(stranger + $0) }
            rmdir(directory)
        }
        let trusted: [Endpoint.CertificateAuthority] = [
            .pem(try readFile(certificate)), .pem(try readFile(stranger) + readFile(certificate)), .nobody,
        ]
        for authority in trusted {
            #expect(try #require(get(port, authority, serverName: "api.test")).get().status == 200)
        }
        let refused: [(Endpoint.CertificateAuthority, String?)] = [
            (.system, "api.test"), (.pem(try readFile(stranger)), "api.test"),
            (.pem(Array("no certificate".utf8)), "api.test"), (.pem([]), "api.test"),
            (.pem(try readFile(certificate)), nil), (.pem(try readFile(certificate)), "other.test"),
        ]
        for (authority, serverName) in refused {
            guard case .failure(.tls(let server, let reason)) = get(port, authority, serverName: serverName) else {
                Issue.record("\(authority) with the name \(serverName ?? "of the host") was not refused")
                continue
            }
            #expect(server == "127.0.0.1:\(port)")
            #expect(!reason.isEmpty)
        }
    }

    @Test func aServerWithoutTLSIsRefusedToo() throws {
        let server = try ScriptedServer(loop: loop) { _, _ in }
        loop.schedule(at: SystemClock.instant() + .milliseconds(50)) {
            server.connections.first?.send("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        guard case .failure(.tls) = get(server.port, .system, serverName: nil) else {
            Issue.record("plain HTTP was taken for TLS")
            return
        }
    }
}
