import Election
import Testing

/// Hears every answer of every process, and records an issue for a yes that came while another pod's was good.
final class Witness {
    private var yes: (pod: String, until: Instant)?

    /// A yes may be relied on from the instant at which the question was sent, for as long as it says.
    func heard(_ status: Candidate.Status, of pod: String, sent: Instant, received: Instant) {
        guard status.isLeader else { return }
        if let yes, yes.pod != pod, received < yes.until {
            Issue.record("\(pod) said yes \((yes.until - received).text) before \(yes.pod)'s yes ran out")
        }
        let until = sent + .milliseconds(status.validForMilliseconds)
        if let yes, yes.pod == pod, until < yes.until { return }
        yes = (pod, until)
    }
}
