import HTTP

extension Access {
    /// What somebody asks to be allowed, as rules are held against it.
    package struct Attempt: Hashable, Sendable {
        package var verb: String
        package var group: String
        package var resource: String
        package var namespace: String
        /// Of the object; empty where the request names none.
        package var name: String

        init(verb: String, group: String, resource: String, namespace: String, name: String) {
            self.verb = verb
            self.group = group
            self.resource = resource
            self.namespace = namespace
            self.name = name
        }

        /// What a request asks for; nil where it is for no resource.
        package init?(_ request: HTTPRequest) {
            let info = RequestInfo(request)
            guard info.isResource else { return nil }
            self.init(info)
        }

        /// The name to which a field selector narrows a list or watch counts as its name (Kubernetes' RequestInfo, and
        /// "Referring to resources" in its documentation of RBAC).
        init(_ info: RequestInfo) {
            self.init(
                verb: info.verb,
                group: info.group,
                resource: info.resource,
                namespace: info.namespace,
                name: info.name.isEmpty ? Self.name(in: info.query["fieldSelector"]) : info.name
            )
        }

        private static func name(in selector: String?) -> String {
            guard let selector, selector.hasPrefix("metadata.name="), !selector.contains(",") else { return "" }
            return String(selector.dropFirst("metadata.name=".count))
        }
    }
}
