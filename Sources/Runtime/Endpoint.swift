/// A server that requests are sent to, and how to know that it is the right one.
package struct Endpoint: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        case http
        case https
    }

    /// Whom a server's certificate must be vouched for by.
    package enum CertificateAuthority: Hashable, Sendable {
        /// The authorities that the machine trusts.
        case system
        /// A PEM file, read again for each new connection.
        case file(path: String)
        /// The bytes of one or more PEM certificates.
        case pem([UInt8])
    }

    package var scheme: Scheme
    /// A name, or an address without brackets.
    package var host: String
    package var port: UInt16
    /// What stands before the target of each request; empty, or with a slash in front and none behind.
    package var pathPrefix: String
    package var authority: CertificateAuthority
    /// The name that the server's certificate must carry, if it is not the host.
    package var serverName: String?

    package init(
        scheme: Scheme,
        host: String,
        port: UInt16,
        pathPrefix: String = "",
        authority: CertificateAuthority = .system,
        serverName: String? = nil
    ) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pathPrefix = pathPrefix
        self.authority = authority
        self.serverName = serverName
    }

    /// Host and port as they stand in a URL, for example `[::1]:6443`.
    package var hostAndPort: String { "\(Self.bracketed(host)):\(port)" }

    /// The URL of a request's target at this server, with the certificate's name in the place of the host.
    func url(target: String) -> String {
        "\(scheme.rawValue)://\(Self.bracketed(serverName ?? host)):\(port)\(pathPrefix)\(target)"
    }

    /// Where to connect to if that is not what the URL names, in the form of CURLOPT_CONNECT_TO.
    var connectTo: String? {
        serverName.map { "\(Self.bracketed($0)):\(port):\(hostAndPort)" }
    }

    /// The host as URLs have it: an IPv6 address in brackets.
    private static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
