/// The entries of a mapping that is being read, each key once.
struct YAMLEntries {
    private(set) var list: [YAMLNode.Entry] = []
    private var lines: [String: Int] = [:]

    /// Sees to it that a key is new.
    func check(
        _ key: String,
        _ error: (YAMLError.Problem) -> YAMLError
    ) throws(YAMLError) {
        if let line = lines[key] { throw error(.duplicateKey(firstLine: line)) }
    }

    mutating func append(_ key: String, line: Int, _ value: YAMLNode) {
        lines[key] = line
        list.append(YAMLNode.Entry(key: key, line: line, value: value))
    }
}
