import Election

/// Looks whether two processes may be believed to lead at one time, from the answers alone.
///
/// A yes may be acted on from its receipt until the end that it names. Answers that reach us out of order cannot make
/// a false alarm: one that is over when it is received is not looked at.
struct Claims: Sendable {
    private struct Claim: Sendable {
        let uid: String
        let identity: String
        let until: Instant
    }

    private var live: [Claim] = []
    private var last: (uid: String, token: UInt64)?

    /// Takes in an answer; it gives what is wrong with it, or nil.
    mutating func add(_ poll: Poll, from pod: Pod) -> String? {
        guard poll.answer.isLeader else { return nil }
        let valid = poll.asked + .milliseconds(poll.answer.validForMilliseconds)
        let deadline = Instant(nanoseconds: (poll.answer.validUntilUptimeMilliseconds ?? 0) * 1_000_000)
        let claim = Claim(uid: pod.uid, identity: pod.identity, until: max(valid, deadline))
        guard claim.until > poll.received else { return nil }
        live.removeAll { $0.until <= poll.received || $0.uid == claim.uid }
        let other = live.first
        live.append(claim)
        if let other {
            let overlap = (min(other.until, claim.until) - poll.received).shown
            return "two leaders: \(pod.identity) says yes while a yes of \(other.identity) is good for \(overlap) more"
        }
        return checkToken(poll.answer.fencingToken, of: pod)
    }

    private mutating func checkToken(_ token: UInt64?, of pod: Pod) -> String? {
        guard let token else { return "\(pod.identity) leads without a fencing token" }
        defer { last = (pod.uid, token) }
        guard let last else { return nil }
        let hasGrown = last.uid == pod.uid ? token >= last.token : token > last.token
        return hasGrown ? nil : "the fencing token fell from \(last.token) to \(token) as \(pod.identity) took the lead"
    }
}
