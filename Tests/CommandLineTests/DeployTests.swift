import Foundation
import TestKit
import Testing
import YAML

/// What lies in `deploy`, held against the program that prints it.
///
/// `RECORD=1 swift test --filter DeployTests` writes the files anew, each by the command in it.
@Suite(.ownThread) struct DeployTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy")

    /// All files but the examples, which are programs and have tests of their own.
    private static var files: [String] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: directory.path).sorted().filter { path in
                let kind = try directory.appending(path: path).resourceValues(forKeys: [.isRegularFileKey])
                return kind.isRegularFile == true && !path.hasPrefix("examples/")
            }
        }
    }

    /// The command that a file is from: its first line, or the description in JSON, which has no comments.
    private func command(in text: String, of path: String) throws -> String? {
        if path.hasSuffix(".json") {
            return try YAMLNode(parsing: Array(text.utf8))["description"]?.scalar?.text
        }
        guard path.hasSuffix(".yaml"), text.hasPrefix("# ") else { return nil }
        return text.split(separator: "\n").first.map { String($0.dropFirst(2)) }
    }

    @Test func everyFileIsWhatItsCommandPrints() throws {
        let bench = try Workbench()
        let elector = try Workbench.path(of: "leader-elector")
        let files = try Self.files
        #expect(files.count > 10)
        for path in files {
            let file = Self.directory.appending(path: path)
            let text = try String(contentsOf: file, encoding: .utf8)
            let command = try #require(try command(in: text, of: path), "\(path) does not say what made it")
            try #require(command.hasPrefix("leader-elector manifest "), "\(path) is made by '\(command)'")
            let arguments = command.dropFirst("leader-elector".count)
            let result = try bench.run(["sh", "-c", "'\(elector)'\(arguments)"])
            #expect(result.code == 0, "\(path): \(result.complaint)")
            let printed = result.text + "\n"
            if ProcessInfo.processInfo.environment["RECORD"] != nil, result.code == 0 {
                try printed.write(to: file, atomically: true, encoding: .utf8)
            }
            #expect(text == printed, "\(path)")
        }
    }

    /// Nobody's environment is to get into a manifest unseen.
    @Test func theEnvironmentChangesNothing() throws {
        let bench = try Workbench()
        let environment = [
            "LEADER_ELECTOR_TTL": "30s", "LEADER_ELECTOR_LABEL_POD": "true", "LEADER_ELECTOR_LOCK": "nonsense",
            "POD_NAMESPACE": "elsewhere", "KUBECONFIG": "/nowhere", "KUBERNETES_SERVICE_HOST": "10.0.0.1",
        ]
        let command = [try Workbench.path(of: "leader-elector"), "manifest", "--election", "example"]
        let without = try bench.run(command)
        #expect(without.code == 0 && !without.output.isEmpty, "\(without.complaint)")
        #expect(try bench.run(command, environment: environment).output == without.output)
    }
}
