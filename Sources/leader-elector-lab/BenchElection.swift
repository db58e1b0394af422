import Election
import Glibc
import Runtime

/// Some candidates of one program in an election of their own.
final class BenchElection {
    /// For how long an election may take.
    private static let limit = Duration.seconds(90)
    private static let pollPeriod = Duration.milliseconds(20)

    let name: String
    let contestant: Contestant
    let candidates: [BenchCandidate]
    let server: BenchServer
    private let patience: Patience

    /// Makes candidates that are started by `start`.
    ///
    /// - Parameter isRelayed: Whether each has a way of its own to the API server, which a cluster's have not.
    init(
        of contestant: Contestant,
        size: Int,
        ttl: Duration,
        isRelayed: Bool = false,
        on server: BenchServer,
        _ patience: Patience
    ) throws {
        var random = SystemRandomNumberGenerator()
        let name = "bench-\(String(random.next(), radix: 16))"
        self.name = name
        self.contestant = contestant
        self.server = server
        self.patience = patience
        candidates = try (0..<size).map { place in
            try BenchCandidate(
                contestant,
                id: "pod-\(place)",
                election: name,
                ttl: ttl,
                isRelayed: isRelayed,
                server: server
            )
        }
        try server.observe(name, leaseDuration: ttl)
    }

    var lock: LockState { server.lock(of: name) }

    /// The candidate that holds the lock and runs; nil if there is none.
    ///
    /// It is looked up on the lock: who asks a leader is given a yes, which a handover then has to wait for.
    var leader: BenchCandidate? {
        let holder = lock.holder
        return candidates.first { $0.isRunning && !$0.isFrozen && $0.isNamed(holder) }
    }

    /// Starts all that do not run, and thaws and reconnects all others; gives the leader whom all followers name.
    ///
    /// - Throws: `BenchFailure` where there is none in time.
    func settle() throws -> BenchCandidate {
        for candidate in candidates {
            candidate.relay?.isCut = false
            if candidate.isFrozen { candidate.send(SIGCONT) }
            if !candidate.isRunning { try candidate.start() }
        }
        let leader = try waitForLeader()
        if contestant.answers { try waitForNames(of: leader) }
        if contestant.isOurs {
            // With an heir it is quicker; without one, which takes a while to come forward, it works too.
            let end = SystemClock.instant() + .seconds(3)
            try patience.wait(for: "an heir", atMost: .seconds(4)) { lock.hasHeir || SystemClock.instant() >= end }
        }
        return leader
    }

    /// All but one.
    func followers(of leader: BenchCandidate) -> [BenchCandidate] { candidates.filter { $0 !== leader } }

    /// What a candidate said last, for a complaint.
    var lastWords: String {
        candidates.filter { !$0.lastWords.isEmpty }.map { "\($0.id): \($0.lastWords)" }.joined(separator: "; ")
    }

    func close() {
        candidates.forEach { $0.close() }
        server.forget(name)
    }

    private func waitForLeader() throws -> BenchCandidate {
        try patience.wait(for: "a leader of \(contestant.name) (\(lastWords))", atMost: Self.limit) {
            if let gone = candidates.first(where: { !$0.isRunning }) {
                throw BenchFailure("\(contestant.name) has ended: \(gone.lastWords)")
            }
            return leader != nil
        }
        guard let leader else { throw BenchFailure("\(contestant.name) has lost its leader again") }
        return leader
    }

    /// Until all followers name it.
    private func waitForNames(of leader: BenchCandidate) throws {
        var names: [String: String] = [:]
        let pollers = followers(of: leader).map { follower in
            AnswerPoller(port: follower.port, period: Self.pollPeriod, loop: server.loop) { name, _ in
                names[follower.id] = name
            }
        }
        defer { pollers.forEach { $0.stop() } }
        try patience.wait(for: "all of \(contestant.name) to name the leader (\(lastWords))", atMost: Self.limit) {
            guard self.leader === leader else { throw BenchFailure("\(contestant.name) has lost its leader again") }
            return followers(of: leader).allSatisfy { leader.isNamed(names[$0.id] ?? "") }
        }
    }
}
