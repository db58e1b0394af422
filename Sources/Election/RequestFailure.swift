/// Why a request to the API server gave no usable answer.
///
/// None of these says that a write did not happen (rule 8).
package enum RequestFailure: Error, Hashable, Sendable {
    /// No answer before the request's deadline.
    case timedOut
    /// No connection, or it broke: name resolution, TCP, TLS, a body cut short.
    case unreachable(String)
    /// 401: the credentials are not accepted; or there are none to send, so that nothing was sent.
    case unauthorized(String)
    /// 403: the credentials are accepted, the right is missing.
    case forbidden(String)
    /// 429, or 503 with Retry-After: the server asks us to wait.
    case throttled(retryAfter: Duration?, String)
    /// 5xx.
    case serverError(status: Int, String)
    /// Another 4xx: the server will not take this request as it is.
    case rejected(status: Int, String)
    /// A success whose body is not what was asked for.
    case nonsense(String)
}

extension RequestFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .timedOut: "no answer in time"
        case .unreachable(let text), .unauthorized(let text), .forbidden(let text), .nonsense(let text): text
        case .throttled(let wait, let text): text + (wait.map { " (asks to wait \($0.text))" } ?? "")
        case .serverError(let status, let text), .rejected(let status, let text): "\(status): \(text)"
        }
    }
}
