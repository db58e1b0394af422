import Election
import HTTP
import JSON

extension StatusAPI {
    /// The whole status as JSON: every key always there and in this order, so that a reader needs no cases.
    ///
    /// Times are RFC 3339 in UTC with six digits of a second's fraction, as the lock's record gives them: for people.
    package static func body(of leadership: Leadership, subject: Subject) -> [UInt8] {
        var object = JSONObjectWriter()
        object.add("name", leadership.name)
        object.add("identity", subject.identity)
        object.add("isLeader", leadership.isLeader)
        object.add("state", leadership.state.rawValue)
        object.add("reason", leadership.reason?.rawValue)
        object.add("election", subject.election)
        object.add("namespace", subject.namespace)
        object.add("lock", subject.lock)
        object.add("heir", leadership.heir)
        object.add("application", leadership.fitness.rawValue)
        object.add("fencingToken", leadership.fencingToken)
        // Both rounded down: a yes is relied on for less rather than for more.
        object.add("validForMilliseconds", leadership.validity.milliseconds)
        object.add("validUntilUptimeMilliseconds", leadership.validUntil.map { $0.nanoseconds / 1_000_000 })
        object.add("bootId", leadership.validUntil == nil ? nil : subject.bootID)
        object.add("transitions", leadership.transitions)
        object.add("acquiredAt", leadership.acquiredAt.map(MicroTime.text))
        object.add("renewedAt", leadership.renewedAt.map(MicroTime.text))
        object.add("revision", leadership.revision.description)
        return object.finished()
    }

    /// The whole status for somebody who has not asked: a validity counts from a question, and there is none, so that it
    /// is 0 and the deadline alone says for how long a yes may be relied on (rule 6).
    package static func pushedBody(of leadership: Leadership, subject: Subject) -> [UInt8] {
        var pushed = leadership
        pushed.validity = .zero
        return body(of: pushed, subject: subject)
    }
}
