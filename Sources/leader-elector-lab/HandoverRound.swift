import Bench
import Election
import Glibc
import HTTP
import Runtime

/// One change of leaders, brought about and looked at from all sides.
final class HandoverRound {
    /// As long as a yes may be relied on by default, and some more: those of the round before have run out then.
    private static let graceOfYeses = Duration.milliseconds(1200)
    private static let pollPeriod = Duration.microseconds(500)
    private static let limit = Duration.seconds(60)

    private let election: BenchElection
    private let patience: Patience
    private let transfers: Transfers
    private var handover: Handover?
    private var pollers: [AnswerPoller] = []
    private var watches: [WatchClient] = []

    init(_ election: BenchElection, _ patience: Patience) {
        self.election = election
        self.patience = patience
        transfers = Transfers(loop: patience.loop)
    }

    /// - Throws: `BenchFailure` where not all have seen a successor in time.
    func run(_ blow: Blow) throws -> Handover {
        let leader = try election.settle()
        patience.pause(Self.graceOfYeses)
        defer { lookAway() }
        try lookOn(election.followers(of: leader))
        guard election.leader === leader else { throw BenchFailure("the leader changed before it was to") }
        listen(to: leader, blow)
        let followers = Set(election.followers(of: leader).map(\.id))
        let lock = election.lock
        handover = Handover(
            from: lock.holder,
            free: blow.isPolite ? SystemClock.instant() : lock.renewed + lock.duration,
            answering: election.contestant.answers ? followers : [],
            watched: election.contestant.isOurs ? followers : []
        )
        strike(leader, blow)
        try patience.wait(for: "the handover by \(blow) (\(election.lastWords))", atMost: Self.limit) {
            handover?.isComplete == true
        }
        guard let handover else { throw BenchFailure("nothing was looked at") }
        if blow == .terminate {
            try patience.wait(for: "the former leader to end") { !leader.isRunning }
        }
        return handover
    }

    private func strike(_ leader: BenchCandidate, _ blow: Blow) {
        switch blow {
        case .terminate: leader.send(SIGTERM)
        case .kill: leader.send(SIGKILL)
        case .freeze: leader.send(SIGSTOP)
        case .partition: leader.relay?.isCut = true
        case .stepDown:
            transfers.start(
                HTTPRequest(method: "POST", target: "/step-down"),
                to: Endpoint(scheme: .http, host: "127.0.0.1", port: leader.port),
                deadline: SystemClock.instant() + .seconds(5)
            ) { _ in }
        }
    }

    /// Has all who look on heard once, so that no connection has to be made when it matters.
    private func lookOn(_ followers: [BenchCandidate]) throws {
        var answered: Set<String> = []
        let loop = patience.loop
        if election.contestant.answers {
            pollers = followers.map { follower in
                AnswerPoller(port: follower.port, period: Self.pollPeriod, loop: loop) { [unowned self] name, now in
                    answered.insert(follower.id)
                    handover?.answered(follower.id, naming: name, at: now)
                }
            }
        }
        if election.contestant.isOurs {
            watches = followers.map { follower in
                WatchClient(port: follower.port, loop: loop) { [unowned self] name, now in
                    handover?.told(follower.id, naming: name, at: now)
                }
            }
        }
        try patience.wait(for: "the followers to answer (\(election.lastWords))") {
            answered.count == pollers.count && watches.allSatisfy(\.isOpen)
        }
    }

    private func listen(to leader: BenchCandidate, _ blow: Blow) {
        election.server.onChange = { [unowned self] name, lock, now in
            guard name == election.name else { return }
            if leader.isNamed(lock.holder) {
                if !blow.isPolite { handover?.renewed(until: lock.renewed + lock.duration) }
            } else {
                handover?.wrote(holder: lock.holder, at: now)
            }
        }
    }

    private func lookAway() {
        pollers.forEach { $0.stop() }
        watches.forEach { $0.stop() }
        election.server.onChange = { _, _, _ in }
    }
}
