/// One thing that the API server lets a user do or not: a verb on a kind of object (RBAC).
package struct Right: Hashable, Sendable {
    package var verb: String
    /// The API group; empty for the core group.
    package var group: String
    /// In the plural, as in paths, for example `leases`.
    package var resource: String

    package init(_ verb: String, _ resource: String, group: String) {
        self.verb = verb
        self.group = group
        self.resource = resource
    }
}
