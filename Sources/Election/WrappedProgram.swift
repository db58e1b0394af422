/// A program that runs only while this process leads (rule 15): what is true goes in, what to do comes out.
///
/// # What it guarantees
///
/// The program is started only in a term of ours. It is told to stop a stop grace before the lock can be another's, and
/// killed before that, by the same clock that the election goes by; also while the lead is given up politely, for which
/// it has the longer termination grace as long as the lock goes on being ours. Once it is told to stop it is over,
/// whatever the election does meanwhile.
///
/// # What it does not
///
/// A process that is stopped itself (SIGSTOP) kills nobody; it does so with the first step that it takes afterwards.
///
/// # What the caller must do
///
/// Hold the lock's release from `start` on until `ended`, and call `look` after every event of the election and at
/// `nextLook`, until it says nothing more.
package struct WrappedProgram: Hashable, Sendable {
    /// What follows when the program ends by itself, and when it had to be stopped because the lead was lost.
    package enum Restart: String, Sendable, CaseIterable {
        /// This process ends too.
        case never
        /// It is started again after a failure, and in the next term after a lost lead; after a success we end too.
        case onFailure = "on-failure"
        /// It is started again whenever we lead.
        case always
    }

    package struct Manner: Hashable, Sendable {
        package var restart: Restart
        /// How long before the end of our authority it is told to stop; at most half of what a renewal may take.
        package var stopGrace: Duration
        /// How long it may take to stop while the lock is ours.
        package var terminationGrace: Duration

        package init(restart: Restart, stopGrace: Duration, terminationGrace: Duration) {
            self.restart = restart
            self.stopGrace = stopGrace
            self.terminationGrace = terminationGrace
        }
    }

    /// What is true of the election at one moment.
    package struct Standing: Hashable, Sendable {
        package var isLeader: Bool
        /// Until when nobody else can lead; nil if somebody can.
        package var heldUntil: Instant?

        package init(isLeader: Bool, heldUntil: Instant?) {
            self.isLeader = isLeader
            self.heldUntil = heldUntil
        }
    }

    package enum Action: Hashable, Sendable {
        case start
        /// Tell it to stop (SIGTERM).
        case terminate
        /// End it and all that it has started (SIGKILL).
        case kill
    }

    /// Why this process is to end.
    package enum Verdict: Hashable, Sendable {
        /// The program has ended by itself, and its status is to be ours.
        case programEnded
        /// The program was stopped because the lead was lost.
        case leadLost
    }

    /// What is left between the kill and the end of our authority.
    package static let killMargin = Duration.milliseconds(50)
    /// The pause before a program that ended by itself is started again: this, doubled after each that ran for less than
    /// the longest one.
    private static let shortestPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(60)

    private enum State: Hashable {
        case idle(from: Instant)
        case running(since: Instant)
        case stopping(since: Instant, isKilled: Bool)
        case over
    }

    private let manner: Manner
    private var state: State
    private var shortRuns = 0

    package init(_ manner: Manner, at now: Instant) {
        self.manner = manner
        state = .idle(from: now)
    }

    /// Whether the program has been started and has not ended.
    package var isAlive: Bool {
        switch state {
        case .running, .stopping: true
        case .idle, .over: false
        }
    }

    /// What is to be done now; to be asked again until nothing is.
    package mutating func look(_ standing: Standing, at now: Instant) -> Action? {
        switch state {
        case .idle(let from):
            guard from <= now, mayRun(standing, at: now) else { return nil }
            state = .running(since: now)
            return .start
        case .running:
            guard !mayRun(standing, at: now) else { return nil }
            state = .stopping(since: now, isKilled: false)
            return .terminate
        case .stopping(let since, false) where killTime(standing, since: since, at: now) <= now:
            state = .stopping(since: since, isKilled: true)
            return .kill
        case .stopping, .over:
            return nil
        }
    }

    /// When to look again, whatever the election does; nil for not before it does something.
    package func nextLook(_ standing: Standing, at now: Instant) -> Instant? {
        switch state {
        case .idle(let from): standing.isLeader && from > now ? from : nil
        case .running: standing.heldUntil.map { $0 - manner.stopGrace }
        case .stopping(let since, false): killTime(standing, since: since, at: now)
        case .stopping, .over: nil
        }
    }

    /// The program is gone with all that it has started, or could not be started.
    ///
    /// - Parameter isSuccess: whether it says that all went well.
    /// - Returns: why this process is to end; nil if it is not.
    package mutating func ended(isSuccess: Bool, at now: Instant) -> Verdict? {
        guard case .running(let since) = state else {
            state = manner.restart == .never ? .over : .idle(from: now)
            return manner.restart == .never ? .leadLost : nil
        }
        if manner.restart == .never || manner.restart == .onFailure && isSuccess {
            state = .over
            return .programEnded
        }
        if now - since >= Self.longestPause { shortRuns = 0 }
        state = .idle(from: now + min(Self.shortestPause * (1 << min(shortRuns, 6)), Self.longestPause))
        shortRuns += 1
        return nil
    }

    /// It is not started any more.
    package mutating func finish() {
        if case .idle = state { state = .over }
    }

    private func mayRun(_ standing: Standing, at now: Instant) -> Bool {
        guard standing.isLeader, let heldUntil = standing.heldUntil else { return false }
        return now < heldUntil - manner.stopGrace
    }

    private func killTime(_ standing: Standing, since: Instant, at now: Instant) -> Instant {
        guard let heldUntil = standing.heldUntil else { return now }
        return min(since + manner.terminationGrace, heldUntil - Self.killMargin)
    }
}
