import JSON
import Locks

/// The rights that a sidecar's options need, in the order in which it meets them.
///
/// This is the one table of them: for what is said when one is missing, for `check`, and for manifests.
package struct Rights: Hashable, Sendable {
    /// A right, and what is lost without it.
    package struct Item: Hashable, Sendable {
        package var right: Right
        /// What happens without it, as a clause; nil where the election cannot do without.
        package var withoutIt: String?
        /// Whether it is only needed on the object of the lock's name, so that `resourceNames` can narrow it.
        ///
        /// That is not so for what has no name yet (`create`), and for pods: their names are made up one by one.
        package var isNamed: Bool
        /// Where it is needed; nil for the lock's namespace.
        package var namespace: String?
    }

    private static let withoutNeighbour = "nobody looks for a fleet that still locks the Endpoints of this name"
    private static let withoutList = "a pod that crashed as the leader keeps the leader's label for any time"
    private static let withoutWatch = "the lock is polled, and a handover takes up to a retry period longer"

    package private(set) var items: [Item]
    /// Whether the right to make the lock's object is among them.
    let createsLock: Bool
    /// Whether the right to put the leader's label on a pod is among them.
    package let labelsPods: Bool

    /// - Parameters:
    ///   - stands: whether the lock is taken, or only looked at.
    ///   - createsLock: whether the lock's object is made where there is none.
    ///   - recordsEvents: whether Events tell of terms.
    ///   - labelsPods: whether the leader's pod is to carry a label.
    ///   - podNamespace: where that pod is; nil for the lock's namespace.
    package init(
        lock: LockChoice,
        stands: Bool = true,
        createsLock: Bool,
        recordsEvents: Bool,
        labelsPods: Bool = false,
        podNamespace: String? = nil
    ) {
        var items: [Item] = []
        func add(_ verb: String, _ kind: LockKind, withoutIt: String? = nil, isNamed: Bool = true) {
            let right = Right(verb, kind.resource, group: kind.group)
            items.append(Item(right: right, withoutIt: withoutIt, isNamed: isNamed))
        }
        for kind in lock.kinds {
            add("get", kind)
            if stands, createsLock { add("create", kind, isNamed: false) }
            if stands { add("update", kind) }
            add("watch", kind, withoutIt: Self.withoutWatch)
        }
        if stands, lock == .leases { add("get", .endpoints, withoutIt: Self.withoutNeighbour) }
        if stands, recordsEvents {
            let right = Right("create", "events", group: "")
            items.append(Item(right: right, withoutIt: "no Events tell of terms", isNamed: false))
        }
        if labelsPods {
            for (verb, withoutIt) in [("patch", "the leader's pod gets no label"), ("list", Self.withoutList)] {
                let right = Right(verb, "pods", group: "")
                items.append(Item(right: right, withoutIt: withoutIt, isNamed: false, namespace: podNamespace))
            }
        }
        self.items = items
        self.createsLock = stands && createsLock
        self.labelsPods = labelsPods
    }

    /// The rights of somebody who looks at a lock, or also asks its leader to step down.
    package init(ofOperatorOf lock: LockChoice, writes: Bool) {
        let verbs = writes ? ["get", "update", "watch"] : ["get", "watch"]
        items = lock.kinds.flatMap { kind in
            verbs.map { Item(right: Right($0, kind.resource, group: kind.group), isNamed: true) }
        }
        createsLock = false
        labelsPods = false
    }

    /// Whether a right is among them.
    package func contain(_ right: Right) -> Bool {
        items.contains { $0.right == right }
    }

    /// The least rules of a Role that give them all, one for each kind of object and each name.
    ///
    /// - Parameter lock: the lock's name.
    package func rules(lock: String) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        for item in items {
            let (right, name) = (item.right, item.isNamed ? lock : nil)
            let index = rules.firstIndex {
                $0.group == right.group && $0.resource == right.resource && $0.name == name
            }
            if let index {
                rules[index].verbs.append(right.verb)
            } else {
                rules.append(PolicyRule(group: right.group, resource: right.resource, name: name, verbs: [right.verb]))
            }
        }
        return rules
    }

    /// A Role with all of them and a RoleBinding to the user, in each namespace where they are needed, as YAML for
    /// `kubectl apply`.
    ///
    /// - Parameters:
    ///   - session: of the lock that they are for, after which both objects are named.
    ///   - user: as the API server names it, for example `system:serviceaccount:lab:elector`.
    ///   - purpose: what tells the names of these objects from those of the sidecar's.
    package func manifest(for session: LockSession, user: String, purpose: String? = nil) -> String {
        let name = Self.roleName(lock: session.lock.name) + (purpose.map { "-\($0)" } ?? "")
        let lockNamespace = session.lock.namespace
        let others = Set(items.compactMap(\.namespace)).subtracting([lockNamespace]).sorted()
        return ([lockNamespace] + others).map { namespace in
            var part = self
            part.items.removeAll { ($0.namespace ?? lockNamespace) != namespace }
            return Self.manifest(named: name, in: namespace, part.rules(lock: session.lock.name), user)
        }.joined(separator: "\n---\n")
    }

    private static func manifest(
        named name: String,
        in namespace: String,
        _ rules: [PolicyRule],
        _ user: String
    ) -> String {
        let namespace = namespace.jsonQuoted
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: \(name), namespace: \(namespace)}
            rules:
            \(rules.map(\.flowText).joined(separator: "\n"))
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: \(name), namespace: \(namespace)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(name)}
            subjects:
            - \(subject(user))
            """
    }

    /// What the Role for a lock is called.
    package static func roleName(lock: String) -> String { "leader-elector-\(lock)" }

    private static func subject(_ user: String) -> String {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 4, user.hasPrefix("system:serviceaccount:") {
            let (namespace, name) = (String(parts[2]).jsonQuoted, String(parts[3]).jsonQuoted)
            return "{kind: ServiceAccount, name: \(name), namespace: \(namespace)}"
        }
        return "{kind: User, name: \(user.jsonQuoted)}"
    }
}
