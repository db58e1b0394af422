import HTTP

/// Who may do what: tokens name users, and rules name what users may do.
///
/// Both can be changed while the server runs.
package struct Access: Sendable {
    /// What a user may do; nil stands for all.
    package struct Rule: Hashable, Sendable {
        package var verbs: Set<String>?
        package var group: String?
        package var resources: Set<String>?
        package var namespaces: Set<String>?
        /// The objects' names; what asks for none, as `create` and most of `list` do, is then not allowed.
        package var names: Set<String>?

        package init(
            verbs: Set<String>? = nil,
            group: String? = nil,
            resources: Set<String>? = nil,
            namespaces: Set<String>? = nil,
            names: Set<String>? = nil
        ) {
            self.verbs = verbs
            self.group = group
            self.resources = resources
            self.namespaces = namespaces
            self.names = names
        }

        /// What the recorded service account was allowed, which is more than one elector needs.
        package static func elector(in namespaces: Set<String>) -> [Rule] {
            let verbs: Set = ["get", "list", "watch", "create", "update", "patch"]
            return [
                Rule(verbs: verbs, group: "coordination.k8s.io", resources: ["leases"], namespaces: namespaces),
                Rule(verbs: verbs, group: "", resources: ["endpoints", "configmaps"], namespaces: namespaces),
                Rule(verbs: ["create", "patch"], resources: ["events"], namespaces: namespaces),
                Rule(verbs: ["get", "patch"], group: "", resources: ["pods"], namespaces: namespaces),
            ]
        }

        package func allows(_ attempt: Attempt) -> Bool {
            (verbs?.contains(attempt.verb) ?? true) && (group.map { $0 == attempt.group } ?? true)
                && (resources?.contains(attempt.resource) ?? true)
                && (namespaces?.contains(attempt.namespace) ?? true) && (names?.contains(attempt.name) ?? true)
        }
    }

    /// Who asks without a token.
    package static let anonymous = "system:anonymous"

    /// Everything is allowed to everybody, and tokens are not looked at.
    package static let open = Access(rules: [anonymous: [Rule()]])

    /// User names by bearer token; nil if tokens are not looked at and everybody is anonymous.
    package var tokens: [String: String]?
    /// What each user may do; others may do nothing.
    package var rules: [String: [Rule]]

    package init(tokens: [String: String]? = nil, rules: [String: [Rule]] = [:]) {
        self.tokens = tokens
        self.rules = rules
    }

    /// The user who asks.
    func user(of request: HTTPRequest) throws(StatusFailure) -> String {
        guard let header = request.headers["Authorization"], let tokens else { return Self.anonymous }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, equalIgnoringCase(parts[0], "Bearer"), let user = tokens[String(parts[1])] else {
            throw .unauthorized
        }
        return user
    }

    func allows(_ user: String, _ attempt: Attempt) -> Bool {
        (rules[user] ?? []).contains { $0.allows(attempt) }
    }

    /// Refuses what the user may not do.
    ///
    /// Health and version are everybody's; discovery is every authenticated user's, and so is asking for one's rights.
    func check(_ info: RequestInfo, user: String) throws(StatusFailure) {
        guard info.isResource else {
            let isPublic = ["healthz", "livez", "readyz", "version"].contains(info.segments.first)
            let isKnown = user != Self.anonymous || !(rules[user] ?? []).isEmpty
            guard isPublic || isKnown else {
                throw StatusFailure(
                    code: 403,
                    reason: "Forbidden",
                    message: "forbidden: User \"\(user)\" cannot \(info.verb) path \"\(info.path)\"",
                    details: [:]
                )
            }
            return
        }
        let attempt = Attempt(info)
        if attempt.resource.hasPrefix("selfsubject"), user != Self.anonymous { return }
        guard !allows(user, attempt) else { return }
        let key = ObjectKey(
            group: attempt.group,
            resource: attempt.resource,
            namespace: attempt.namespace,
            name: attempt.name
        )
        let subject = attempt.name.isEmpty ? "" : " \"\(attempt.name)\""
        let scope = attempt.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(attempt.namespace)\""
        throw StatusFailure(
            code: 403,
            reason: "Forbidden",
            message: "\(key.qualifiedResource)\(subject) is forbidden: User \"\(user)\" cannot \(attempt.verb) resource"
                + " \"\(attempt.resource)\" in API group \"\(attempt.group)\" \(scope)",
            details: key.details
        )
    }
}
