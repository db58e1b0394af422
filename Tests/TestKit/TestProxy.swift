import Runtime
import Testing

/// A proxy in Python that takes every name for 127.0.0.1, answers plain requests itself with `by the proxy`, and tells
/// what it was asked: `CONNECT api.test:443 <login>`, with `-` for no login.
package final class TestProxy {
    package enum Kind: String, Sendable, CaseIterable {
        case http, https, socks5
    }

    package let port: UInt16
    private let program: Workbench.Program

    /// - Parameter certificate: For an https proxy; its key stands beside it, as `<path>.key`.
    package init(_ kind: Kind, on bench: Workbench, certificate: String = "") throws {
        program = try bench.start(["python3", "-u", "-c", Self.script, kind.rawValue, certificate])
        port = try bench.port(saidBy: program)
    }

    /// What it was asked, in this order.
    package var requests: [String] { Array(program.result.output.dropFirst()) }

    private static let script = """
        import base64, socket, ssl, sys, threading

        kind, certificate = sys.argv[1:]
        if kind == "https":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, certificate + ".key")

        # In one write: a thread's line must not get into another's.
        def tell(line): sys.stdout.write(line + "\\n")

        def pump(source, sink):
            try:
                while data := source.recv(65536): sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError: pass

        def socks(client, stream):
            def text(): return stream.read(stream.read(1)[0]).decode()
            methods = stream.read(stream.read(2)[1])
            login = "-"
            if 2 in methods:
                client.sendall(b"\\x05\\x02")
                stream.read(1)
                login = text() + ":" + text()
                client.sendall(b"\\x01\\x00")
            else: client.sendall(b"\\x05\\x00")
            form = stream.read(4)[3]
            host = text() if form == 3 else socket.inet_ntop(*{1: (2, stream.read(4)), 4: (10, b"")}[form])
            port = int.from_bytes(stream.read(2), "big")
            tell(f"CONNECT {host}:{port} {login}")
            client.sendall(b"\\x05\\x00\\x00\\x01" + bytes(6))
            return port

        def http(client, stream):
            method, target, _ = stream.readline().decode().split()
            login = "-"
            while (line := stream.readline().strip()):
                if line.lower().startswith(b"proxy-authorization: basic "):
                    login = base64.b64decode(line.split()[2]).decode()
            tell(f"{method} {target} {login}")
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connection established\\r\\nX-Proxy: yes\\r\\n\\r\\n")
                return int(target.split(":")[-1])
            client.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 12\\r\\n\\r\\nby the proxy")

        def serve(client):
            try:
                if kind == "https": client = context.wrap_socket(client, server_side=True)
                port = (socks if kind == "socks5" else http)(client, client.makefile("rb", buffering=0))
                if not port: return
                server = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=pump, args=(server, client), daemon=True).start()
                pump(client, server)
            except (OSError, ValueError) as error: print(error, file=sys.stderr)

        listener = socket.create_server(("127.0.0.1", 0))
        print("listening on", listener.getsockname()[1])
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """
}
