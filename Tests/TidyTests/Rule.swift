import Testing

/// A rule of the house that a machine can hold, with its reason and a file that breaks it.
struct Rule: Sendable, CustomTestStringConvertible {
    /// Where a rule holds.
    enum Scope {
        case everywhere
        case sources
        /// Targets that are values.
        case pure
        case tests

        func contains(_ file: SourceFile) -> Bool {
            switch self {
            case .everywhere: true
            case .sources: file.path.hasPrefix("Sources/")
            case .pure: file.path.hasPrefix("Sources/") && House.target(file.target)?.isPure == true
            case .tests: file.path.hasPrefix("Tests/")
            }
        }
    }

    let title: String
    let reason: String
    let scope: Scope
    /// A file in the rule's scope that breaks it.
    let broken: SourceFile
    /// The numbers of the lines that break the rule.
    let check: @Sendable (SourceFile) -> [Int]

    init(
        _ title: String,
        in scope: Scope,
        because reason: String,
        broken: SourceFile,
        check: @escaping @Sendable (SourceFile) -> [Int]
    ) {
        self.title = title
        self.reason = reason
        self.scope = scope
        self.broken = broken
        self.check = check
    }

    /// A rule that some texts do not occur in code.
    static func ban(_ texts: String..., in scope: Scope, because reason: String, broken: String) -> Rule {
        let title = "no " + texts.joined(separator: ", ")
        let broken = SourceFile(path: "Sources/Election/Broken.swift", text: broken)
        return Rule(title, in: scope, because: reason, broken: broken) { $0.lines(mentioning: texts) }
    }

    /// What breaks the rule in a file, each as a line for people.
    func violations(in file: SourceFile) -> [String] {
        guard scope.contains(file) else { return [] }
        return check(file).map { "\(file.path):\($0): \(title), because \(reason)" }
    }

    var testDescription: String { title }
}
