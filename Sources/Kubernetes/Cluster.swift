/// An API server and how to speak to it.
///
/// What rotates is named by its files, and the shell reads them again; what a kubeconfig carries inline is here.
package struct Cluster: Hashable, Sendable {
    /// Bytes in PEM form, or where to find them.
    package enum PEM: Hashable, Sendable {
        /// An absolute path, or one relative to the working directory.
        case file(String)
        case data([UInt8])
    }

    /// Who vouches for the server.
    package enum Authority: Hashable, Sendable {
        /// Those that the machine trusts.
        case system
        case pem(PEM)
        /// Nobody: whoever answers is believed. Only where `insecure-skip-tls-verify` says so, and with a warning.
        case nobody
    }

    /// A certificate of ours and its private key.
    package struct ClientCertificate: Hashable, Sendable {
        package var certificate: PEM
        package var key: PEM

        package init(certificate: PEM, key: PEM) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// What proves to the server who we are, beside a client certificate.
    package enum Credentials: Hashable, Sendable {
        /// Nothing: a server that asks for nothing, or a proxy that adds its own.
        case none
        case token(BearerToken)
        /// A bearer token in a file, as pods have; read again as `TokenCache` says.
        case tokenFile(String)
        /// A program that prints credentials.
        case exec(ExecPlugin)
    }

    package var server: ServerURL
    package var authority: Authority
    /// The name that the server's certificate must carry, if it is not the server's host.
    package var tlsServerName: String?
    package var clientCertificate: ClientCertificate?
    package var credentials: Credentials
    package var impersonation: Impersonation?
    /// The proxy's URL (http, https or socks5); nil for what the environment says.
    package var proxy: String?
    package var namespace: Namespace
    /// Where all this comes from, for the log: for example `in-cluster service account`.
    package var source: String

    package init(
        server: ServerURL,
        authority: Authority = .system,
        tlsServerName: String? = nil,
        clientCertificate: ClientCertificate? = nil,
        credentials: Credentials = .none,
        impersonation: Impersonation? = nil,
        proxy: String? = nil,
        namespace: Namespace,
        source: String
    ) {
        self.server = server
        self.authority = authority
        self.tlsServerName = tlsServerName
        self.clientCertificate = clientCertificate
        self.credentials = credentials
        self.impersonation = impersonation
        self.proxy = proxy
        self.namespace = namespace
        self.source = source
    }
}
