import Foundation
import Runtime
import Testing

/// An HTTPS server in Python that keeps connections alive and says on which of them, and by which client certificate, it
/// was asked: `<connection> <common name>`, with `-` for none.
package final class TLSOrigin {
    package let port: UInt16
    private let program: Workbench.Program

    /// Starts it with a certificate and its key, `<path>` and `<path>.key`.
    ///
    /// - Parameter clients: The certificates that clients may show, as a PEM file; nil asks for none.
    package init(on bench: Workbench, certificate: String, clients: String? = nil) throws {
        program = try bench.start(["python3", "-u", "-c", Self.script, certificate, clients ?? ""])
        port = try bench.port(saidBy: program)
    }

    private static let script = """
        import http.server, itertools, ssl, sys

        numbers = itertools.count(1)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                self.number = next(numbers)

            def do_GET(self):
                subject = dict(part[0] for part in (self.connection.getpeercert() or {}).get("subject", ()))
                body = f"{self.number} {subject.get('commonName', '-')}".encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_): pass

        certificate, clients = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate + ".key")
        if clients:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(clients)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        print("listening on", server.server_address[1])
        server.serve_forever()
        """
}

extension Workbench {
    /// The port that a program of ours says it listens on.
    package func port(saidBy program: Program, sourceLocation: SourceLocation = #_sourceLocation) throws -> UInt16 {
        wait(for: "a program to listen", sourceLocation: sourceLocation) {
            !program.result.output.isEmpty || program.isEnded
        }
        let port = program.result.output.first?.split(separator: " ").last.flatMap { UInt16($0) }
        return try #require(port, "\(program.result.complaint)", sourceLocation: sourceLocation)
    }

    /// Makes a certificate that vouches for itself, as the file `name`, with its key in `name.key`, and gives its path.
    ///
    /// - Parameter names: What it stands for, for example `DNS:api.test,IP:127.0.0.1`.
    @discardableResult
    package func certificate(
        _ name: String,
        commonName: String,
        names: String = "DNS:api.test,IP:127.0.0.1,IP:::1",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let path = "\(home)/\(name)"
        let command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(commonName) -addext"
            + " subjectAltName=\(names) -keyout \(path).key -out \(path)"
        let result = try run(command.split(separator: " ").map(String.init))
        try #require(result.code == 0, "\(result.complaint)", sourceLocation: sourceLocation)
        return path
    }
}
