import ArgumentParser

/// The options that a command line gave, found in the parsed value as ArgumentParser finds them: by its mirror.
struct GivenOptions {
    /// In the order of their declaration, those of groups left out; no value for a flag.
    private(set) var items: [(name: String, value: String?)] = []

    init(_ parsed: some ParsableArguments) {
        for child in Mirror(reflecting: parsed).children {
            guard let label = child.label, label.hasPrefix("_") else { continue }
            let name = Self.kebab(label.dropFirst())
            switch child.value {
            case let option as Option<String?>: add(name, option.wrappedValue)
            case let option as Option<Int?>: add(name, option.wrappedValue.map(String.init))
            case let flag as Flag<Bool>: if flag.wrappedValue { items.append((name, nil)) }
            default: continue
            }
        }
    }

    /// What is given empty is not set, except for `--http`, where it means nowhere.
    private mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty || name == "http" else { return }
        items.append((name, value.isEmpty ? "off" : value))
    }

    private static func kebab(_ name: Substring) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : "\($1)" }
    }

    /// As a container's `args`.
    var arguments: [String] { items.map { name, value in value.map { "--\(name)=\($0)" } ?? "--\(name)" } }

    /// As a person types them in a shell.
    var words: [String] {
        items.flatMap { name, value in ["--\(name)"] + (value.map { [Self.quoted($0)] } ?? []) }
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            let character = Character(Unicode.Scalar(byte))
            return byte < 0x80 && (character.isLetter || character.isNumber || "-_./:=@,+".contains(character))
        }
        return isPlain && !text.hasPrefix("-") ? text : "'\(text.replacing("'", with: "'\\''"))'"
    }
}
