import Election
import Kubernetes
import Locks

/// Why an operator's command cannot do what it was asked to; the description is a sentence that names the next step.
package struct OperationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var cause: CheckReport.Cause
    package var description: String
    /// What grants the missing rights, for `kubectl apply`; nil where none are missing, or for nobody.
    package var manifest: String?

    package init(_ cause: CheckReport.Cause, _ description: String) {
        self.cause = cause
        self.description = description
    }

    /// A request about a lock that failed.
    ///
    /// - Parameter rights: what the command needs.
    package init(_ failure: RequestFailure, of session: LockSession, needing rights: Rights) {
        self.init(failure)
        guard case .forbidden(let message) = failure, let denial = AccessDenial(message: message),
            rights.contain(denial.right)
        else { return }
        if denial.user == AccessDenial.anonymous {
            description += "; no credentials were sent: name a kubeconfig, or a token with --token-file"
        } else {
            manifest = rights.manifest(for: session, user: denial.user, purpose: "operator")
        }
    }

    /// A request that failed.
    package init(_ failure: RequestFailure) {
        switch failure {
        case .forbidden, .unauthorized: self.init(.rights, "\(failure)")
        case .timedOut: self.init(.unreachable, "\(failure) from the API server; check address and port")
        case .unreachable, .throttled, .serverError, .rejected, .nonsense: self.init(.unreachable, "\(failure)")
        }
    }
}
