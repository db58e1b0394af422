import Election
import HTTP
import Kubernetes

/// Where changes are sent, checked.
package struct Webhook: Hashable, Sendable {
    package var server: ServerURL
    /// Path and query, which can be a secret and are never logged.
    package var target: String
    /// The file of the key that requests are signed with; nil for none.
    package var secretPath: String?
    /// The PEM file of those who vouch for the server; nil for the machine's.
    package var authorityPath: String?
    package var proxy: ProxyURL?

    /// Reads `http://host:port/path?query`, or `https://`.
    ///
    /// - Throws: `ServerURLError`, which repeats nothing of the path or the query.
    package init(parsing text: String) throws(ServerURLError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .notPrintable }
        guard !text.contains("#") else { throw .hasQuery }
        let start = text.firstRange(of: "://")?.upperBound ?? text.endIndex
        let end = text[start...].firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex
        server = try ServerURL(parsing: String(text[..<end]))
        target = (text[end...].hasPrefix("/") ? "" : "/") + text[end...]
    }
}
