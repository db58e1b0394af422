/// A server that requests are sent to, the way to it, and how both sides know each other.
///
/// A kept-alive connection is used again only for an equal endpoint, so that none goes on with a certificate of ours,
/// or an authority, that has been replaced.
package struct Endpoint: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        case http
        case https
    }

    /// Whom a server's certificate must be vouched for by.
    package enum CertificateAuthority: Hashable, Sendable {
        /// The authorities that the machine trusts.
        case system
        /// The bytes of one or more PEM certificates.
        case pem([UInt8])
        /// Nobody: whoever answers is believed.
        case nobody
    }

    /// What proves to the server who we are: a certificate, with those between it and its authority behind it, and its
    /// private key, both in PEM form.
    package struct ClientCertificate: Hashable, Sendable {
        package var certificate: [UInt8]
        package var key: [UInt8]

        package init(certificate: [UInt8], key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// What stands between us and the server.
    ///
    /// An https proxy must be vouched for by the same authority as the server. The name of a server behind a socks5
    /// proxy is resolved by the proxy. Both are client-go's ways.
    package struct Proxy: Hashable, Sendable {
        package enum Scheme: String, Sendable {
            case http
            case https
            case socks5
        }

        /// A name and its password, for Basic authentication or that of SOCKS.
        package struct Login: Hashable, Sendable {
            package var name: String
            package var password: String

            package init(name: String, password: String) {
                self.name = name
                self.password = password
            }
        }

        package var scheme: Scheme
        /// A name, or an address without brackets.
        package var host: String
        package var port: UInt16
        package var login: Login?

        package init(scheme: Scheme, host: String, port: UInt16, login: Login? = nil) {
            self.scheme = scheme
            self.host = host
            self.port = port
            self.login = login
        }

        package var hostAndPort: String { "\(Endpoint.bracketed(host)):\(port)" }
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
    package var clientCertificate: ClientCertificate?
    package var proxy: Proxy?

    package init(
        scheme: Scheme,
        host: String,
        port: UInt16,
        pathPrefix: String = "",
        authority: CertificateAuthority = .system,
        serverName: String? = nil,
        clientCertificate: ClientCertificate? = nil,
        proxy: Proxy? = nil
    ) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pathPrefix = pathPrefix
        self.authority = authority
        self.serverName = serverName
        self.clientCertificate = clientCertificate
        self.proxy = proxy
    }

    /// Host and port as they stand in a URL, for example `[::1]:6443`.
    package var hostAndPort: String { "\(Self.bracketed(host)):\(port)" }

    /// The server as errors name it, with the proxy but never with a password.
    var name: String { hostAndPort + (proxy.map { " by the proxy \($0.hostAndPort)" } ?? "") }

    /// The URL of a request's target at this server, with the certificate's name in the place of the host.
    func url(target: String) -> String {
        "\(scheme.rawValue)://\(Self.bracketed(serverName ?? host)):\(port)\(pathPrefix)\(target)"
    }

    /// Where to connect to if that is not what the URL names, in the form of CURLOPT_CONNECT_TO.
    var connectTo: String? {
        serverName.map { "\(Self.bracketed($0)):\(port):\(hostAndPort)" }
    }

    /// The host as URLs have it: an IPv6 address in brackets.
    fileprivate static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
