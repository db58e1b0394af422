import Election
import HTTP

/// An answer of the API server, or of something between it and us, that is no success.
///
/// It says which of the failures that the election knows it is, and words it: the Status body's message where there is
/// one, what else came where there is none.
package struct Refusal: Hashable, Sendable {
    package var code: Int
    package var status: APIStatus?
    package var failure: RequestFailure

    /// From a response whose status code is not the one wanted.
    package init(_ response: HTTPResponse) {
        let status = APIStatus(of: response)
        self.init(
            code: response.status,
            status: status,
            sentence: Self.sentence(response, status),
            retryAfter: response.headers.retryAfter
        )
    }

    /// From a Status that came inside a watch; one without a code is the server's own trouble.
    package init(_ status: APIStatus) {
        let message = status.message.isEmpty ? "the API server ended the watch without a reason" : status.message
        self.init(
            code: status.code == 0 ? 500 : status.code,
            status: status,
            sentence: message.readable(),
            retryAfter: nil
        )
    }

    private init(code: Int, status: APIStatus?, sentence: String, retryAfter: Duration?) {
        self.code = code
        self.status = status
        failure =
            switch code {
            case 200..<300: .nonsense(sentence)
            case 401: .unauthorized(sentence)
            case 403: .forbidden(sentence)
            case 429: .throttled(retryAfter: retryAfter, sentence)
            // client-go too waits on every 5xx that asks for it: 500 with reason ServerTimeout does.
            case 500..<600 where retryAfter != nil: .throttled(retryAfter: retryAfter, sentence)
            case 500..<600: .serverError(status: code, sentence)
            default: .rejected(status: code, sentence)
            }
    }

    /// Whether the API server itself says that there is no such object.
    ///
    /// A missing namespace, a path that the server does not know and a proxy's 404 have the same code, and none of them
    /// may pass for a free lock.
    package func isMissing(_ resource: String, named name: String) -> Bool {
        code == 404 && status?.reason == "NotFound" && status?.details?.kind == resource
            && status?.details?.name == name
    }

    private static func sentence(_ response: HTTPResponse, _ status: APIStatus?) -> String {
        if let status, !status.message.isEmpty {
            let message = status.message.readable()
            guard response.status == 401 else { return message }
            return "the API server does not accept our credentials (\(message)); check the token"
        }
        if (300..<400).contains(response.status) {
            let place = response.headers["Location"].map { " to \($0.readable(limit: 200))" } ?? ""
            return "the API server redirects\(place), which is never followed; name the right address with --server"
        }
        let type = response.headers["Content-Type"].map { ", type \($0.readable(limit: 200))" } ?? ""
        return "an answer with code \(response.status) and no word of the API server's"
            + " (\(response.body.count) bytes\(type)); is a proxy or something else at its address?"
    }
}
