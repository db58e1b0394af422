import HTTP
import Locks

/// Kubernetes' `Status` object, in which the API server words its refusals (API conventions, "Response Status Kind").
///
/// Only texts that say `"kind": "Status"` are taken for one: a proxy's own JSON must not pass for the API server's word.
package struct APIStatus: Hashable, Sendable {
    /// What the refusal is about.
    package struct Details: Hashable, Sendable, Decodable {
        package var name: String?
        /// A resource, for example `leases` or `namespaces`, or a kind.
        package var kind: String?
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
        do {
            try self.init(json: response.body)
        } catch {
            return nil
        }
    }

    /// Whether this says that a version to start from is gone: HTTP 410, or the same inside a watch.
    package var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }
}

extension APIStatus: Decodable {
    private enum Key: String, CodingKey {
        case kind, message, reason, code, details
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard try container.decode(String.self, forKey: .kind) == "Status" else {
            throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "no Status")
        }
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? ""
        reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
        code = try container.decodeIfPresent(Int.self, forKey: .code) ?? 0
        details = try container.decodeIfPresent(Details.self, forKey: .details)
    }
}
