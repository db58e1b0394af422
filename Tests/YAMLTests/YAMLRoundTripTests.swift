import Election
import Testing
import YAML

/// Values written in every style that fits them are read again.
@Suite struct YAMLRoundTripTests {
    @Test(arguments: UInt64(1)...200)
    func whatIsWrittenIsReadAgain(seed: UInt64) throws {
        var writer = Writer(random: SeededGenerator(seed: seed))
        let value = writer.value(depth: 0)
        let text = writer.block(value, indentation: 0)
        let ended = seed % 3 == 0 ? text.replacing("\n", with: "\r\n") : text
        #expect(try Value(YAMLNode(parsing: Array(ended.utf8))) == value, "\(text)")
    }

    /// What a document says, without how it says it.
    private indirect enum Value: Equatable {
        case text(String)
        case list([Value])
        case map([String], [Value])

        init(_ node: YAMLNode) {
            switch node.content {
            case .scalar(let scalar): self = .text(scalar.text)
            case .sequence(let items): self = .list(items.map(Value.init))
            case .mapping(let entries): self = .map(entries.map(\.key), entries.map { Value($0.value) })
            }
        }
    }

    private struct Writer {
        var random: SeededGenerator

        private static let texts = [
            "", "a", "two words", "http://h:80/p#q", "- a", "a: b", " a", "a ", "#a", "a #b", "it's", "\"q\"", "a\nb",
            "\n", "a\n\n  b\n",
            "a\n\n", "true", "12", "\t", "\\", "{", "é😀", "&a", "---", "a,b]", "x\n y\nz",
        ]

        mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

        mutating func text() -> String { Self.texts[pick(Self.texts.count)] }

        mutating func value(depth: Int) -> Value {
            switch depth > 3 ? 0 : pick(4) {
            case 0, 1: return .text(text())
            case 2: return .list((0..<pick(4)).map { _ in value(depth: depth + 1) })
            default:
                let keys = (0..<pick(4)).map { "\($0)\(text().filter { $0 != "\n" })" }
                return .map(keys, keys.map { _ in value(depth: depth + 1) })
            }
        }

        /// A value from where a line begins, its line end included.
        mutating func block(_ value: Value, indentation: Int) -> String {
            let space = String(repeating: " ", count: indentation)
            switch value {
            case .list(let items) where !items.isEmpty && pick(4) > 0:
                return items.map { "\(space)-\(inner($0, indentation: indentation, isItem: true))" }.joined()
            case .map(let keys, let values) where !keys.isEmpty && pick(4) > 0:
                return zip(keys, values).map { key, value in
                    "\(space)\(line(key)):\(inner(value, indentation: indentation, isItem: false))"
                }.joined()
            default:
                return "\(space)\(flow(value))\n"
            }
        }

        /// A value behind a key or dash whose own indentation is given.
        private mutating func inner(_ value: Value, indentation: Int, isItem: Bool) -> String {
            switch value {
            case .text(let text):
                return " \(scalar(text, indentation: indentation + 1 + pick(3)))\n"
            case .list(let items) where !items.isEmpty && !isItem && pick(3) == 0:
                // A list's dashes may stand below the first letter of its key.
                let space = String(repeating: " ", count: indentation)
                return "\(comment())\n"
                    + items.map { "\(space)-\(inner($0, indentation: indentation, isItem: true))" }.joined()
            case .list, .map:
                return "\(comment())\n" + block(value, indentation: indentation + 1 + pick(3))
            }
        }

        private mutating func comment() -> String { pick(4) == 0 ? " # a: comment" : "" }

        private mutating func flow(_ value: Value) -> String {
            let gap = ["", " ", "\n   ", " # c\n "]
            switch value {
            case .text(let text): return line(text)
            case .list(let items):
                return "[\(gap[pick(4)])\(items.map { flow($0) }.joined(separator: ",\(gap[pick(4)])"))]"
            case .map(let keys, let values):
                let entries = zip(keys, values).map { "\(line($0)): \(flow($1))" }
                return "{\(gap[pick(4)])\(entries.joined(separator: " ,\(gap[pick(4)])"))}"
            }
        }

        /// A scalar on one line.
        private mutating func line(_ text: String) -> String {
            let isPlain = !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            let isSingle = !text.contains("\n")
            switch pick(3) {
            case 0 where isPlain: return text
            case 1 where isSingle: return "'\(text.replacing("'", with: "''"))'"
            default: return "\"\(escaped(text))\""
            }
        }

        /// A scalar that may go over several lines.
        private mutating func scalar(_ text: String, indentation: Int) -> String {
            let space = String(repeating: " ", count: indentation)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            switch pick(3) {
            case 0 where text.hasSuffix("\n") && lines.count > 1 && text.contains { $0 != "\n" }:
                let body = lines.dropLast().map { $0.isEmpty ? "" : "\(space)\($0)" }.joined(separator: "\n")
                return "|+\n\(body)"
            case 1 where !text.hasPrefix("\n") && !text.hasSuffix("\n") && lines.count > 1 && !text.hasPrefix(" "):
                return "|-\n\(lines.map { $0.isEmpty ? "" : "\(space)\($0)" }.joined(separator: "\n"))"
            case 2 where text.contains(" ") && !text.contains("\n"):
                // Folded within double quotes, at a space that a backslash keeps.
                return "\"\(escaped(text).replacing(" ", with: "\\\n\(space)\\ "))\""
            default:
                return line(text) + comment()
            }
        }

        private func escaped(_ text: String) -> String {
            let pairs = [("\\", "\\\\"), ("\"", "\\\""), ("\n", "\\n"), ("\t", "\\t")]
            return pairs.reduce(text) { $0.replacing($1.0, with: $1.1) }
        }
    }
}
