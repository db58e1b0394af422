import Election
import HTTP
import JSON

/// What a check asks beside the lock itself.
extension LockSession {
    package func versionRequest() -> HTTPRequest { request("GET", "/version") }

    /// The version that an answer names, for example `v1.36.2`.
    package func version(_ result: Result<HTTPResponse, RequestFailure>) -> Result<String, RequestFailure> {
        value(of: result, status: 200, "is no version of Kubernetes") { $0["gitVersion"]?.string?.readable(limit: 60) }
    }

    /// Asks as whom the API server knows us (SelfSubjectReview, v1 since Kubernetes 1.28).
    package func selfReviewRequest() -> HTTPRequest {
        let review: JSONValue = ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]
        return request("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", review.bytes)
    }

    package func user(_ result: Result<HTTPResponse, RequestFailure>) -> Result<String, RequestFailure> {
        value(of: result, status: 201, "names no user") { $0["status"]?["userInfo"]?["username"]?.string?.readable() }
    }

    /// Asks whether we have a right, on the object of the lock's name where that is all that is needed.
    package func accessReviewRequest(_ item: Rights.Item) -> HTTPRequest {
        var attributes: JSONValue = [
            "namespace": .string(item.namespace ?? lock.namespace), "verb": .string(item.right.verb),
            "group": .string(item.right.group), "resource": .string(item.right.resource),
        ]
        if item.isNamed { attributes["name"] = .string(lock.name) }
        let review: JSONValue = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": attributes],
        ]
        return request("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review.bytes)
    }

    package func isAllowed(_ result: Result<HTTPResponse, RequestFailure>) -> Result<Bool, RequestFailure> {
        value(of: result, status: 201, "is no review of a right") { answer in
            guard case .bool(let isAllowed) = answer["status"]?["allowed"] else { return nil }
            return isAllowed
        }
    }

    /// Reads the lock's namespace: a missing lock is answered alike in one that exists and in one that does not.
    package func namespaceRequest() -> HTTPRequest {
        request("GET", "/api/v1/namespaces/\(percentEncoded(lock.namespace))")
    }

    /// Whether the answer says that there is no such namespace; few may ask.
    package func isNamespaceMissing(_ result: Result<HTTPResponse, RequestFailure>) -> Bool {
        guard case .success(let response) = result else { return false }
        return Refusal(response).isMissing("namespaces", named: lock.namespace)
    }

    private func value<Value>(
        of result: Result<HTTPResponse, RequestFailure>,
        status: Int,
        _ complaint: String,
        _ find: (JSONValue) -> Value?
    ) -> Result<Value, RequestFailure> {
        result.flatMap { response in
            guard response.status == status else { return .failure(Refusal(response).failure) }
            do throws(JSONError) {
                guard let value = find(try JSONValue(parsing: response.body)) else {
                    return .failure(.nonsense("the answer \(complaint)"))
                }
                return .success(value)
            } catch {
                return .failure(.nonsense("the answer \(complaint): \(error.cause)"))
            }
        }
    }
}
