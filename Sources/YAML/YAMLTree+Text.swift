extension YAMLTree {
    /// The value as a YAML document in block style, as kubectl writes it, with a line end.
    package var yaml: String {
        var lines: [String] = []
        switch bare {
        case .map(let entries) where !entries.isEmpty: append(entries, indent: "", to: &lines)
        case .list(let items) where !items.isEmpty: append(items, indent: "", to: &lines)
        default: lines.append(inline)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The value as JSON (RFC 8259), indented by two spaces, with a line end.
    package var json: String { json(indent: "") + "\n" }

    private func append(_ entries: [Entry], indent: String, to lines: inout [String]) {
        for entry in entries {
            entry.value.appendComments(indent: indent, to: &lines)
            let key = indent + Self.scalar(entry.key) + ":"
            switch entry.value.bare {
            case .map(let members) where !members.isEmpty:
                lines.append(key)
                append(members, indent: indent + "  ", to: &lines)
            case .list(let items) where !items.isEmpty:
                lines.append(key)
                append(items, indent: indent, to: &lines)
            case .string(let text) where Self.isBlock(text):
                lines.append(key + (text.hasSuffix("\n") ? " |" : " |-"))
                append(block: text, indent: indent + "  ", to: &lines)
            case let value:
                lines.append("\(key) \(value.inline)")
            }
        }
    }

    private func append(_ items: [YAMLTree], indent: String, to lines: inout [String]) {
        for item in items {
            item.appendComments(indent: indent, to: &lines)
            var inner: [String] = []
            switch item.bare {
            case .map(let members) where !members.isEmpty: append(members, indent: indent + "  ", to: &inner)
            case .list(let members) where !members.isEmpty: append(members, indent: indent + "  ", to: &inner)
            case .string(let text) where Self.isBlock(text):
                inner = ["\(indent)  \(text.hasSuffix("\n") ? "|" : "|-")"]
                append(block: text, indent: indent + "  ", to: &inner)
            case let value: inner = ["\(indent)  \(value.inline)"]
            }
            // The dash stands in the indentation of the first line that is no comment.
            let first = inner.firstIndex { !$0.drop { $0 == " " }.hasPrefix("#") } ?? 0
            inner[first] = "\(indent)- " + inner[first].dropFirst(indent.count + 2)
            lines += inner
        }
    }

    private func append(block text: String, indent: String, to lines: inout [String]) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        {
            lines.append(line.isEmpty ? "" : indent + line)
        }
    }

    private func appendComments(indent: String, to lines: inout [String]) {
        guard case .commented(let comment, let value) = self else { return }
        for line in comment.split(separator: "\n") { lines.append("\(indent)# \(line)") }
        value.appendComments(indent: indent, to: &lines)
    }

    /// What stands behind a key or a dash on the same line.
    private var inline: String {
        switch bare {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .string(let text): Self.scalar(text)
        case .list: "[]"
        case .map: "{}"
        case .commented(_, let value): value.inline
        }
    }

    private func json(indent: String) -> String {
        let inner = indent + "  "
        switch bare {
        case .string(let text):
            return Self.quoted(text)
        case .list(let items) where !items.isEmpty:
            let lines = items.map { inner + $0.json(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .map(let entries) where !entries.isEmpty:
            let lines = entries.map { "\(inner)\(Self.quoted($0.key)): \($0.value.json(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case let value:
            return value.inline
        }
    }

    /// Whether a text is written as a block of lines: there are several, none of which readers could disagree about.
    private static func isBlock(_ text: String) -> Bool {
        text.contains("\n") && !text.hasPrefix("\n") && !text.hasPrefix(" ") && !text.hasSuffix("\n\n")
            && text.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) }
    }

    /// A text without quotes where all readers of YAML 1.1 and 1.2 take it for this text, else in quotes.
    private static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    private static func isPlain(_ text: String) -> Bool {
        let flag = text.drop { $0 == "-" }
        // A number, a date and a time begin with a digit, a sign or a dot, a dash alone begins a list.
        guard let first = flag.first, first.isASCII, first.isLetter || (first == "/" && flag == text) else {
            return false
        }
        let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]
        guard !words.contains(text.lowercased()), !text.hasSuffix(" "), !text.hasSuffix(":") else { return false }
        return !text.contains(": ") && !text.contains(" #")
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || " 0123456789-_./:=@%+,()$#;".unicodeScalars.contains(scalar))
            }
    }

    /// A JSON string, which is one of YAML's too.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            // Beyond the first 65,536 JSON has no escape but two halves, which YAML takes for two wrong characters.
            case " "..."~", "\u{10000}"...: result.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result + "\""
    }
}
