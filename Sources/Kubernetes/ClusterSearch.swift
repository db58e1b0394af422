/// Finds the cluster to speak to from what the program was told and what it can see.
///
/// The order: the server named by a flag, a kubeconfig (or a context of one) named by a flag, the cluster whose pod this
/// is, KUBECONFIG, `~/.kube/config`. The namespace: the flag's, then the chosen source's, then `default`.
package struct ClusterSearch: Sendable {
    /// `--server`: a URL.
    package var server: String?
    /// The file of the authorities that vouch for `server`.
    package var certificateAuthorityPath: String?
    /// The file of a bearer token for `server`.
    package var tokenPath: String?
    /// `--kubeconfig`: a path.
    package var kubeconfig: String?
    /// `--context`: the name of a kubeconfig's context; it asks for a kubeconfig even within a pod.
    package var context: String?
    /// `--use-cluster-credentials`: the pod's own cluster, or an error.
    package var mustBeInCluster = false
    package var namespace: Namespace?
    package var environment: [String: String]

    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// The cluster.
    ///
    /// - Throws: `ClusterError`, which for want of any cluster says what was looked for.
    package func cluster(readingFilesBy read: FileReader) throws(ClusterError) -> Cluster {
        if let server { return try named(server, read) }
        if let kubeconfig { return try named(kubeconfig: kubeconfig, read) }
        if context != nil { return try found(read) }
        if let inside = try InClusterConfiguration(environment: environment, readingFilesBy: read) {
            return inside.cluster(namespace: namespace)
        }
        if mustBeInCluster { throw .notInCluster }
        return try found(read)
    }

    private func named(kubeconfig path: String, _ read: FileReader) throws(ClusterError) -> Cluster {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try read(path)
        } catch {
            throw .unreadableFlag("kubeconfig", error)
        }
        return try cluster(in: [(path, bytes)], read)
    }

    /// The cluster of the kubeconfig files that are where they usually are; those that are missing are passed over.
    private func found(_ read: FileReader) throws(ClusterError) -> Cluster {
        var files: [(String, [UInt8])] = []
        for path in kubeconfigPlaces {
            do throws(FileError) {
                files.append((path, try read(path)))
            } catch .missing {
                continue
            } catch {
                throw .unreadableKubeconfig(error)
            }
        }
        guard !files.isEmpty else { throw .nothingFound(kubeconfigPlaces) }
        return try cluster(in: files, read)
    }

    private func cluster(in files: [(path: String, bytes: [UInt8])], _ read: FileReader) throws(ClusterError) -> Cluster
    {
        var kubeconfig = Kubeconfig()
        do throws(KubeconfigError) {
            for file in files { try kubeconfig.add(file.bytes, from: file.path) }
        } catch {
            throw .kubeconfig(error)
        }
        return try kubeconfig.cluster(context: context, namespace: namespace, readingFilesBy: read)
    }

    private func named(_ text: String, _ read: FileReader) throws(ClusterError) -> Cluster {
        let url: ServerURL
        do throws(ServerURLError) {
            url = try ServerURL(parsing: text)
        } catch {
            throw .badServer(error)
        }
        if let certificateAuthorityPath {
            try ClusterError.checkAuthority(certificateAuthorityPath, flag: "certificate-authority", read)
        }
        if let tokenPath { try ClusterError.checkToken(tokenPath, flag: "token-file", read) }
        return Cluster(
            server: url,
            authority: certificateAuthorityPath.map { .pem(.file($0)) } ?? .system,
            credentials: tokenPath.map(Cluster.Credentials.tokenFile) ?? .none,
            namespace: namespace ?? .default,
            source: "--server"
        )
    }

    private var kubeconfigPlaces: [String] {
        if let list = environment["KUBECONFIG"], !list.isEmpty { return list.split(separator: ":").map(String.init) }
        guard let home = environment["HOME"], !home.isEmpty else { return [] }
        return ["\(home)/.kube/config"]
    }
}
