import Foundation
import TestKit
import Testing

/// A file of `deploy/examples`.
enum Example {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../deploy/examples").standardized.path
    /// Those that act on the whole status.
    static let files = ["node.js", "python.py", "Leader.java", "shell.sh", "Leader.swift"]

    /// The command that runs an example, which may have to be compiled first.
    static func command(for file: String, on bench: Workbench) throws -> [String] {
        let path = "\(directory)/\(file)"
        switch file.split(separator: ".").last {
        case "js": return ["node", path]
        case "py": return ["python3", "-u", path]
        case "java": return ["java", path]
        case "sh": return ["sh", path]
        default:
            let compiler = try bench.start(["swiftc", path, "-o", "\(bench.home)/example"])
            bench.wait(for: "the compiler", atMost: .seconds(180)) { compiler.isEnded }
            #expect(compiler.result.code == 0, "\(compiler.result.complaint)")
            return ["\(bench.home)/example"]
        }
    }
}
