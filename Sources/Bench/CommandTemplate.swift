/// The command line of an elector to measure, with names in braces for what differs from one candidate to the next.
///
/// It is cut at spaces, except between single or double quotes; no shell sees it.
package struct CommandTemplate: Hashable, Sendable {
    /// What can stand in braces.
    package enum Placeholder: String, CaseIterable, Sendable {
        /// The name of the election and of its lock.
        case election
        /// The candidate's name.
        case id
        case namespace
        /// Where it is to answer, for example `127.0.0.1:4040`.
        case http
        /// The API server's URL; only the embedded one has it.
        case server
        /// A kubeconfig file for the API server.
        case kubeconfig
        /// The lease duration, for example `10s`.
        case ttl
    }

    /// What is wrong with a command line.
    package enum Mistake: Error, Hashable, CustomStringConvertible {
        case empty
        case openQuote(String)
        case unknown(String)

        package var description: String {
            switch self {
            case .empty: "a peer's command is empty; write for example 'elector --name {election} --id {id}'"
            case .openQuote(let text): "a quote is not closed in: \(text)"
            case .unknown(let name):
                "{\(name)} stands for nothing; there is "
                    + Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
            }
        }
    }

    private let words: [String]

    /// Reads a command line.
    ///
    /// - Throws: `Mistake`
    package init(_ text: String) throws(Mistake) {
        try self.init(words: Self.split(text))
    }

    /// Takes a command line that is cut already.
    ///
    /// - Throws: `Mistake`
    package init(words: [String]) throws(Mistake) {
        guard !words.isEmpty else { throw .empty }
        self.words = words
        for word in words {
            for name in Self.names(in: word) where Placeholder(rawValue: name) == nil { throw .unknown(name) }
        }
    }

    /// The program, as it is named.
    package var program: String { words[0] }

    /// Whether a placeholder is used.
    package func uses(_ placeholder: Placeholder) -> Bool {
        words.contains { $0.contains("{\(placeholder.rawValue)}") }
    }

    /// The arguments, the program first, with what stands for the placeholders; one without a value becomes empty.
    package func arguments(_ values: [Placeholder: String]) -> [String] {
        words.map { word in
            Placeholder.allCases.reduce(word) { text, placeholder in
                Self.replace("{\(placeholder.rawValue)}", in: text, by: values[placeholder] ?? "")
            }
        }
    }

    private static func split(_ text: String) throws(Mistake) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw .openQuote(text) }
        return words + (word.map { [$0] } ?? [])
    }

    /// What stands in braces, if it looks like a name: JSON in an argument does not.
    private static func names(in word: String) -> [String] {
        word.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "}") else { return nil }
            let name = part[..<end]
            return !name.isEmpty && name.allSatisfy { $0.isASCII && $0.isLetter } ? String(name) : nil
        }
    }

    private static func replace(_ name: String, in text: String, by value: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "{") {
            result += rest[..<start]
            rest = rest[start...]
            if rest.hasPrefix(name) {
                result += value
                rest = rest.dropFirst(name.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }
}
