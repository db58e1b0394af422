import Glibc
import Runtime

/// The sidecar's program.
struct Program {
    let path: String

    /// The program at a path, or without one what is built beside this program.
    ///
    /// - Throws: `Missing` where it is not there.
    init(at path: String?) throws(Missing) {
        self.path = path ?? Self.besideOurs
        guard access(self.path, X_OK) == 0 else { throw Missing(path: self.path, wasGiven: path != nil) }
    }

    private static var besideOurs: String {
        let own = Self.own
        let directory = own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex)
        return "\(directory)/leader-elector"
    }

    /// The path of the program that is running.
    static var own: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    struct Missing: Error, CustomStringConvertible {
        let path: String
        let wasGiven: Bool

        var description: String {
            if wasGiven { return "--program \(path) is not there, or not executable" }
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
