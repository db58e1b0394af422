/// What Kubernetes gives every container of a pod to find and use the API server ("Accessing the Kubernetes API from a
/// Pod"): two environment variables and three files of the pod's service account.
package struct InClusterConfiguration: Hashable, Sendable {
    package static let directory = "/var/run/secrets/kubernetes.io/serviceaccount"
    package static let tokenPath = "\(directory)/token"
    package static let certificateAuthorityPath = "\(directory)/ca.crt"
    package static let namespacePath = "\(directory)/namespace"

    package var server: ServerURL
    /// The pod's own; nil where the file is missing.
    package var namespace: Namespace?

    /// Looks around; nil outside of a pod.
    ///
    /// The token and the certificates are looked at now, so that a pod without them says so at its start.
    ///
    /// - Throws: `ClusterError` where this is a pod but something in it is missing or malformed.
    package init?(environment: [String: String], readingFilesBy read: FileReader) throws(ClusterError) {
        let host = environment["KUBERNETES_SERVICE_HOST"] ?? ""
        let port = environment["KUBERNETES_SERVICE_PORT"] ?? ""
        if host.isEmpty && port.isEmpty { return nil }
        do throws(ServerURLError) {
            // An IPv6 address stands in the variable without brackets.
            server = try ServerURL(parsing: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        } catch {
            throw .badServiceVariables(host: host, port: port)
        }
        try ClusterError.checkToken(Self.tokenPath, read)
        try ClusterError.checkAuthority(Self.certificateAuthorityPath, read)
        namespace = try Self.namespace(read)
    }

    /// The cluster around this pod.
    package func cluster(namespace chosen: Namespace?) -> Cluster {
        Cluster(
            server: server,
            authority: .pem(.file(Self.certificateAuthorityPath)),
            credentials: .tokenFile(Self.tokenPath),
            namespace: chosen ?? namespace ?? .default,
            source: "in-cluster service account"
        )
    }

    private static func namespace(_ read: FileReader) throws(ClusterError) -> Namespace? {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try read(namespacePath)
        } catch {
            if case .missing = error { return nil }
            throw .unreadable(error)
        }
        do throws(NameError) {
            return try Namespace(String(decoding: BearerToken.trimmed(bytes), as: UTF8.self))
        } catch {
            throw .badNamespaceFile(path: namespacePath, error)
        }
    }
}
