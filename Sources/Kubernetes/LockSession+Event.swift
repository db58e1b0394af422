import Election
import HTTP

/// Events about the lock, as requests.
extension LockSession {
    /// The request that records an Event.
    package func eventRequest(_ event: LeaderEvent) -> HTTPRequest {
        let target = "/api/v1/namespaces/\(percentEncoded(lock.namespace))/events"
        var request = request("POST", target, event.object(on: lock).bytes)
        // The next one may be months away: no connection is kept for it.
        request.headers["Connection"] = "close"
        return request
    }

    /// What the end of that request means.
    package func eventOutcome(_ result: Result<HTTPResponse, RequestFailure>) -> EventRecorder.Outcome {
        switch result {
        case .success(let response):
            // The name is ours alone: where it is taken, an earlier attempt recorded this Event.
            if [200, 201, 409].contains(response.status) { return .recorded }
            return .failed(Refusal(response).failure)
        case .failure(let failure):
            return .failed(failure)
        }
    }
}
