/// Why there is no cluster to speak to; each says what to do about it.
package enum ClusterError: Error, Hashable, CustomStringConvertible {
    case badServer(ServerURLError)
    case badServiceVariables(host: String, port: String)
    case badNamespaceFile(path: String, NameError)
    case badToken(path: String, TokenError)
    case notACertificate(path: String)
    /// A file of the pod's service account.
    case unreadable(FileError)
    case unreadableFlag(String, FileError)
    /// A kubeconfig that KUBECONFIG names, or the usual one.
    case unreadableKubeconfig(FileError)
    case kubeconfig(KubeconfigError)
    case noCurrentContext(paths: [String], contexts: [String])
    case unknownContext(String, paths: [String], contexts: [String])
    case notInCluster
    /// Nothing named and nothing found; the paths are where kubeconfig files were looked for.
    case nothingFound([String])

    package var description: String {
        switch self {
        case .badServer(let error):
            "\(error)"
        case .badServiceVariables(let host, let port):
            "KUBERNETES_SERVICE_HOST is '\(host)' and KUBERNETES_SERVICE_PORT is '\(port)', which make no address; unset"
                + " both outside of a pod, or name the API server with --server"
        case .badNamespaceFile(let path, let error):
            "the pod's namespace file \(path) is wrong: \(error)"
        case .badToken(let path, let error):
            "the token file \(path) cannot be used: \(error)"
        case .notACertificate(let path):
            "the file \(path) holds no certificate in PEM form, so the server could not be told from an impostor;"
                + " name the right file"
        case .unreadable(let error):
            "\(error); in a pod it comes with the service account: see automountServiceAccountToken and the container's"
                + " user"
        case .unreadableFlag(let flag, let error):
            "--\(flag): \(error)"
        case .unreadableKubeconfig(let error):
            "\(error); name the kubeconfig to use with --kubeconfig or KUBECONFIG"
        case .kubeconfig(let error):
            "\(error)"
        case .noCurrentContext(let paths, let contexts):
            "kubeconfig \(paths.joined(separator: ", ")) names no current context; \(Self.choice(contexts))"
        case .unknownContext(let name, let paths, let contexts):
            "there is no context '\(name.readable(limit: 80))' in kubeconfig \(paths.joined(separator: ", "));"
                + " \(Self.choice(contexts))"
        case .notInCluster:
            "--use-cluster-credentials was given, but this is no pod: KUBERNETES_SERVICE_HOST and"
                + " KUBERNETES_SERVICE_PORT are not set; name the API server with --server"
        case .nothingFound(let places):
            "no cluster found: no --server, no pod around (KUBERNETES_SERVICE_HOST is not set), no kubeconfig"
                + "\(places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"); name the API server with --server,"
                + " or try it all out without a cluster: leader-elector-lab demo"
        }
    }
}

extension ClusterError {
    /// What to do where the context is not clear.
    private static func choice(_ contexts: [String]) -> String {
        guard !contexts.isEmpty else { return "there is none at all: name the API server with --server" }
        let names = contexts.prefix(10).map { $0.readable(limit: 80) }.joined(separator: ", ")
        return "choose one with --context (\(names)\(contexts.count > 10 ? " and \(contexts.count - 10) more" : ""))"
    }

    /// Looks once whether a token file can be used; `flag` is what named it, nil for the pod's own.
    static func checkToken(_ path: String, flag: String? = nil, _ read: FileReader) throws(ClusterError) {
        let bytes = try contents(path, flag, read)
        do throws(TokenError) {
            _ = try BearerToken(fileContents: bytes)
        } catch {
            throw .badToken(path: path, error)
        }
    }

    /// Looks once whether a file of certificates can be read and holds one; `flag` as for a token.
    package static func checkAuthority(
        _ path: String,
        flag: String? = nil,
        _ read: FileReader
    ) throws(ClusterError) {
        let bytes = try contents(path, flag, read)
        guard PEMText.holdsCertificate(bytes) else { throw .notACertificate(path: path) }
    }

    private static func contents(
        _ path: String,
        _ flag: String?,
        _ read: FileReader
    ) throws(ClusterError) -> [UInt8] {
        do throws(FileError) {
            return try read(path)
        } catch {
            guard let flag else { throw .unreadable(error) }
            throw .unreadableFlag(flag, error)
        }
    }
}
