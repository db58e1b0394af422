/// An API server and how to speak to it.
///
/// Certificates and tokens are named by their files, because they rotate while we run: the shell reads them again.
package struct Cluster: Hashable, Sendable {
    /// What proves to the server who we are.
    package enum Credentials: Hashable, Sendable {
        /// Nothing: a server that asks for nothing, or a proxy that adds its own.
        case none
        /// A bearer token in a file, as pods have; read again as `TokenCache` says.
        case tokenFile(String)
    }

    package var server: ServerURL
    /// The PEM file of the authorities that vouch for the server; nil for those that the machine trusts.
    package var certificateAuthorityPath: String?
    package var credentials: Credentials
    package var namespace: Namespace
    /// Where all this comes from, for the log: for example `in-cluster service account`.
    package var source: String

    package init(
        server: ServerURL,
        certificateAuthorityPath: String? = nil,
        credentials: Credentials = .none,
        namespace: Namespace,
        source: String
    ) {
        self.server = server
        self.certificateAuthorityPath = certificateAuthorityPath
        self.credentials = credentials
        self.namespace = namespace
        self.source = source
    }
}
