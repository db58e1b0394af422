import Election

/// Which faults a run has, and how often: drawn from its seed as a swarm, so that each run leaves some out entirely and
/// exaggerates others.
package struct FaultPlan: Sendable {
    /// What strikes now and then, once.
    enum Strike: CaseIterable, Sendable {
        case freeze, crash, politeStop, partition, oneWayPartition
        case serverRestart, serverStall, errorStorm, throttling, unauthorized, forbidden
        case labelEdit, noOpEdit, meddling, deletion, restore, wallStep, stepDown, illness
    }

    /// What a run is about.
    package enum Scenario: Sendable {
        /// Whatever the seed draws; only safety can be asked of it, and that it ends well.
        case swarm
        /// Nothing happens that would be a reason to lose the lead: it must be kept.
        case steady
        /// Leaders stop and crash, and nothing else is wrong: there must soon be the next.
        case failover
        /// A fleet moves from one kind of lock to another, with all that the swarm has beside it.
        case migration
        /// Nothing happens but what somebody outside does; nobody asks.
        case herd
    }

    var scenario = Scenario.swarm

    // Parts per thousand of messages.
    var lostRequests = 0
    var lostReplies = 0
    var lateRequests = 0
    var resentRequests = 0
    var serverErrors = 0
    var staleReads = 0
    /// How many changes a stale read lags behind, at most.
    var staleness = StoreHistory.limit
    var watchCuts = 0
    var watchStalls = 0
    var watchSkips = 0
    /// Of watches that are opened: how many are served by a server that lags behind.
    var laggingWatches = 0

    /// Whether watching is allowed at all.
    var watchAllowed = true
    /// Whether two of the candidates have one name.
    var twins = false
    /// What the last candidates are instead of ours, the very last first.
    var foreigners: [ForeignElector.Manner] = []
    /// Whether each of ours runs a program while it leads.
    var hasPrograms = false
    /// Whether some candidates are to be preferred.
    var hasPriorities = false
    /// The longest one-way delay of an ordinary message.
    var longestDelay = Duration.milliseconds(20)
    /// How far clock rates are from true time, at most and either way, in parts per million.
    var clockSpread = 0
    /// Mean time between two strikes of a kind in the whole world, by `Strike.allCases`; nil for never.
    private var pauses: [Duration?] = Array(repeating: nil, count: Strike.allCases.count)

    /// No faults: what liveness is measured against, and how each run ends.
    package init() {}

    /// Mostly a swarm, each fault with the chance of a coin.
    ///
    /// - Parameter only: what it is to be about instead.
    package init(only: Scenario? = nil, random: inout SeededGenerator) {
        if only == .herd {
            scenario = .herd
            return
        }
        clockSpread = [0, 1_000, 195_000][Int.random(in: 0..<3, using: &random)]
        watchAllowed = Int.random(in: 0..<4, using: &random) > 0
        switch (only, Int.random(in: 0..<8, using: &random)) {
        case (.steady, _), (nil, 0): beSteady(random: &random)
        case (.failover, _), (nil, 1): failOver(random: &random)
        case (.migration, _): migrate(random: &random)
        case (nil, 2): lagBehind(random: &random)
        case (.swarm, _), (.herd, _), (nil, _): swarm(random: &random)
        }
    }

    private mutating func migrate(random: inout SeededGenerator) {
        swarm(random: &random)
        scenario = .migration
        foreigners = []
    }

    private mutating func beSteady(random: inout SeededGenerator) {
        scenario = .steady
        lostRequests = 5
        lostReplies = 5
        resentRequests = 20
        staleReads = 50
        staleness = 1
        setPause(between: .labelEdit, in: 1...20, random: &random)
        setPause(between: .noOpEdit, in: 1...20, random: &random)
    }

    private mutating func failOver(random: inout SeededGenerator) {
        scenario = .failover
        setPause(between: .crash, in: 20...100, random: &random)
        setPause(between: .politeStop, in: 20...100, random: &random)
        setPause(between: .labelEdit, in: 1...10, random: &random)
    }

    /// Candidates that poll are often shown what is over: holders, releases, that there is no lock.
    private mutating func lagBehind(random: inout SeededGenerator) {
        watchAllowed = false
        staleReads = 300
        lostRequests = 100
        setPause(between: .politeStop, in: 5...30, random: &random)
    }

    private mutating func swarm(random: inout SeededGenerator) {
        func sometimes(_ range: ClosedRange<Int>) -> Int {
            Bool.random(using: &random) ? Int.random(in: range, using: &random) : 0
        }
        lostRequests = sometimes(1...200)
        lostReplies = sometimes(1...200)
        lateRequests = sometimes(1...150)
        resentRequests = sometimes(1...100)
        serverErrors = sometimes(1...200)
        staleReads = sometimes(1...100)
        watchCuts = sometimes(1...100)
        watchStalls = sometimes(1...50)
        watchSkips = sometimes(1...50)
        laggingWatches = sometimes(1...500)
        twins = Int.random(in: 0..<8, using: &random) == 0
        longestDelay = .milliseconds([5, 20, 200, 1500][Int.random(in: 0..<4, using: &random)])
        for strike in Strike.allCases where Bool.random(using: &random) {
            setPause(between: strike, in: Self.typicalSeconds(between: strike), random: &random)
        }
        hasPriorities = Int.random(in: 0..<3, using: &random) == 0
        hasPrograms = Int.random(in: 0..<3, using: &random) == 0
        if Int.random(in: 0..<6, using: &random) == 0 { admitForeigners(random: &random) }
    }

    /// Company that takes a blanked, deleted or restored lock at once is only asked to keep the promise where nobody
    /// does that.
    private mutating func admitForeigners(random: inout SeededGenerator) {
        let dialects = ForeignElector.Dialect.allCases
        foreigners = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            let dialect = dialects[Int.random(in: dialects.indices, using: &random)]
            let seconds = [6, 10, 15, 30][Int.random(in: 0..<4, using: &random)]
            return ForeignElector.Manner(dialect, leaseDuration: .seconds(seconds))
        }
        twins = false
        for strike in [Strike.meddling, .deletion, .restore] {
            if let index = Strike.allCases.firstIndex(of: strike) { pauses[index] = nil }
        }
    }

    private mutating func setPause(
        between strike: Strike,
        in seconds: ClosedRange<Int>,
        random: inout SeededGenerator
    ) {
        guard let index = Strike.allCases.firstIndex(of: strike) else { return }
        pauses[index] = .seconds(Int.random(in: seconds, using: &random))
    }

    /// The mean time between two strikes of a kind; nil for never.
    func pause(between strike: Strike) -> Duration? {
        Strike.allCases.firstIndex(of: strike).flatMap { pauses[$0] }
    }

    private static func typicalSeconds(between strike: Strike) -> ClosedRange<Int> {
        switch strike {
        case .freeze, .crash, .politeStop, .partition, .oneWayPartition: 15...150
        case .serverRestart, .serverStall, .errorStorm, .throttling, .unauthorized, .forbidden: 20...200
        case .labelEdit, .noOpEdit: 1...60
        case .stepDown, .illness: 15...150
        case .meddling, .deletion, .restore: 30...300
        case .wallStep: 20...120
        }
    }
}
