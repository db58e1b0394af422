import Glibc
import Runtime

/// The sidecar's program, which is built beside this one.
struct Program {
    let path: String

    /// - Throws: `Missing` where it is not there.
    init() throws(Missing) {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let own = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let directory = own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex)
        path = "\(directory)/leader-elector"
        guard access(path, X_OK) == 0 else { throw Missing(path: path) }
    }

    struct Missing: Error, CustomStringConvertible {
        let path: String

        var description: String {
            let option = path.contains("/release/") ? " -c release" : ""
            return "the sidecar's program \(path) is missing; build it with: swift build\(option)"
        }
    }

    /// Our own environment without what would configure a sidecar, and with a pod's UID.
    static func environment(podUID: String) -> [String] {
        let others = ProcessEnvironment.entries.filter { entry in
            !["LEADER_ELECTOR_", "POD_", "KUBE"].contains(where: entry.hasPrefix)
        }
        return others + ["POD_UID=\(podUID)"]
    }
}
