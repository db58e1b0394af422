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

    func read(_ path: String) throws(FileError) -> [UInt8] {
        if unreadable.contains(path) { throw .unreadable("cannot read \(path): permission denied") }
        guard let text = contents[path] else { throw .missing(path: path) }
        return Array(text.utf8)
    }
}
