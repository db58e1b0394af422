/// A command line that is run without a shell, which an image made FROM scratch does not have.
///
/// Its words are separated by spaces, tabs or line ends. Within single quotes everything stands for itself; within
/// double quotes everything but `\"` and `\\`; elsewhere a backslash lets the next character stand for itself. Nothing
/// else means anything: no variables, no patterns, no `;` and no `>`. Who wants them names a shell: `sh -c '...'`.
package struct HookCommand: Hashable, Sendable {
    /// The program and its arguments, at least one.
    package let words: [String]

    /// - Throws: `HookCommandError`
    package init(_ text: String) throws(HookCommandError) {
        var words: [String] = []
        // Nil between words: an empty word, as "" is one, is something else.
        var word: String?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case " ", "\t", "\n":
                if let word { words.append(word) }
                word = nil
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw .openQuote }
                word = (word ?? "") + rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\"":
                word = (word ?? "") + (try Self.quoted(&rest))
            case "\\":
                guard let next = rest.popFirst() else { throw .openBackslash }
                word = (word ?? "") + String(next)
            default:
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        guard words.first?.isEmpty == false else { throw .noProgram }
        self.words = words
    }

    /// What stands before the next double quote, which is taken too.
    private static func quoted(_ rest: inout Substring) throws(HookCommandError) -> String {
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                return text
            case "\\" where rest.first == "\"" || rest.first == "\\":
                text.append(rest.removeFirst())
            default:
                text.append(character)
            }
        }
        throw .openQuote
    }
}

/// What is wrong with a command line.
package enum HookCommandError: Error, Hashable, CustomStringConvertible {
    case noProgram
    case openQuote
    case openBackslash

    package var description: String {
        switch self {
        case .noProgram: "it names no program"
        case .openQuote: "a quote in it is not closed"
        case .openBackslash: "nothing follows its last backslash"
        }
    }
}
