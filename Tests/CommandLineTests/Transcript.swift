import Foundation
import TestKit
import Testing

/// Commands and what they answer, word for word, as a person sees it in a terminal.
///
/// A file of `Transcripts` holds commands behind `$ `, each followed by its standard output, its standard error behind
/// `! `, and its exit status if it is not 0. Commands run in a shell, in an empty directory, one after the other.
/// With `RECORD=1` in the environment the files are written anew; look at the difference before you keep it.
struct Transcript {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")

    private let bench: Workbench
    private var environment: [String: String]
    /// What differs from run to run, and what stands for it.
    private let mask: (String) -> String

    init(
        on bench: Workbench,
        environment: [String: String] = [:],
        mask: @escaping (String) -> String = { $0 }
    ) throws {
        self.bench = bench
        let programs = URL(filePath: try Workbench.path(of: "leader-elector")).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        self.environment = ["PATH": "\(programs):\(path)", "COLUMNS": "80"].merging(environment) { $1 }
        self.mask = mask
    }

    /// Runs the commands of a file and holds what they answer against it.
    func expect(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = Self.directory.appending(path: "\(name).txt")
        let expected = try String(contentsOf: file, encoding: .utf8)
        let commands = expected.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
        try #require(!commands.isEmpty, sourceLocation: sourceLocation)
        let actual = try commands.map(answer).joined(separator: "\n")
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try actual.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(actual == expected, sourceLocation: sourceLocation)
    }

    private func answer(to command: String) throws -> String {
        let script = "cd \(bench.home) && \(command)"
        let result = try bench.run(["sh", "-c", script], environment: environment)
        var lines = ["$ \(command)"] + result.output + result.error.map { "! \($0)" }
        if result.code != 0 { lines.append("exit status \(result.code)") }
        return mask(lines.joined(separator: "\n").replacing(bench.home, with: "HOME")) + "\n"
    }
}
