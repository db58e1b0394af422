import Kubernetes

/// Files as a search for a cluster finds them.
struct Files {
    var contents: [String: String] = [:]
    var unreadable: Set<String> = []

    /// What a pod's service account brings.
    static let pod = Files(contents: [
        InClusterConfiguration.tokenPath: "abc.def\n",
        InClusterConfiguration.certificateAuthorityPath:
            "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
        InClusterConfiguration.namespacePath: "lab\n",
    ])

    /// A home directory with a kubeconfig of two contexts.
    static let laptop = Files(contents: [
        "/root/.kube/config": """
        clusters:
        - {name: one, cluster: {server: "https://one"}}
        - {name: two, cluster: {server: "https://two"}}
        contexts:
        - {name: one, context: {cluster: one, namespace: shop}}
        - {name: two, context: {cluster: two}}
        current-context: one
        """
    ])

    func read(_ path: String) throws(FileError) -> [UInt8] {
        if unreadable.contains(path) { throw .unreadable("cannot read \(path): permission denied") }
        guard let text = contents[path] else { throw .missing(path: path) }
        return Array(text.utf8)
    }
}
