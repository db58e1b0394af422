import Foundation
import TestKit
import Testing

/// The README says what the programs do; `.ci/readme` runs its shell blocks.
@Suite(.ownThread) struct ReadmeTests {
    /// As much of ArgumentParser's description of a command line as the table is made of.
    private struct CommandLine: Decodable {
        struct Command: Decodable {
            var commandName: String
            var arguments: [Argument]
            var subcommands: [Command]?
        }

        struct Argument: Decodable, Hashable {
            struct Name: Decodable, Hashable {
                var name: String
            }

            var kind: String
            var abstract: String?
            var valueName: String?
            var preferredName: Name?
            var shouldDisplay: Bool

            var row: String? {
                guard shouldDisplay, kind != "positional", let name = preferredName?.name, let abstract else {
                    return nil
                }
                let value = kind == "option" ? valueName.map { " \($0)" } ?? "" : ""
                let cells = ["`--\(name)\(value)`", abstract].map { $0.replacingOccurrences(of: "|", with: "\\|") }
                return "| \(cells.joined(separator: " | ")) |"
            }
        }

        var command: Command
    }

    private static let path = URL(filePath: #filePath).appending(path: "../../../README.md").standardized

    /// `RECORD=1 swift test --filter ReadmeTests` writes the table anew.
    @Test func theTableOfFlagsIsThatOfTheProgram() throws {
        let readme = try String(contentsOf: Self.path, encoding: .utf8)
        let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("<!-- flags:") })
        let end = try #require(lines.firstIndex(of: "<!-- /flags -->"))
        let table = try Self.table()
        #expect(table.count > 35)
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            let text = (lines[...start].map(String.init) + table + lines[end...].map(String.init)).joined(
                separator: "\n"
            )
            try text.write(to: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(lines[(start + 1)..<end].map(String.init) == table)
        }
    }

    @Test func itIsShortEnoughToBeRead() throws {
        let lines = try String(contentsOf: Self.path, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        // Behind the last line end stands one more, empty line.
        #expect(lines.count <= 400)
    }

    /// The sidecar's flags, and those of `exec` beside them.
    private static func table() throws -> [String] {
        let bench = try Workbench()
        let dump = try bench.run([Workbench.path(of: "leader-elector"), "--experimental-dump-help"])
        let root = try JSONDecoder().decode(CommandLine.self, from: Data(dump.text.utf8)).command
        let exec = try #require(root.subcommands?.first { $0.commandName == "exec" })
        let known = Set(root.arguments)
        let rows =
            root.arguments.compactMap(\.row) + ["| with `exec` | |"]
            + exec.arguments.filter { !known.contains($0) }.compactMap(\.row)
        return ["| flag | what it does |", "|---|---|"] + rows
    }
}
