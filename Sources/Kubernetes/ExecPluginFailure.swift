/// Why a credential plugin gave nothing, in sentences that name it and what to do.
package enum ExecPluginFailure: Error, Hashable, CustomStringConvertible {
    /// There is no such program; with the kubeconfig's hint on how to install it.
    case missing(command: String, hint: String?)
    /// It cannot be started; the text is the cause.
    case notStarted(command: String, String)
    case exited(command: String, code: Int32)
    case signalled(command: String, number: Int32)
    case hung(command: String, after: Duration)
    case printedTooMuch(command: String, limitBytes: Int)
    case unusable(command: String, ExecCredentialError)
    /// Its run has not ended within the time of the request that waits for it.
    case stillRunning(command: String)
    /// The server does not accept what it gives, and it is not asked again yet.
    case refused(command: String)

    /// Whether its time ran out.
    package var isHung: Bool {
        guard case .hung = self else { return false }
        return true
    }

    package var description: String {
        switch self {
        case .missing(let command, let hint):
            "the credential plugin \(command) is not installed here or not in PATH"
                + (hint.map { "; \($0.readable(limit: 1000))" } ?? "; install it, or use another user of the kubeconfig")
        case .notStarted(let command, let cause):
            "the credential plugin \(command) does not start: \(cause)"
        case .exited(let command, let code):
            "the credential plugin \(command) failed with exit status \(code); what it says of it is logged above"
        case .signalled(let command, let number):
            "the credential plugin \(command) was ended by signal \(number)"
        case .hung(let command, let time):
            "the credential plugin \(command) was killed, since it had not ended after \(time.components.seconds) s; see"
                + " whether it waits for the network, or for somebody to log in"
        case .printedTooMuch(let command, let limitBytes):
            "the credential plugin \(command) was killed, since it printed more than \(limitBytes) bytes"
        case .unusable(let command, let error):
            "the credential plugin \(command) gives no credential: \(error)"
        case .stillRunning(let command):
            "there are no credentials yet: the credential plugin \(command) is still running"
        case .refused(let command):
            "the API server does not accept what the credential plugin \(command) gives; it is asked again, less and less"
                + " often"
        }
    }
}
