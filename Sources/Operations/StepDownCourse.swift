import Election
import Kubernetes
import Locks

/// Decides how the leader is asked to step down, and what comes of it, from what an observer of the election sees.
///
/// The wish is an annotation that names the fencing token of the term, so that it ends no later one. It is put on the lock
/// by compare-and-swap, again where something came between, and anew where the same holder shows a newer token.
///
/// # What the caller must do
///
/// Ask `next` after each event of the election, after `asked`, and at the instants that it names; send what it says, and
/// report its end with `asked`.
package struct StepDownCourse: Sendable {
    /// How long the leader's token is waited for, which its first renewal shows.
    private static let tokenPatience = Duration.seconds(10)
    private static let timeBetweenTries = Duration.milliseconds(500)
    private static let tryLimit = 5

    package enum Step: Hashable, Sendable {
        /// Put the wish that the term with this token ends on the first lock, as it was seen.
        case ask(token: UInt64, on: LockSnapshot)
        case wait(until: Instant)
        case end(Outcome)
    }

    package enum Outcome: Hashable, Sendable {
        /// The wish stands on the lock, and nothing was to be waited for.
        case asked(String)
        case handedOver(from: String, to: String, took: Duration)
        /// The term has ended, and the same candidate leads again, since no other came.
        case cameBack(String, took: Duration)
        /// The term has ended, and nobody has taken the lock.
        case noneTook(from: String)
        /// The holder goes on as if it had not been asked.
        case ignored(by: String)
        case nobodyLeads(String)
        case failed(OperationFailure)
    }

    private let lockText: String
    private let waits: Bool
    private let end: Instant
    private let tokenEnd: Instant
    /// Who is to give up.
    private var holder: String?
    private var hasEnded = false
    /// When the wish was sent that the lock shows.
    private var askedAt: Instant?
    private var sentAt: Instant?
    /// What the API server refused a wish on; another version is to be seen first.
    private var refused: ObjectVersion?
    private var notBefore: Instant?
    private var tries = 0
    private var failure: OperationFailure?
    private var last: LockSnapshot?
    private var isForeign = false

    /// - Parameters:
    ///   - lockText: as people write it.
    ///   - waits: whether to see who comes next.
    ///   - limit: how long all of it may take.
    package init(of lockText: String, waits: Bool, limit: Duration, at now: Instant) {
        self.lockText = lockText
        self.waits = waits
        end = now + limit
        tokenEnd = now + min(limit, Self.tokenPatience)
    }

    /// Why there is nobody to ask, by what a first look showed; nil if there is somebody.
    package static func refusal(_ reports: [LockReport]) -> Outcome? {
        for report in reports {
            let lock = "\(report.kind.resource)/\(report.election)"
            let holder = report.holder.readable(limit: 200)
            switch report.state {
            case .absent: return .nobodyLeads("there is no \(lock) in \(report.namespace)")
            case .free, .released: return .nobodyLeads("\(lock) is free")
            case .blanked, .unreadable: return .nobodyLeads("\(lock): \(report.why ?? "")")
            case .stale:
                return .nobodyLeads("the lease of \(holder) has run out; a candidate that is there takes it by itself")
            case .healthy, .unclear: break
            }
            if report.isCoordinated {
                let text = "the API server names the holder of \(lock), which has a strategy, and takes no such wish"
                return .failed(OperationFailure(.configuration, "\(text); delete the pod of \(holder) instead"))
            }
            guard report.hasWriterMark else { return .failed(foreign(holder, lock)) }
        }
        return nil
    }

    /// What to do now.
    ///
    /// - Parameter locks: each half of the lock as it was last seen.
    package mutating func next(_ leadership: Leadership, _ locks: [LockSnapshot?], at now: Instant) -> Step {
        let locks = locks.compactMap { $0 }
        look(at: locks.first)
        if let failure { return .end(.failed(failure)) }
        if let outcome = outcome(leadership, at: now) { return .end(outcome) }
        guard let holder, leadership.name == holder, let base = locks.first, sentAt == nil else {
            return .wait(until: end)
        }
        guard let token = locks.compactMap(\.fencingToken).max() else {
            return now < tokenEnd ? .wait(until: tokenEnd) : .end(.failed(tokenless(holder)))
        }
        if locks.contains(where: { $0.stepDownToken == token }) {
            // It may have stood there before we came.
            askedAt = askedAt ?? now
            return waits ? .wait(until: end) : .end(.asked(holder))
        }
        if base.version == refused { return .wait(until: end) }
        if let notBefore, now < notBefore { return .wait(until: min(notBefore, end)) }
        sentAt = now
        return .ask(token: token, on: base)
    }

    /// Takes in the end of a request.
    package mutating func asked(
        _ outcome: Elector.WriteOutcome,
        on base: LockSnapshot,
        of session: LockSession,
        at now: Instant
    ) {
        defer { sentAt = nil }
        switch outcome {
        case .confirmed:
            askedAt = sentAt
        case .conflict:
            refused = base.version
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

    /// A foreign elector that takes or renews the lock leaves the mark of the one before.
    private mutating func look(at lock: LockSnapshot?) {
        if let last, let lock, let record = lock.record, record != last.record, lock.mark == last.mark {
            isForeign = true
        }
        last = lock ?? last
    }

    private mutating func outcome(_ leadership: Leadership, at now: Instant) -> Outcome? {
        let name = leadership.name
        guard let holder else {
            guard !name.isEmpty else {
                if leadership.state == .starting, now < end { return nil }
                return .nobodyLeads("\(lockText) has no holder")
            }
            holder = name
            return isForeign ? .failed(Self.foreign(name, lockText)) : nil
        }
        let took = now - (askedAt ?? now)
        if name == holder {
            if hasEnded { return .cameBack(holder, took: took) }
            if isForeign { return .failed(Self.foreign(holder, lockText)) }
            return now < end ? nil : .ignored(by: holder)
        }
        if !name.isEmpty { return .handedOver(from: holder, to: name, took: took) }
        hasEnded = true
        return now < end ? nil : .noneTook(from: holder)
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
}

extension StepDownCourse.Outcome {
    /// The outcome in a sentence.
    package var sentence: String {
        switch self {
        case .asked(let holder): "\(shown(holder)) is asked to step down"
        case .handedOver(let from, let to, let took):
            "\(shown(to)) leads after \(shown(from)), \(took.text) after the wish"
        case .cameBack(let holder, let took):
            "\(shown(holder)) gave up, and leads again \(took.text) after the wish, since nobody else took the lock"
        case .noneTook(let from): "\(shown(from)) gave up, but nobody has taken the lock yet"
        case .ignored(let holder): "\(shown(holder)) still leads; the wish stands on the lock"
        case .nobodyLeads(let why): "nobody leads: \(why)"
        case .failed(let failure): "\(failure)"
        }
    }

    private func shown(_ name: String) -> String { name.readable(limit: 200) }
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
