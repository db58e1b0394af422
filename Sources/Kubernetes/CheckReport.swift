import Election

/// What a check's facts mean for a sidecar: one row for each thing that was looked at.
package struct CheckReport: Hashable, Sendable {
    /// Why a sidecar could not do its work.
    package enum Cause: Hashable, Sendable {
        case unreachable
        case rights
        case configuration
    }

    package enum Verdict: Hashable, Sendable {
        case ok
        /// The sidecar works, but worse than it could.
        case warning
        case failed(Cause)
    }

    package struct Row: Hashable, Sendable {
        package var verdict: Verdict
        package var subject: String
        /// What was found and, where it is not right, what to do.
        package var detail: String
    }

    package private(set) var rows: [Row] = []
    /// What to hand to `kubectl apply` so that missing rights are there; nil where none is missing, or for nobody.
    package private(set) var manifest: String?

    /// Judges what was found.
    package init(_ facts: CheckFacts) {
        rows = Self.server(facts)
        guard let version = facts.version, Self.isReached(version) else { return }
        rows += Self.timeliness(facts) + Self.access(facts)
        // Whom it does not know the API server tells nothing else.
        if case .failure(.unauthorized) = facts.user { return }
        rows += Self.locks(facts)
        if rows.contains(where: { $0.verdict == .failed(.rights) }), let user = Self.user(facts) {
            manifest = facts.rights.manifest(for: facts.session, user: user)
        }
    }

    /// Why the sidecar could not work, the most basic cause first; nil if it could.
    package var failure: Cause? {
        [.unreachable, .rights, .configuration].first { cause in rows.contains { $0.verdict == .failed(cause) } }
    }

    /// The report as people read it: a table, and what would grant missing rights.
    package var lines: [String] {
        let width = rows.map(\.subject.count).max() ?? 0
        var lines = rows.map { row in
            let verdict = row.verdict.text + String(repeating: " ", count: 9 - row.verdict.text.count)
            let subject = row.subject + String(repeating: " ", count: width - row.subject.count)
            return "\(verdict)\(subject)  \(row.detail)"
        }
        if let manifest {
            lines += ["", "All rights that these options need, for 'kubectl apply -f -':", ""]
            lines += manifest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        return lines
    }

    /// Whether something answered that is no failure of the way there.
    static func isReached(_ version: Result<String, RequestFailure>) -> Bool {
        switch version {
        case .success, .failure(.unauthorized), .failure(.forbidden), .failure(.throttled): true
        case .failure: false
        }
    }

    private static func user(_ facts: CheckFacts) -> String? {
        if case .success(let user) = facts.user { return user == AccessDenial.anonymous ? nil : user }
        guard case .failure(.forbidden(let message)) = facts.locks[facts.session.lock.kind]?.first else { return nil }
        return AccessDenial(message: message).flatMap { $0.user == AccessDenial.anonymous ? nil : $0.user }
    }
}

extension CheckReport.Verdict {
    fileprivate var text: String {
        switch self {
        case .ok: "ok"
        case .warning: "warning"
        case .failed: "FAILED"
        }
    }
}
