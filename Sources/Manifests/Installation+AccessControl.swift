import Kubernetes
import YAML

/// The service account and what it may do: no more than `Rights` has for the options.
extension Installation {
    var accessControl: [YAMLTree] { serviceAccount + [role, roleBinding] }

    private var serviceAccount: [YAMLTree] {
        guard givenAccount == nil else { return [] }
        let automount = YAMLTree.bool(false).commented("The pods that need its token ask for it.")
        return [object("v1", "ServiceAccount").with(["automountServiceAccountToken": automount])]
    }

    private var role: YAMLTree {
        object("\(Self.group)/v1", "Role", name: Rights.roleName(lock: election.text))
            .with(["rules": .list(rights.rules(lock: election.text).map(\.tree))])
    }

    private var roleBinding: YAMLTree {
        let name = Rights.roleName(lock: election.text)
        let subject: YAMLTree = [
            "kind": "ServiceAccount", "name": .string(account), "namespace": .string(namespace.text),
        ]
        // With the account, so that another workload's binding to the same Role does not take the place of this one.
        return object("\(Self.group)/v1", "RoleBinding", name: "\(name)-\(account)").with([
            "roleRef": ["apiGroup": .string(Self.group), "kind": "Role", "name": .string(name)],
            "subjects": [subject],
        ])
    }

    private static var group: String { "rbac.authorization.k8s.io" }
}

extension PolicyRule {
    fileprivate var tree: YAMLTree {
        var tree: YAMLTree = ["apiGroups": [.string(group)], "resources": [.string(resource)]]
        if let name { tree = tree.with(["resourceNames": [.string(name)]]) }
        tree = tree.with(["verbs": .list(verbs.map(YAMLTree.string))])
        return comment.map(tree.commented) ?? tree
    }

    /// Why the rule is as wide as it is.
    private var comment: String? {
        switch (resource, verbs) {
        case ("pods", _): "Pods cannot be narrowed by name, since a workload makes their names up."
        case ("events", _), (_, ["create"]): "What is to be created has no name yet that could narrow it."
        case ("endpoints", ["get"]): "To find a fleet that still locks the Endpoints of this name."
        default: nil
        }
    }
}
