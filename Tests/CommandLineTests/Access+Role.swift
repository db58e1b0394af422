import APIServerModel
import TestKit
import Testing
import YAML

extension Access.Rule {
    /// The rules of the Role that `manifest rbac` prints for options.
    static func granted(for options: [String], in namespace: String, on bench: Workbench) throws -> [Access.Rule] {
        let elector = try Workbench.path(of: "leader-elector")
        let result = try bench.run([elector, "manifest", "rbac", "--namespace", namespace] + options)
        try #require(result.code == 0, "\(result.complaint)")
        let documents = try (result.text + "\n").split(separator: "---\n").map { try YAMLNode(parsing: Array($0.utf8)) }
        let role = try #require(documents.first { $0["kind"]?.scalar?.text == "Role" })
        return try #require(role["rules"]?.sequence).map { rule in
            func texts(_ key: String) -> [String]? { rule[key]?.sequence?.compactMap { $0.scalar?.text } }
            let groups = try #require(texts("apiGroups"))
            try #require(groups.count == 1)
            return Access.Rule(
                verbs: Set(try #require(texts("verbs"))),
                group: groups[0],
                resources: Set(try #require(texts("resources"))),
                namespaces: [namespace],
                names: texts("resourceNames").map { Set($0) }
            )
        }
    }
}
