/// Looks, before a candidate takes a Lease for the first time, whether a fleet is alive that locks the Endpoints of the
/// same name instead.
///
/// Candidates of the old kind alone and of the new kind alone do not see each other. A live record on the old lock means
/// that somebody is in the middle of such a move and has left out the step between, in which candidates hold both. So we
/// do not stand until that record is released or dead, or held by whoever holds the Lease too. It is a help and no part
/// of the promise: who may not read the old lock stands without it, and it is not looked at again after that.
struct NeighbourCheck: Hashable, Sendable {
    private enum State: Hashable, Sendable {
        case asking(until: Instant?)
        /// A holder is on the old lock; it is dead if nothing changes by then.
        case suspecting(LockSnapshot, deadFrom: Instant)
        /// It has been renewed.
        case alive(LockSnapshot, deadFrom: Instant)
        case clear
    }

    private var state = State.asking(until: nil)
    private var hasTold = false
    private let timing: Timing

    init(timing: Timing) {
        self.timing = timing
    }

    /// Whether nothing keeps us from standing.
    var isClear: Bool { state == .clear }

    /// - Parameter leader: the one whom the Lease names and who may still lead.
    mutating func handle(_ event: Elector.Event, leader: String?, at now: Instant) -> [Elector.Action] {
        guard !isClear else { return [] }
        var pause = timing.retryPeriod
        switch event {
        case .started, .timerFired:
            return [.read(by: now + timing.renewDeadline / 2)]
        case .readEnded(.success(.found(let snapshot))):
            saw(snapshot, leader: leader, at: now)
        case .readEnded(.success(.absent)), .readEnded(.failure(.forbidden)), .readEnded(.failure(.rejected)),
            .readEnded(.failure(.nonsense)):
            state = .clear
        case .readEnded(.failure(let failure)):
            if case .throttled(let wish?, _) = failure { pause = max(pause, min(wish, .seconds(60))) }
            failed(at: now)
        default:
            break
        }
        guard !isClear else { return [] }
        var actions: [Elector.Action] = [.sleep(until: now + pause)]
        if case .alive(let snapshot, _) = state, !hasTold {
            hasTold = true
            actions.append(.note(.oldLockInUse(by: snapshot.record?.holderIdentity ?? "")))
        }
        return actions
    }

    /// Who cannot be told for a lease duration stands all the same.
    private mutating func failed(at now: Instant) {
        let end: Instant
        switch state {
        case .asking(let until): end = until ?? now + timing.leaseDuration
        case .suspecting(_, let deadFrom), .alive(_, let deadFrom): end = deadFrom + timing.leaseDuration
        case .clear: return
        }
        if now >= end { state = .clear } else if case .asking = state { state = .asking(until: end) }
    }

    private mutating func saw(_ snapshot: LockSnapshot, leader: String?, at now: Instant) {
        guard let record = snapshot.record, !record.holderIdentity.isEmpty, record.holderIdentity != leader else {
            return state = .clear
        }
        let said = Duration.seconds(min(record.leaseDurationSeconds, 86_400))
        let deadFrom = now + max(said, timing.leaseDuration)
        switch state {
        case .suspecting(let old, let oldEnd), .alive(let old, let oldEnd):
            if old.content != snapshot.content {
                state = .alive(snapshot, deadFrom: deadFrom)
            } else if now >= oldEnd {
                state = .clear
            }
        case .asking, .clear:
            state = .suspecting(snapshot, deadFrom: deadFrom)
        }
    }
}
