import Foundation

/// The working copy that these tests were built from.
struct Repository: Sendable {
    let root: URL

    init() {
        root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// The names at the top level, those that begin with a dot left out.
    func topLevel() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path).filter { !$0.hasPrefix(".") }.sorted()
    }

    func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The names of the directories in one of the two trees, which are the targets.
    func targets(in tree: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(tree).path).sorted()
    }

    /// All Swift files of both trees, in the order of their paths.
    func sourceFiles() throws -> [SourceFile] {
        try ["Sources", "Tests"].flatMap { tree in
            try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(tree).path)
                .filter { $0.hasSuffix(".swift") }.sorted()
                .map { SourceFile(path: "\(tree)/\($0)", text: try text("\(tree)/\($0)")) }
        }
    }
}
