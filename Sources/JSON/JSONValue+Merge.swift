extension JSONValue {
    /// Merges a patch into this value (RFC 7396).
    package mutating func merge(_ patch: JSONValue) {
        guard let changes = patch.object else {
            self = patch
            return
        }
        var members = object ?? [:]
        for (name, change) in changes {
            if change == .null {
                members[name] = nil
            } else {
                members[name, default: .null].merge(change)
            }
        }
        self = .object(members)
    }
}
