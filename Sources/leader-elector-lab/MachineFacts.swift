import Bench
import Glibc
import Runtime

/// What a report's figures are to be read with: which programs were measured, where, and beside what.
struct MachineFacts {
    private let options: BenchRunner.Options

    init(_ options: BenchRunner.Options) {
        self.options = options
    }

    var facts: [(name: String, text: String)] {
        let server = options.kubeconfig.map { "the cluster of \($0)" } ?? "embedded, in the same process as the bench"
        return options.contestants.map { (name: $0.name, text: program($0)) } + [
            ("bench", "\(Self.isOptimized ? "release" : "debug") build"),
            ("API server", server),
            ("machine", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors, load \(load) at the start"),
        ]
    }

    private func program(_ contestant: Contestant) -> String {
        do {
            let path = try contestant.path()
            let bytes = try readFile(path, limitBytes: 1 << 30)
            let kind = ProgramKind(elfHead: Array(bytes.prefix(4096))).map { ", \($0.rawValue)" } ?? ""
            // What is compiled without optimization is linked with a library of that name.
            let isDebug = bytes.withUnsafeBytes { $0.firstIndex(of: "SwiftOnoneSupport") } != nil
            let build = contestant.isOurs ? (isDebug ? ", debug" : ", release") : ""
            return "\(path), \(Unit.bytes.text(Double(bytes.count)))\(kind)\(build)"
        } catch {
            return "\(error)"
        }
    }

    private static var isOptimized: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }

    /// Of the last minute: what else the machine had to do.
    private var load: String {
        do throws(RuntimeError) {
            let text = String(decoding: try readFile("/proc/loadavg", limitBytes: 256), as: UTF8.self)
            return String(text.prefix { $0 != " " })
        } catch {
            return "unknown"
        }
    }
}
