/// Paths in a file that are relative to its directory.
enum RelativePath {
    /// The path as seen from where `file` is seen from, shortened by its text alone, as Go's filepath.Join does.
    ///
    /// It keeps a slash, so that a command does not become one that is looked for in PATH.
    static func resolved(_ path: String, besideFile file: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var parts: [Substring] = []
        for part in directory + path.split(separator: "/") where !part.isEmpty && part != "." {
            if part == "..", parts.last ?? ".." != ".." {
                parts.removeLast()
            } else if part != ".." || !file.hasPrefix("/") {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return file.hasPrefix("/") ? "/\(joined)" : parts.count > 1 ? joined : "./\(joined)"
    }
}
