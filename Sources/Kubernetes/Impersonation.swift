/// Whom to act as, which the API server allows those who have the right to impersonate ("User impersonation").
package struct Impersonation: Hashable, Sendable {
    package var user: String
    package var uid: String?
    package var groups: [String]
    /// Further attributes by their names, each with its values in order.
    package var extra: [String: [String]]

    package init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }
}
