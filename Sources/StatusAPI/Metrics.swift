import Election

/// What is counted while the process runs, for `GET /metrics`.
///
/// # What the caller must do
///
/// Tell it of each action that is carried out and of each event, at the instant at which that happens, and of each
/// notification that ended.
package struct Metrics: Hashable, Sendable {
    /// What tells others of a change.
    package enum Notification: String, CaseIterable, Sendable {
        case event, webhook, file, hook, label
    }

    /// How telling others ended.
    package enum NotificationResult: String, CaseIterable, Sendable {
        case sent, failed
    }

    /// What is asked of the API server.
    enum Request: String, CaseIterable {
        case read, write, propose, watch
    }

    /// Why a request gave no usable answer, as a label.
    enum FailureKind: String, CaseIterable {
        case timedOut = "timed_out"
        case unreachable, unauthorized, forbidden, throttled
        case serverError = "server_error"
        case rejected, nonsense, conflict
    }

    /// Why a term of ours ended, as a label.
    enum TermEnd: String, CaseIterable {
        case expired, replaced, deleted, resigned
    }

    /// Why a watch had to be opened anew, as a label.
    enum WatchEnd: String, CaseIterable {
        case finished, expired, refused, failed
    }

    private struct NotificationKey: Hashable {
        var kind: Notification
        var result: NotificationResult
    }

    private(set) var requests: [Request: UInt64] = [:]
    private(set) var failures: [FailureKind: UInt64] = [:]
    private(set) var termEnds: [TermEnd: UInt64] = [:]
    private(set) var watchEnds: [WatchEnd: UInt64] = [:]
    private var notifications: [NotificationKey: UInt64] = [:]
    private(set) var terms: UInt64 = 0
    private(set) var leaderChanges: UInt64 = 0
    private(set) var clockJumps: UInt64 = 0
    /// Renewals that could not be written on what was known of the lock, and needed a read first.
    private(set) var slowPaths: UInt64 = 0
    /// From sending a renewal to its confirmation.
    private(set) var renewals = Histogram()

    /// For each half, in its place.
    private var renewalSent = Candidacy.Half.allCases.map { _ in Instant?.none }
    private var hasRead = Candidacy.Half.allCases.map { _ in false }
    private var lastLeader = ""

    package init() {}

    /// Takes in what is being done.
    ///
    /// - Parameter isHolding: whether the lock is ours.
    package mutating func began(_ action: Candidacy.Action, isHolding: Bool, at now: Instant) {
        switch action.action {
        case .read:
            requests[.read, default: 0] += 1
            if isHolding { hasRead[action.half.rawValue] = true }
        case .write(let write, _):
            requests[.write, default: 0] += 1
            let isRenewal = !write.isTakeOver && !write.record.isRelease
            renewalSent[action.half.rawValue] = isRenewal ? now : nil
            if hasRead[action.half.rawValue], isRenewal { slowPaths += 1 }
            hasRead[action.half.rawValue] = false
        case .propose:
            requests[.propose, default: 0] += 1
        case .watch:
            requests[.watch, default: 0] += 1
        case .note(.becameLeader):
            terms += 1
        case .note(.stoppedLeading(let loss)):
            termEnds[TermEnd(loss), default: 0] += 1
        case .note, .stopWatching, .sleep, .finish:
            break
        }
    }

    /// Takes in what has happened.
    package mutating func saw(_ event: Elector.Event, of half: Candidacy.Half, at now: Instant) {
        switch event {
        case .readEnded(.failure(let failure)), .writeEnded(.failed(let failure)), .proposalEnded(.failed(let failure)):
            failures[FailureKind(failure), default: 0] += 1
        case .writeEnded(.conflict), .proposalEnded(.conflict):
            failures[.conflict, default: 0] += 1
        case .writeEnded(.confirmed):
            if let sent = renewalSent[half.rawValue] { renewals.observe(now - sent) }
            renewalSent[half.rawValue] = nil
        case .watchEnded(let end):
            watchEnds[WatchEnd(end), default: 0] += 1
            switch end {
            case .failed(let failure), .refused(let failure): failures[FailureKind(failure), default: 0] += 1
            case .finished, .expired: break
            }
        case .started, .readEnded(.success), .proposalEnded(.confirmed), .watchOpened, .watchSaw, .watchSawDeletion,
            .watchAdvanced, .timerFired, .resignationAsked, .resignationHastened, .workStopped, .stepDownAsked,
            .releaseHeld, .fitnessChanged:
            break
        }
    }

    /// Takes in who leads, as it was just computed.
    package mutating func saw(_ leadership: Leadership) {
        guard !leadership.name.isEmpty, leadership.name != lastLeader else { return }
        lastLeader = leadership.name
        leaderChanges += 1
    }

    /// Counts a notification that ended.
    package mutating func notified(_ kind: Notification, _ result: NotificationResult) {
        notifications[NotificationKey(kind: kind, result: result), default: 0] += 1
    }

    /// Counts that somebody set the wall clock.
    package mutating func clockWasSet() { clockJumps += 1 }

    func count(_ kind: Notification, _ result: NotificationResult) -> UInt64 {
        notifications[NotificationKey(kind: kind, result: result)] ?? 0
    }
}

extension Metrics.FailureKind {
    fileprivate init(_ failure: RequestFailure) {
        switch failure {
        case .timedOut: self = .timedOut
        case .unreachable: self = .unreachable
        case .unauthorized: self = .unauthorized
        case .forbidden: self = .forbidden
        case .throttled: self = .throttled
        case .serverError: self = .serverError
        case .rejected: self = .rejected
        case .nonsense: self = .nonsense
        }
    }
}

extension Metrics.TermEnd {
    fileprivate init(_ loss: Elector.Loss) {
        switch loss {
        case .expired: self = .expired
        case .replaced: self = .replaced
        case .deleted: self = .deleted
        case .resigned: self = .resigned
        }
    }
}

extension Metrics.WatchEnd {
    fileprivate init(_ end: Elector.WatchEnd) {
        switch end {
        case .finished: self = .finished
        case .expired: self = .expired
        case .refused: self = .refused
        case .failed: self = .failed
        }
    }
}
