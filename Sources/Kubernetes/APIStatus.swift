import HTTP
import JSON

/// Kubernetes' `Status` object, in which the API server words its refusals (API conventions, "Response Status Kind").
///
/// Only texts that say `"kind": "Status"` are taken for one: a proxy's own JSON must not pass for the API server's word.
package struct APIStatus: Hashable, Sendable {
    /// What the refusal is about.
    package struct Details: Hashable, Sendable {
        package var name: String?
        /// A resource, for example `leases` or `namespaces`, or a kind.
        package var kind: String?

        init(_ object: JSONFields) throws(JSONError) {
            name = try object.string("name")
            kind = try object.string("kind")
        }
    }

    /// For people; empty where the server gives none.
    package var message: String
    /// The machine's word, for example `Conflict`; empty where the server gives none.
    package var reason: String
    /// The HTTP status code that this stands for; 0 where the server gives none.
    package var code: Int
    package var details: Details?

    /// The Status in a response's body; nil if there is none, as with the errors of proxies.
    package init?(of response: HTTPResponse) {
        do throws(JSONError) {
            try self.init(JSONFields(parsing: response.body))
        } catch {
            return nil
        }
    }

    /// Whether this says that a version to start from is gone: HTTP 410, or the same inside a watch.
    package var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }
}

extension APIStatus {
    /// - Throws: `JSONError` where the object is no Status.
    init(_ object: JSONFields) throws(JSONError) {
        guard try object.string("kind") == "Status" else { throw object.impossible("kind") }
        message = try object.string("message") ?? ""
        reason = try object.string("reason") ?? ""
        code = try object.integer("code") ?? 0
        details = try object.fields("details").map(Details.init)
    }
}
