/// One Swift file of the repository, read for what it says to the compiler.
struct SourceFile: Sendable {
    /// From the repository's root, for example `Sources/HTTP/HTTPRequest.swift`.
    let path: String
    /// The lines with comments and the text of strings blanked out, so that a rule can be named in both.
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        var reader = CodeReader(text)
        lines = reader.code().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The directory below Sources or Tests, which is the target's name.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// The file's name without `.swift`.
    var name: String {
        String((path.split(separator: "/").last ?? "").dropLast(".swift".count))
    }

    /// The modules that the file imports, with the number of the line.
    var imports: [(module: String, line: Int)] {
        numbered.compactMap { line, number in
            let words = line.split { $0 == " " || $0 == "." }
            guard let keyword = words.firstIndex(of: "import") else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let"]
            return words[(keyword + 1)...].first { !kinds.contains($0) }.map { (String($0), number) }
        }
    }

    /// The numbers of the lines that hold one of these texts, as whole words where a text begins or ends with one.
    func lines(mentioning texts: [String]) -> [Int] {
        numbered.filter { line, _ in texts.contains { Self.mentions($0, in: line) } }.map(\.1)
    }

    /// The lines with their numbers from 1.
    var numbered: [(String, Int)] { Array(zip(lines, 1...)) }

    private static func mentions(_ text: String, in line: String) -> Bool {
        let bytes = Array(line.utf8)
        let searched = Array(text.utf8)
        guard bytes.count >= searched.count else { return false }
        return (0...(bytes.count - searched.count)).contains { start in
            let end = start + searched.count
            return bytes[start] == searched[0] && bytes[start..<end].elementsEqual(searched)
                && !(start > 0 && isWord(bytes[start - 1]) && isWord(bytes[start]))
                && !(end < bytes.count && isWord(bytes[end]) && isWord(bytes[end - 1]))
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default:
            false
        }
    }
}
