/// What Package.swift says of its targets, read from its text.
///
/// A target that is declared in another form than the others is not seen, and so missed by the comparison with the
/// house.
struct Manifest {
    /// The dependencies of every target, by the name of its directory.
    let dependencies: [String: Set<String>]

    init(text: String) throws {
        let dense = text.filter { !$0.isWhitespace }
        var found: [String: Set<String>] = [:]
        for match in dense.matches(of: try Regex(#"library\("([^"]+)"(?:,\[([^\]]*)\])?"#)) {
            found[Self.text(match, 1)] = Self.list(match, 2)
        }
        let target = #"(?:executableTarget|\.systemLibrary|\.target)\(name:"([^"]+)""#
        let options = #"(?:,dependencies:\[([^\]]*)\])?(?:,path:"[^"]*/([^"/]+)")?"#
        for match in dense.matches(of: try Regex(target + options)) {
            let directory = Self.text(match, 3)
            found[directory.isEmpty ? Self.text(match, 1) : directory] = Self.list(match, 2)
        }
        for match in dense.matches(of: try Regex(#"tests\("([^"]+)",\[([^\]]*)\]"#)) {
            found[Self.text(match, 1) + "Tests"] = Self.list(match, 2)
        }
        dependencies = found
    }

    private static func text(_ match: Regex<AnyRegexOutput>.Match, _ group: Int) -> String {
        String(match.output[group].substring ?? "")
    }

    /// The names in a list: strings, or the manifest's constants for products of other packages.
    private static func list(_ match: Regex<AnyRegexOutput>.Match, _ group: Int) -> Set<String> {
        let products = ["argumentParser": "ArgumentParser", "logging": "Logging"]
        let names = text(match, group).split(separator: ",").map { $0.filter { $0 != "\"" } }
        return Set(names.map { products[$0] ?? $0 })
    }
}
