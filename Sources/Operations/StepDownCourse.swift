import Election
import Kubernetes
import Locks

/// Decides how the leader is asked to step down, and what comes of it, from what an observer of the election sees.
///
/// The wish is an annotation that names the fencing token of the term, so that it ends no later one. It is put on a lock
/// of the holder's by compare-and-swap, again where something came between, and anew where the same holder shows a newer
/// token. Nobody is asked who was not seen to renew: whether a holder lives is not told by what its record says of the
/// time, and a foreign elector, which takes no such wish, leaves the mark and the token of the one before on the lock.
///
/// # What the caller must do
///
/// Ask `next` after each event of the election, after `asked`, and at the instants that it names; send what it says, and
/// report its end with `asked`.
package struct StepDownCourse: Sendable {
    /// How long the leader's token is waited for at least, which its first renewal shows.
    private static let tokenPatience = Duration.seconds(10)
    private static let timeBetweenTries = Duration.milliseconds(500)
    private static let tryLimit = 5

    package enum Step: Hashable, Sendable {
        /// Put the wish that the term with this token ends on that half of the lock, as it was seen.
        case ask(token: UInt64, on: LockSnapshot, half: Candidacy.Half)
        case wait(until: Instant)
        case end(Outcome)
    }

    private let lockText: String
    private let waits: Bool
    private let end: Instant
    /// Who is to give up.
    private var holder: String?
    private var hasEnded = false
    /// Since when the holder is known to live and to be an elector of ours.
    private var liveSince: Instant?
    private var isForeign = false
    /// What the wish names that is under way.
    private var asking: UInt64?
    /// What the wish names that stands on the lock.
    private var askedToken: UInt64?
    /// When the wish was sent that stands on the lock, or may.
    private var wishedAt: Instant?
    /// What the API server refused a wish on; another version is to be seen first.
    private var refused: ObjectVersion?
    private var notBefore: Instant?
    private var tries = 0
    private var failure: OperationFailure?
    private var last: [LockSnapshot?] = []

    /// - Parameters:
    ///   - lockText: as people write it.
    ///   - waits: whether to see who comes next.
    ///   - limit: how long all of it may take.
    package init(of lockText: String, waits: Bool, limit: Duration, at now: Instant) {
        self.lockText = lockText
        self.waits = waits
        end = now + limit
    }

    /// Why there is nobody to ask, by what a first look showed; nil if there may be somebody.
    ///
    /// A half of a pair that nobody holds does not speak against the other.
    package static func refusal(_ reports: [LockReport]) -> Outcome? {
        let held = reports.filter(\.isHeld)
        let odd = reports.first { $0.state == .unreadable }
        if let report = odd ?? (held.isEmpty ? reports.first : nil) {
            let lock = "\(report.kind.resource)/\(report.election)"
            switch report.state {
            case .absent: return .nobodyLeads("there is no \(lock) in \(report.namespace)")
            case .blanked, .unreadable: return .nobodyLeads("\(lock): \(report.why ?? "")")
            case .free, .released, .healthy, .stale, .unclear: return .nobodyLeads("\(lock) is free")
            }
        }
        if let report = held.first(where: \.isCoordinated) {
            let lock = "\(report.kind.resource)/\(report.election)"
            let text = "the API server names the holder of \(lock), which has a strategy, and takes no such wish"
            let next = "delete the pod of \(report.holder.readable(limit: 200)) instead"
            return .failed(OperationFailure(.configuration, "\(text); \(next)"))
        }
        guard let report = held.first, !held.contains(where: \.hasWriterMark) else { return nil }
        return .failed(foreign(report.holder, "\(report.kind.resource)/\(report.election)"))
    }

    /// What to do now.
    ///
    /// - Parameter locks: each half of the lock as it was last seen.
    package mutating func next(_ leadership: Leadership, _ locks: [LockSnapshot?], at now: Instant) -> Step {
        if holder == nil, !leadership.name.isEmpty { holder = leadership.name }
        look(at: locks, at: now)
        if let failure { return .end(.failed(failure)) }
        guard let holder, leadership.name == holder else {
            return outcomeWithoutHolder(leadership, at: now).map(Step.end) ?? .wait(until: end)
        }
        if isForeign { return .end(.failed(Self.foreign(holder, lockText))) }
        if hasEnded, let wishedAt { return .end(.cameBack(holder, took: now - wishedAt)) }
        // A term that ended by itself.
        hasEnded = false
        return stepWithHolder(HeldHalves(of: locks, by: holder), by: holder, at: now)
    }

    private mutating func stepWithHolder(_ held: HeldHalves, by holder: String, at now: Instant) -> Step {
        if now >= end, askedToken != nil { return .end(.ignored(by: holder)) }
        guard let liveSince else { return now < end ? .wait(until: end) : .end(.notAsked(unseen(holder))) }
        guard let token = held.fencingToken else {
            let tokenEnd = min(liveSince + max(Self.tokenPatience, held.leaseDuration / 2), end)
            return now < tokenEnd ? .wait(until: tokenEnd) : .end(.failed(tokenless(holder)))
        }
        if held.items.contains(where: { $0.lock.stepDownToken == token }) {
            // It may have stood there before we came.
            askedToken = token
            wishedAt = wishedAt ?? now
        }
        // The answer to a wish may come before the lock is seen with it.
        if let askedToken, askedToken >= token { return waits ? .wait(until: end) : .end(.asked(holder)) }
        if now >= end { return .end(.notAsked(unconfirmed(holder))) }
        guard asking == nil, let (half, base) = held.items.first, base.version != refused else {
            return .wait(until: end)
        }
        if let notBefore, now < notBefore { return .wait(until: min(notBefore, end)) }
        asking = token
        wishedAt = now
        return .ask(token: token, on: base, half: half)
    }

    /// Takes in the end of a request.
    package mutating func asked(
        _ outcome: Elector.WriteOutcome,
        on base: LockSnapshot,
        of session: LockSession,
        at now: Instant
    ) {
        defer { asking = nil }
        switch outcome {
        case .confirmed:
            askedToken = asking
        case .conflict:
            refused = base.version
            if askedToken == nil { wishedAt = nil }
        case .failed(let failure):
            tries += 1
            notBefore = now + Self.timeBetweenTries
            // A wish whose answer was lost may stand, and the next try finds that out.
            guard tries == Self.tryLimit || failure.isFinal else { return }
            self.failure = OperationFailure(
                failure,
                of: session,
                needing: Rights(ofOperatorOf: LockChoice(session.lock.kind), writes: true)
            )
        }
    }

    /// Each write of an elector of ours has a mark of its own; a foreign one leaves what it finds, or removes it.
    private mutating func look(at locks: [LockSnapshot?], at now: Instant) {
        for (before, lock) in zip(last, locks) {
            guard let holder, let before, let lock, before.record?.holderIdentity == holder,
                lock.record?.holderIdentity == holder, lock.record?.renewTime != before.record?.renewTime
            else { continue }
            if lock.mark == nil || lock.mark == before.mark { isForeign = true } else { liveSince = liveSince ?? now }
        }
        last = locks
    }

    /// What came of it where the one who is to give up does not lead, or is not known yet.
    private mutating func outcomeWithoutHolder(_ leadership: Leadership, at now: Instant) -> Outcome? {
        guard let holder else {
            // A first answer may come, and of two holders one may be gone.
            let isOpen = leadership.state == .starting || leadership.reason == .halvesDisagree
            return isOpen && now < end ? nil : .nobodyLeads(vacancy(leadership.reason))
        }
        guard leadership.name.isEmpty else {
            return .handedOver(from: holder, to: leadership.name, took: wishedAt.map { now - $0 })
        }
        if wishedAt == nil, leadership.reason == .expired { return .nobodyLeads(vacancy(.expired)) }
        hasEnded = true
        return now < end ? nil : .noneTook(from: holder)
    }

    private func vacancy(_ reason: Leadership.Reason?) -> String {
        switch reason {
        case .expired:
            let holder = holder.map { "of \($0.readable(limit: 200))" } ?? "on \(lockText)"
            return "the lease \(holder) has run out; a candidate that is there takes it by itself"
        case .halvesDisagree: return "\(lockText) have different holders"
        case nil, .noAnswerYet, .forbidden, .free, .namesake, .unreadable: return "\(lockText) has no holder"
        }
    }

    private static func foreign(_ holder: String, _ lock: String) -> OperationFailure {
        OperationFailure(
            .configuration,
            "\(holder.readable(limit: 200)), which holds \(lock), is another kind of elector and takes no such wish;"
                + " delete its pod instead"
        )
    }

    private func tokenless(_ holder: String) -> OperationFailure {
        OperationFailure(
            .configuration,
            "\(holder.readable(limit: 200)) does not tell its fencing token on \(lockText), as leader-elector does when it"
                + " renews; ask its pod by 'curl -d \"\" localhost:4040/step-down', or delete it"
        )
    }

    private func unseen(_ holder: String) -> String {
        "\(holder.readable(limit: 200)) holds \(lockText), but was not seen to renew it in the time given; no wish was made"
    }

    private func unconfirmed(_ holder: String) -> String {
        "\(holder.readable(limit: 200)) still leads; no wish was confirmed to stand on \(lockText) in the time given"
    }
}

extension LockChoice {
    fileprivate init(_ kind: LockKind) {
        self =
            switch kind {
            case .leases: .leases
            case .endpoints: .endpoints
            case .configmaps: .configmaps
            }
    }
}

extension RequestFailure {
    /// Whether the same request would fail again.
    fileprivate var isFinal: Bool {
        switch self {
        case .rejected, .nonsense, .forbidden, .unauthorized: true
        case .timedOut, .unreachable, .throttled, .serverError: false
        }
    }
}
