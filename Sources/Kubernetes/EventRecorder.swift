import Election

/// Decides which Events are sent and when: from the election's notices, and from what became of the Events before.
///
/// # What it guarantees
///
/// One request at a time; at most `limitPerMinute` of them in any minute, however often the lead changes; at most
/// `waitingLimit` Events that wait, of which the oldest is dropped for a newer one; at most `attemptLimit` attempts for
/// each. After a 403 nothing is sent any more.
///
/// # What it does not
///
/// That an Event is recorded. Nothing here may get into the way of the election, and nobody decides by Events.
///
/// # What the caller must do
///
/// Hand over every notice, and after each call do what `next` says: send and report with `ended`, or come back.
package struct EventRecorder: Sendable {
    package static let waitingLimit = 4
    package static let attemptLimit = 5
    package static let limitPerMinute = 10
    /// How long an answer is waited for.
    package static let patience = Duration.seconds(5)

    /// How the attempt to record an Event ended.
    package enum Outcome: Hashable, Sendable {
        /// It is recorded, by this attempt or by an earlier one whose answer was lost.
        case recorded
        case failed(RequestFailure)
    }

    package enum Step: Hashable, Sendable {
        /// Send this, and report with `ended` within `patience`.
        case send(LeaderEvent)
        /// Ask again then.
        case wait(until: Instant)
        /// The end of the request that was sent comes first.
        case underWay
        /// Nothing is left to send.
        case rest
    }

    /// What people are told, rarely.
    package enum Complaint: Hashable, Sendable {
        /// We may not create Events; none is sent any more.
        case forbidden(String)
        /// The first Event that was given up since one was recorded.
        case dropped(RequestFailure)
    }

    private let identity: String
    private let life: UInt64
    private var random: SeededGenerator
    private var waiting: [LeaderEvent] = []
    private var attempts = 0
    private var isUnderWay = false
    private var isOff = false
    private var isUnfit = false
    private var hasComplained = false
    private var notBefore: Instant?
    /// When requests were sent, within the last minute.
    private var sent: [Instant] = []
    /// The uid of the lock that the present term is on.
    private var termUID: String?
    private var lastSerial: UInt64 = 0

    package init(candidate: Candidate) {
        identity = candidate.identity
        life = candidate.life
        random = SeededGenerator(seed: candidate.life)
    }

    /// Takes in what the election told, and on which object.
    ///
    /// - Parameter lockUID: of the lock as it is now; nil if there is none.
    package mutating func noted(_ notice: Elector.Notice, lockUID: String?, at time: WallTime) {
        switch notice {
        case .becameLeader:
            termUID = lockUID
            add(.becameLeader, on: termUID, at: time)
        case .stoppedLeading:
            add(.stoppedLeading, on: termUID, at: time)
            termUID = nil
        case .fitnessChanged(let fitness):
            // That an application becomes healthy when it starts is no news.
            guard fitness == .unfit || fitness == .fit && isUnfit else { break }
            isUnfit = fitness == .unfit
            add(isUnfit ? .becameUnfit : .becameFit, on: termUID ?? lockUID, at: time)
        case .adopting, .namesake, .waitingOutEdit, .coordinated, .awaitingLock, .oldLockInUse, .differentDuration,
            .watchRefused:
            break
        }
    }

    /// What to do now.
    package mutating func next(at now: Instant) -> Step {
        guard !isUnderWay else { return .underWay }
        guard let event = waiting.first else { return .rest }
        sent.removeAll { now - $0 >= .seconds(60) }
        var start = notBefore ?? now
        if sent.count >= Self.limitPerMinute { start = max(start, sent[0] + .seconds(60)) }
        guard start <= now else { return .wait(until: start) }
        isUnderWay = true
        sent.append(now)
        return .send(event)
    }

    /// Takes in the end of the request that `next` asked for.
    package mutating func ended(_ outcome: Outcome, at now: Instant) -> Complaint? {
        precondition(isUnderWay, "no Event is under way: \(self)")
        isUnderWay = false
        notBefore = nil
        attempts += 1
        switch outcome {
        case .recorded:
            hasComplained = false
            settle()
            return nil
        case .failed(.forbidden(let sentence)):
            isOff = true
            waiting = []
            return .forbidden(sentence)
        case .failed(let failure):
            guard !Self.isFinal(failure), attempts < Self.attemptLimit else { return drop(failure) }
            notBefore = now + pause(after: failure)
            return nil
        }
    }

    private mutating func add(_ change: LeaderEvent.Change, on lockUID: String?, at time: WallTime) {
        guard !isOff, let lockUID else { return }
        // A clock that stands still or goes back gives names that are taken; other lives begin at other digits.
        let nanoseconds = UInt64(bitPattern: time.microseconds &* 1000) &+ life % 1000
        lastSerial = max(nanoseconds, lastSerial &+ 1000)
        // The oldest goes that is not under way.
        if waiting.count == Self.waitingLimit { waiting.remove(at: 1) }
        waiting.append(
            LeaderEvent(change, identity: identity, lockUID: lockUID, time: time, serial: lastSerial)
        )
    }

    private mutating func settle() {
        waiting.removeFirst()
        attempts = 0
    }

    private mutating func drop(_ failure: RequestFailure) -> Complaint? {
        settle()
        defer { hasComplained = true }
        return hasComplained ? nil : .dropped(failure)
    }

    /// Whether the same request would fail again.
    private static func isFinal(_ failure: RequestFailure) -> Bool {
        switch failure {
        case .rejected, .nonsense, .forbidden: true
        case .timedOut, .unreachable, .unauthorized, .throttled, .serverError: false
        }
    }

    /// A second, doubled after each further failure, give or take a quarter; longer if the server asks for it.
    private mutating func pause(after failure: RequestFailure) -> Duration {
        let pause = Duration.seconds(1 << (attempts - 1))
        let wish: Duration = if case .throttled(let wish?, _) = failure { wish } else { .zero }
        return max(random.duration(in: pause * 3 / 4...pause * 5 / 4), wish)
    }
}
