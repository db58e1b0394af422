import Election

/// Turns the forms that Go's flag package takes, and that command lines of the classic sidecar use, into ours.
///
/// `-election=x` becomes `--election=x`, `--use-cluster-credentials=true` becomes the flag or nothing, the empty value of
/// `--http=` stands apart, since ArgumentParser finds none there, and a negative value that stands apart is joined to its
/// flag, so that it is not taken for a flag itself.
enum GoArguments {
    /// The arguments in the form that the command line is declared in; what is not known is left as it is.
    static func normalized(_ arguments: [String], flags: Set<String>) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            // What follows is another program's.
            if argument == "--" { return result + arguments[index...] }
            let long = withTwoDashes(argument)
            if let joined = joined(long, to: result.last) {
                result[result.count - 1] = joined
            } else if let (name, value) = split(long), flags.contains(name), let isOn = Bool(goText: value) {
                if isOn { result.append("--\(name)") }
            } else if let (name, value) = split(long), value.isEmpty {
                result += ["--\(name)", ""]
            } else {
                result.append(long)
            }
        }
        return result
    }

    private static func withTwoDashes(_ argument: String) -> String {
        guard argument.hasPrefix("-"), !argument.hasPrefix("--"), argument.dropFirst().first?.isLetter == true,
            // One letter has one dash, with us as with kubectl.
            argument.dropFirst().prefix(while: { $0 != "=" }).count > 1
        else { return argument }
        return "-" + argument
    }

    private static func joined(_ argument: String, to last: String?) -> String? {
        guard let last, last.hasPrefix("--"), !last.contains("="), argument.hasPrefix("-"),
            argument.dropFirst().first?.isNumber == true
        else { return nil }
        return "\(last)=\(argument)"
    }

    private static func split(_ argument: String) -> (name: String, value: String)? {
        guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return nil }
        let name = argument[..<equals].dropFirst(2)
        return (String(name), String(argument[argument.index(after: equals)...]))
    }
}
