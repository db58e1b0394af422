import HTTP

extension Impersonation {
    /// Adds the header fields that say whom to act as ("User impersonation"); `Impersonate-Extra-` is followed by an
    /// attribute's name, in which what no field name may hold is percent-encoded.
    package func add(to headers: inout HTTPHeaders) {
        headers.append("Impersonate-User", user)
        if let uid, !uid.isEmpty { headers.append("Impersonate-Uid", uid) }
        for group in groups { headers.append("Impersonate-Group", group) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            // What RFC 9110, 5.6.2, allows in a name beside the unreserved, but for the percent sign itself.
            let name = "Impersonate-Extra-\(percentEncoded(key, keeping: "!#$&'*+^`|"))"
            for value in values { headers.append(name, value) }
        }
    }
}
