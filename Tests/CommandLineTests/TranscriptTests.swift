import Foundation
import TestKit
import Testing

/// What the command answers, word for word, as a person sees it in a terminal.
///
/// A file of `Transcripts` holds commands behind `$ `, each followed by its standard output, its standard error behind
/// `! `, and its exit status if it is not 0. Commands run in a shell, in an empty directory, one after the other.
/// `RECORD=1 swift test --filter TranscriptTests` writes the files anew; look at the difference before you keep it.
@Suite(.ownThread) struct TranscriptTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")

    private let bench: Workbench
    private let environment: [String: String]

    init() throws {
        bench = try Workbench()
        let programs = URL(filePath: try Workbench.path(of: "leader-elector")).deletingLastPathComponent().path
        environment = ["PATH": "\(programs):\(ProcessInfo.processInfo.environment["PATH"] ?? "")", "COLUMNS": "80"]
    }

    @Test(arguments: ["help", "mistakes", "timings", "names", "clusters", "addresses", "classic"])
    func theCommandAnswersAsWritten(name: String) throws {
        let file = Self.directory.appending(path: "\(name).txt")
        let expected = try String(contentsOf: file, encoding: .utf8)
        let commands = expected.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
        try #require(!commands.isEmpty)
        let actual = try commands.map(transcript).joined(separator: "\n")
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try actual.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(actual == expected)
    }

    private func transcript(of command: String) throws -> String {
        let script = "cd \(bench.home) && \(command)"
        let result = try bench.run(["sh", "-c", script], environment: environment)
        var lines = ["$ \(command)"] + result.output + result.error.map { "! \($0)" }
        if result.code != 0 { lines.append("exit status \(result.code)") }
        return lines.joined(separator: "\n").replacing(bench.home, with: "HOME") + "\n"
    }
}
