import Election
import HTTP
import Locks

/// An operator's wish that a term ends, as a request.
extension LockSession {
    /// Asks the leader of the term with this token to give it up: a compare-and-swap on what was read.
    ///
    /// - Throws: `RequestFailure.nonsense` where the base cannot be written back without loss.
    package func stepDownRequest(_ token: UInt64, on base: LockSnapshot) throws(RequestFailure) -> HTTPRequest {
        // PUT, since many roles grant update and not patch.
        let body = try writable { () throws(LockError) in try lock.body(askingToStepDown: token, on: base) }
        return request("PUT", object, body)
    }

    /// What the end of that request means.
    package func stepDownOutcome(_ result: Result<HTTPResponse, RequestFailure>) -> Elector.WriteOutcome {
        outcome(result)
    }
}
