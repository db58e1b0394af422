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
        /// Whether it is asked for on the lock itself, and not on other objects or on those that have no name yet.
        package var isAboutLock: Bool
    }

    private static let withoutNeighbour = "nobody looks for a fleet that still locks the Endpoints of this name"
    private static let withoutList = "a pod that crashed as the leader keeps the leader's label for any time"
    private static let withoutWatch = "the lock is polled, and a handover takes up to a retry period longer"

    package let items: [Item]
    /// Whether the right to make the lock's object is among them.
    let createsLock: Bool

    /// - Parameters:
    ///   - stands: whether the lock is taken, or only looked at.
    ///   - createsLock: whether the lock's object is made where there is none.
    ///   - recordsEvents: whether Events tell of terms.
    ///   - labelsPods: whether the leader's pod is to carry a label.
    package init(
        lock: LockChoice,
        stands: Bool = true,
        createsLock: Bool,
        recordsEvents: Bool,
        labelsPods: Bool = false
    ) {
        var items: [Item] = []
        func add(_ verb: String, _ kind: LockKind, withoutIt: String? = nil, isAboutLock: Bool = true) {
            let right = Right(verb, kind.resource, group: kind.group)
            items.append(Item(right: right, withoutIt: withoutIt, isAboutLock: isAboutLock))
        }
        for kind in lock.kinds {
            add("get", kind)
            if stands, createsLock { add("create", kind, isAboutLock: false) }
            if stands { add("update", kind) }
            add("watch", kind, withoutIt: Self.withoutWatch)
        }
        if stands, lock == .leases { add("get", .endpoints, withoutIt: Self.withoutNeighbour, isAboutLock: false) }
        if stands, recordsEvents {
            let right = Right("create", "events", group: "")
            items.append(Item(right: right, withoutIt: "no Events tell of terms", isAboutLock: false))
        }
        if labelsPods {
            let patch = Right("patch", "pods", group: "")
            items.append(Item(right: patch, withoutIt: "the leader's pod gets no label", isAboutLock: false))
            let list = Right("list", "pods", group: "")
            items.append(Item(right: list, withoutIt: Self.withoutList, isAboutLock: false))
        }
        self.items = items
        self.createsLock = stands && createsLock
    }

    /// Whether a right is among them.
    package func contain(_ right: Right) -> Bool {
        items.contains { $0.right == right }
    }

    /// A Role with all of them and a RoleBinding to the user, as YAML for `kubectl apply`.
    ///
    /// The rules do without `resourceNames`, which the creation of objects cannot be narrowed to.
    ///
    /// - Parameters:
    ///   - session: of the lock that they are for, after which both objects are named.
    ///   - user: as the API server names it, for example `system:serviceaccount:lab:elector`.
    package func manifest(for session: LockSession, user: String) -> String {
        let name = "leader-elector-\(session.lock.name)"
        let namespace = Self.quoted(session.lock.namespace)
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: \(name), namespace: \(namespace)}
            rules:
            \(rules.joined(separator: "\n"))
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: \(name), namespace: \(namespace)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(name)}
            subjects:
            - \(Self.subject(user))
            """
    }

    /// One line for each kind of object.
    private var rules: [String] {
        var kinds: [(group: String, resource: String, verbs: [String])] = []
        for right in items.map(\.right) {
            if let index = kinds.firstIndex(where: { $0.group == right.group && $0.resource == right.resource }) {
                kinds[index].verbs.append(right.verb)
            } else {
                kinds.append((right.group, right.resource, [right.verb]))
            }
        }
        return kinds.map { kind in
            let group = kind.group.isEmpty ? #""""# : kind.group
            let verbs = kind.verbs.joined(separator: ", ")
            return "- {apiGroups: [\(group)], resources: [\(kind.resource)], verbs: [\(verbs)]}"
        }
    }

    private static func subject(_ user: String) -> String {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 4, user.hasPrefix("system:serviceaccount:") {
            return "{kind: ServiceAccount, name: \(quoted(String(parts[3]))), namespace: \(quoted(String(parts[2])))}"
        }
        return "{kind: User, name: \(quoted(user))}"
    }

    /// A text in quotes, since YAML takes the names `1` and `true` for something else: a JSON string is YAML too.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).bytes, as: UTF8.self)
    }
}
