import Glibc
import Kubernetes
import Runtime

/// What the machine tells the process at its start.
enum Host {
    /// The host's name, which in a pod is the pod's.
    static var name: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The process's environment variables.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        for entry in ProcessEnvironment.entries {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
        }
        return variables
    }

    /// Reads a small file for the search of a cluster.
    static func readFile(_ path: String) throws(FileError) -> [UInt8] {
        do throws(RuntimeError) {
            return try Runtime.readFile(path)
        } catch {
            if case .unreadableFile(_, ENOENT) = error { throw .missing(path: path) }
            throw .unreadable("\(error)")
        }
    }
}
