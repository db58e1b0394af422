import YAML

/// What kubeconfig files say, merged as kubectl merges them ("Organizing Cluster Access Using kubeconfig Files").
///
/// The first file that has a cluster, a user or a context of some name decides what it is, whole; so does the first
/// that names a current context. Only what a context needs is looked at closely, when its cluster is asked for.
package struct Kubeconfig: Sendable {
    /// The files that it comes from, the first first.
    package private(set) var paths: [String] = []
    /// The context to use where none is chosen; nil if no file names one.
    package private(set) var currentContext: String?
    private(set) var clusters: [String: KubeconfigFields] = [:]
    private(set) var users: [String: KubeconfigFields] = [:]
    private(set) var contexts: [String: KubeconfigFields] = [:]

    package init() {}

    /// The names of all contexts, sorted.
    package var contextNames: [String] { contexts.keys.sorted() }

    /// Adds what a file says, as far as no file before it said it.
    ///
    /// - Parameter path: where the file is; paths in it are relative to its directory.
    /// - Throws: `KubeconfigError`, and nothing is added.
    package mutating func add(_ bytes: [UInt8], from path: String) throws(KubeconfigError) {
        let document: YAMLNode
        do throws(YAMLError) {
            document = try YAMLNode(parsing: bytes)
        } catch {
            throw KubeconfigError(path: path, line: error.line, .yaml(error))
        }
        let file = try KubeconfigFields(document, of: nil, in: path)
        try Self.checkKind(file)
        let clusters = try Self.entries("cluster", file)
        let users = try Self.entries("user", file)
        let contexts = try Self.entries("context", file)
        let currentContext = try file.text("current-context")
        self.clusters.merge(clusters) { first, _ in first }
        self.users.merge(users) { first, _ in first }
        self.contexts.merge(contexts) { first, _ in first }
        self.currentContext = self.currentContext ?? currentContext
        paths.append(path)
    }

    private static func checkKind(_ file: KubeconfigFields) throws(KubeconfigError) {
        let version = try file.text("apiVersion") ?? "v1"
        let kind = try file.text("kind") ?? "Config"
        guard version == "v1", kind == "Config" else {
            throw file.error(.otherKind("\(version) \(kind)"), about: "kind")
        }
    }

    /// The entries of one kind by their names; one without a name has the empty one, as for kubectl.
    private static func entries(
        _ kind: String,
        _ file: KubeconfigFields
    ) throws(KubeconfigError) -> [String: KubeconfigFields] {
        var entries: [String: KubeconfigFields] = [:]
        for item in try file.list("\(kind)s") {
            let name = try item.text("name") ?? ""
            let named = try KubeconfigFields(item.node, of: "\(kind) '\(name.readable(limit: 80))'", in: file.path)
            if let first = entries[name] {
                throw named.error(.duplicateName(firstLine: first.node.line), about: "name")
            }
            entries[name] = try named.fields(kind)
        }
        return entries
    }
}
