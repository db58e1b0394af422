import Election
import HTTP
import Kubernetes
import Logging

/// What people are told: one line a transition on standard error, and `<id> is the leader` on standard output at each
/// change of the name, as the classic sidecar prints it.
///
/// It decides what is worth a line and gives the lines to write.
struct LeaderLog {
    /// A line and where it belongs.
    enum Line: Hashable {
        /// Standard output: only the leader's name, which scripts read.
        case output(String)
        case log(Logger.Level, String)
    }

    private var outage = OutageLog()
    private var lastName = ""
    private var lastNamesake: WriterMark?
    private var warnings = ServerWarnings()
    /// Whether this outage has said which rights are missing.
    private var hasToldRights = false
    private let session: LockSession
    private let rights: Rights

    /// - Parameters:
    ///   - session: the lock that the lines are about.
    ///   - rights: what has to be granted, should any of it be missing.
    init(of session: LockSession, rights: Rights) {
        self.session = session
        self.rights = rights
    }

    /// Takes in a name that was just computed.
    mutating func saw(_ leadership: Leadership) -> [Line] {
        guard leadership.name != lastName else { return [] }
        lastName = leadership.name
        guard !leadership.name.isEmpty else { return [.log(.info, "no leader is known")] }
        let line = Line.output("\(leadership.name) is the leader")
        return leadership.isLeader ? [line] : [line, .log(.info, "\(leadership.name) leads")]
    }

    mutating func failed(_ failure: RequestFailure, at now: Instant) -> [Line] {
        guard let line = outage.failed(failure, at: now) else { return [] }
        guard !hasToldRights, let grant = grant(for: failure) else { return [.log(.warning, line)] }
        hasToldRights = true
        return [.log(.warning, "\(line); \(grant)")]
    }

    mutating func succeeded(at now: Instant) -> [Line] {
        hasToldRights = false
        return outage.succeeded(at: now).map { [.log(.notice, $0)] } ?? []
    }

    /// Takes in the head of an answer.
    mutating func answered(_ headers: HTTPHeaders) -> [Line] {
        warnings.news(in: headers).map { .log(.warning, "the API server warns: \($0)") }
    }

    mutating func note(_ notice: Elector.Notice) -> [Line] {
        if case .namesake(let mark) = notice {
            // Every renewal of a namesake is a new record; one line for each life is loud enough.
            guard mark?.life != lastNamesake?.life || mark == nil else { return [] }
            lastNamesake = mark
        }
        return [line(for: notice)]
    }

    /// The pod that wrote a mark; nothing where it did not know its own.
    private static func pod(of mark: WriterMark?) -> String {
        guard let uid = mark?.podUID, !uid.isEmpty else { return "" }
        return " (pod \(uid))"
    }

    private func line(for notice: Elector.Notice) -> Line {
        switch notice {
        case .becameLeader(let token):
            .log(.info, "became leader\(token.map { ", fencing token \($0)" } ?? "")")
        case .stoppedLeading(let loss):
            .log(loss == .resigned ? .info : .warning, "stopped leading: \(Self.text(of: loss))")
        case .adopting:
            .log(.info, "an earlier life of this pod holds the lock; taking it over")
        case .namesake(let mark):
            .log(
                .error,
                """
                another process holds the lock under our name\(Self.pod(of: mark)); \
                waiting it out, but names must differ: give each its own --id
                """
            )
        case .waitingOutEdit:
            .log(
                .warning,
                "somebody edited or deleted the lock; waiting until nobody can lead by what it said before"
            )
        case .coordinated:
            .log(.error, "the Lease has a strategy, so the API server elects its holder; not standing")
        case .awaitingLock:
            .log(
                .warning,
                "there is no \(session.lockText) in the namespace \(session.lock.namespace), and --create-lock is false;"
                    + " waiting until somebody creates it: \(session.creationCommand)"
            )
        case .oldLockInUse(let holder):
            .log(
                .error,
                """
                endpoints/\(session.lock.name) is a live lock too, held by \(holder), which does not see the Lease; \
                not standing while it is renewed: to move a fleet, run all of it with --lock endpointsleases in between
                """
            )
        case .differentDuration(let holder, let seconds):
            .log(
                .warning,
                "\(holder) holds the lock for \(seconds)s at a time, and not as long as we would; all should have one --ttl"
            )
        case .fitnessChanged(.fit):
            .log(.info, "the application is healthy")
        case .fitnessChanged(.unproven):
            .log(.info, "waiting until the application is healthy")
        case .fitnessChanged(.unfit):
            .log(
                .warning,
                "the application is unhealthy; not standing, and giving the lead up where somebody can take it"
            )
        case .watchRefused(let failure):
            .log(
                .warning,
                "watching is not allowed, so the lock is polled: \(failure)\(grant(for: failure).map { "; \($0)" } ?? "")"
            )
        }
    }

    /// What would give us the rights that a failure says we lack; nil if that is not what it says.
    private func grant(for failure: RequestFailure) -> String? {
        guard case .forbidden(let message) = failure, let denial = AccessDenial(message: message),
            rights.contain(denial.right)
        else { return nil }
        guard denial.user != AccessDenial.anonymous else {
            return "no credentials were sent: use the pod's service account, or name a token with --token-file"
        }
        let manifest = rights.manifest(for: session, user: denial.user)
        return "what \(session.lockText) needs, for 'kubectl apply -f -':\n\(manifest)"
    }

    private static func text(of loss: Elector.Loss) -> String {
        switch loss {
        case .expired: "no renewal was confirmed in time"
        case .replaced(let name) where name.isEmpty: "somebody removed the holder"
        case .replaced(let name): "the lock has another record, of \(name)"
        case .deleted: "the lock was deleted"
        case .resigned: "giving up as asked"
        }
    }
}
