import JSON

/// A rule of a Role: what may be done to one kind of object (rbac.authorization.k8s.io/v1, PolicyRule).
package struct PolicyRule: Hashable, Sendable {
    package var group: String
    package var resource: String
    /// The only object that the rule is about; nil for all of the kind.
    package var name: String?
    package var verbs: [String]

    package init(group: String, resource: String, name: String?, verbs: [String]) {
        self.group = group
        self.resource = resource
        self.name = name
        self.verbs = verbs
    }

    /// The rule on one line, as an item of a YAML list.
    var flowText: String {
        // A name in quotes, since YAML takes `1` and `true` for something else: a JSON string is YAML too.
        let names = name.map { ", resourceNames: [\($0.jsonQuoted)]" } ?? ""
        let group = group.isEmpty ? #""""# : group
        let verbs = verbs.joined(separator: ", ")
        return "- {apiGroups: [\(group)], resources: [\(resource)]\(names), verbs: [\(verbs)]}"
    }
}
