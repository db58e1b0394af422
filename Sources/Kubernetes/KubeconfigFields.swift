import YAML

/// A mapping in a kubeconfig file, with what errors about it say: whose it is and where.
///
/// As for kubectl, a field that is not there, is null or is empty are one thing, and a field that nobody knows is
/// passed over.
struct KubeconfigFields: Sendable {
    let path: String
    /// Whose fields they are, for example `user 'dev'`; nil for the file's own.
    let owner: String?
    let node: YAMLNode

    /// - Throws: `KubeconfigError` if the value is neither a mapping nor null.
    init(_ node: YAMLNode, of owner: String?, in path: String) throws(KubeconfigError) {
        self.path = path
        self.owner = owner
        self.node = node
        if node.mapping == nil, !node.isNull { throw error(.notAMapping) }
    }

    func text(_ key: String) throws(KubeconfigError) -> String? {
        guard let value = node[key] else { return nil }
        let text = try text(of: value, key)
        return text.isEmpty ? nil : text
    }

    func texts(_ key: String) throws(KubeconfigError) -> [String] {
        var texts: [String] = []
        for item in try items(key) { texts.append(try text(of: item, key)) }
        return texts
    }

    func flag(_ key: String) throws(KubeconfigError) -> Bool {
        guard let value = node[key] else { return false }
        switch value.scalar?.kind {
        case .bool(let isOn): return isOn
        case .null: return false
        case .number, .text, nil: throw error(.notABool(key), at: value.line)
        }
    }

    /// The fields of a field; those of nobody if it is not there.
    func fields(_ key: String) throws(KubeconfigError) -> KubeconfigFields {
        try KubeconfigFields(node[key] ?? YAMLNode(.mapping([]), line: node.line), of: owner, in: path)
    }

    /// The fields of each item of a list.
    func list(_ key: String) throws(KubeconfigError) -> [KubeconfigFields] {
        var list: [KubeconfigFields] = []
        for item in try items(key) { list.append(try KubeconfigFields(item, of: owner, in: path)) }
        return list
    }

    func has(_ key: String) -> Bool { node[key].map { !$0.isNull } ?? false }

    /// An error about the line of a field, or of the whole.
    func error(_ problem: KubeconfigError.Problem, about key: String? = nil) -> KubeconfigError {
        error(problem, at: node.mapping?.first { $0.key == key }?.line ?? node.line)
    }

    private func items(_ key: String) throws(KubeconfigError) -> [YAMLNode] {
        guard let value = node[key], !value.isNull else { return [] }
        guard let items = value.sequence else { throw error(.notAList(key), at: value.line) }
        return items
    }

    private func text(of value: YAMLNode, _ key: String) throws(KubeconfigError) -> String {
        switch value.scalar?.kind {
        case .text: return value.scalar?.text ?? ""
        case .null: return ""
        case .bool, .number: throw error(.unquoted(key), at: value.line)
        case nil: throw error(.notAText(key), at: value.line)
        }
    }

    private func error(_ problem: KubeconfigError.Problem, at line: Int) -> KubeconfigError {
        KubeconfigError(path: path, line: line, owner: owner, problem)
    }
}
