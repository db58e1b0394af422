import Election
import Locks

/// Candidates, a server and a network in one seeded run: the production election, and in the deep depth the production
/// translation and the API server model too, with nothing of them copied.
///
/// Only the network, the clocks, the lives of processes, the applications that ask, and chance are simulated. For the
/// last part of a run all faults stop, and there has to be one leader whom everybody names.
package struct Simulation {
    package enum Depth: Sendable {
        /// The election and a store: fast.
        case election
        /// Through HTTP and JSON.
        case conversation
    }

    package struct Options: Sendable {
        package var depth = Depth.election
        package var candidates = 3
        /// What every run is about; nil to let its seed draw it.
        package var scenario: FaultPlan.Scenario?
        /// What all candidates hold, unless they are to move from one to another.
        package var lock = LockChoice.leases
        /// The candidates' priorities, in their order; empty to let the seed draw them.
        ///
        /// Those who come after have 0.
        package var priorities: [Int] = []
        /// Whether all candidates are client-go's, to compare with.
        package var onlyClientGo = false
        package var timing: Timing
        package var length = Duration.seconds(600)

        package init(timing: Timing) {
            self.timing = timing
        }
    }

    /// What a run came to.
    package struct Outcome: Hashable, Sendable {
        package var seed: UInt64
        package var violation: Violation?
        package var coverage: Coverage
        /// How many askers were told yes.
        package var yeses: Int
        /// How many terms began.
        package var terms: Int
        /// How many requests were sent.
        package var requests: Int
        /// The most requests of one candidate in one minute.
        package var busiestMinute: Int
        /// Seconds in which somebody led and knew it, and seconds that were looked at.
        package var ledSeconds: Int
        package var seconds: Int
    }

    /// Where a message or a timer finds its process.
    struct Address: Hashable {
        var node: Int
        var life: Int
        /// Which half of it; the first for what is about the whole process.
        var half: Candidacy.Half
        /// What that half is about, as long as this life lasts.
        var lock: LockKind
    }

    indirect enum Payload {
        case start(Int)
        case deliver(Address, Elector.Event, request: UInt64?, watch: UInt64?)
        case timer(Address, at: Instant)
        case timeOut(Address, Elector.Event, request: UInt64)
        case arrive(Address, request: UInt64, message: Message)
        case openWatch(Address, watch: UInt64, from: UInt64?)
        case endWatch(Address, watch: UInt64)
        case ask(Int)
        case pollLong(Int)
        case endLongPoll(Address)
        case lookAtProgram(Address)
        case programEnds(Address, run: Int)
        case listen(Int)
        case feedDue(Address, at: Instant)
        case strike(FaultPlan.Strike)
        case rollOut
        case calm
        case sample
    }

    enum Message {
        case read
        case write(Elector.Write)
        case propose(Elector.Proposal)
    }

    /// How long it takes until another process comes in the place of one that is over, at most.
    static let longestRestart = Duration.seconds(5)

    /// For how long a run ends without faults.
    static let calmLength = Duration.seconds(90)

    /// How many requests one candidate may send in a minute, whatever happens: four in a retry period for each lock.
    private var requestLimit: Int { Int(Duration.seconds(240) / options.timing.retryPeriod) * locks.count }

    let options: Options
    let seed: UInt64
    /// The locks that there are.
    var locks: [LockKind] = [.leases]
    var random: SeededGenerator
    var plan: FaultPlan
    var weather = ServerWeather()
    var queue = EventQueue<Payload>()
    var server: any SimulatedServer
    var checker = LeadershipChecker()
    var history: StoreHistory
    var coverage = Coverage()
    var nodes: [SimulatedNode] = []
    var now: Int64 = 0
    var terms = 0
    var traffic = Traffic()
    var busiestMinute = 0
    var ledSeconds = 0
    var seconds = 0
    private var leaderDueBy = Int64.max
    var rollout = Rollout(from: .endpointsleases)
    /// The same timing for records that tell whole seconds.
    private var coarseTiming: Timing
    var isCalm = false
    let trace: ((String) -> Void)?

    /// - Parameters:
    ///   - seed: everything that happens follows from it.
    ///   - trace: is given a line an event, if set.
    /// - Throws: what `SimulatedConversation` throws; never, with the names used here.
    package init(seed: UInt64, options: Options, trace: ((String) -> Void)? = nil) throws {
        self.seed = seed
        self.options = options
        self.trace = trace
        random = SeededGenerator(seed: seed)
        plan = FaultPlan(only: options.scenario, random: &random)
        history = StoreHistory()
        coarseTiming = options.timing
        switch options.depth {
        case .election: server = SimulatedStore(candidates: options.candidates)
        case .conversation: server = try SimulatedConversation(candidates: options.candidates, seed: random.next())
        }
        for index in 0..<options.candidates { addNode(index) }
        let isMigration = plan.scenario == .migration
        if isMigration { rollout = Rollout(from: Bool.random(using: &random) ? .endpointsleases : .configmapsleases) }
        for node in nodes { node.choice = isMigration ? rollout.target : options.lock }
        locks = isMigration ? rollout.locks : options.lock.kinds
        if locks != [.leases] { coarseTiming = try options.timing.coarse }
        if isMigration { scheduleRollout() }
        for strike in FaultPlan.Strike.allCases { scheduleNext(strike) }
        queue.schedule(.calm, at: (options.length - Self.calmLength).nanoseconds)
        queue.schedule(.sample, at: 1_000_000_000)
        note("\(plan)")
    }

    private mutating func addNode(_ index: Int) {
        let spread = Int64(plan.clockSpread)
        let clock = SimulatedClock(
            skew: Int64.random(in: -spread...spread, using: &random),
            offset: Int64.random(in: 0...1_000_000_000_000, using: &random),
            wallOffset: Int64.random(in: -80_000_000_000_000_000...300_000_000_000_000_000, using: &random)
        )
        let name = plan.twins && index == 1 ? "pod-0" : "pod-\(index)"
        nodes.append(
            SimulatedNode(
                name: name,
                podUID: "uid-of-pod-\(index)",
                clock: clock,
                priority: priority(at: index),
                foreigner: foreigner(at: index)
            )
        )
        // Sometimes all start at once.
        let spreadOfStarts: Int64 = Bool.random(using: &random) ? 0 : 3_000_000_000
        queue.schedule(.start(index), at: Int64.random(in: 0...spreadOfStarts, using: &random))
        if plan.scenario == .herd { return }
        queue.schedule(.ask(index), at: 0)
        queue.schedule(.pollLong(index), at: 0)
        if hasListeners { queue.schedule(.listen(index), at: 0) }
    }

    /// In some runs only, since to write and to read so many events takes as long as all the rest.
    private var hasListeners: Bool { seed % (options.depth == .conversation ? 2 : 8) == 0 }

    private mutating func priority(at index: Int) -> Int {
        if !options.priorities.isEmpty { return index < options.priorities.count ? options.priorities[index] : 0 }
        return plan.hasPriorities ? Int.random(in: 0...2, using: &random) : 0
    }

    /// The last candidates are the others', where the plan has them.
    private func foreigner(at index: Int) -> ForeignElector.Manner? {
        if options.onlyClientGo { return .init(.clientGo, timing: options.timing) }
        let place = options.candidates - 1 - index
        return place < plan.foreigners.count ? plan.foreigners[place] : nil
    }

    /// Runs to the end, or to the first violation of ours.
    package mutating func run() -> Outcome {
        let settling = (options.timing.handoverGrace + options.timing.retryPeriod * 2) * 5 / 4
        var end = options.length.nanoseconds
        // A handover to a preferred candidate comes when it comes; everybody is asked when it is over.
        for _ in 0..<3 {
            while checker.violation == nil || options.onlyClientGo, let next = queue.nextTime, next <= end { step() }
            if let leader, nodes[leader].ledSince + settling.nanoseconds <= end { break }
            end += settling.nanoseconds
        }
        checkLiveness()
        return Outcome(
            seed: seed,
            violation: checker.violation,
            coverage: coverage,
            yeses: checker.yeses,
            terms: terms,
            requests: traffic.requests,
            busiestMinute: busiestMinute,
            ledSeconds: ledSeconds,
            seconds: seconds
        )
    }

    /// Lets the next thing happen.
    mutating func step() {
        guard let next = queue.next() else { return }
        now = next.time
        handle(next.payload)
    }

    private mutating func handle(_ payload: Payload) {
        switch payload {
        case .start(let node):
            start(node)
        case .deliver(let address, let event, let request, let watch):
            if isAwake(address.node, payload) { deliver(event, to: address, request: request, watch: watch) }
        case .timer(let address, let instant):
            let node = nodes[address.node]
            guard node.life == address.life, node[address.half].nextWake == instant else { return }
            if isAwake(address.node, payload) { deliver(.timerFired, to: address) }
        case .timeOut(let address, let event, let request):
            let node = nodes[address.node]
            guard node.life == address.life, node[address.half].request == request else { return }
            if isAwake(address.node, payload) { deliver(event, to: address, request: request) }
        case .arrive(let address, let request, let message):
            arrive(message, request: request, from: address)
        case .openWatch(let address, let watch, let from):
            openWatch(watch, from: from, for: address)
        case .endWatch(let address, let watch):
            endWatch(watch, for: address)
        case .ask(let node):
            if isAwake(node, payload) { ask(node) }
        case .pollLong(let node):
            if isAwake(node, payload) { pollLong(node) }
        case .endLongPoll(let address):
            if isAwake(address.node, payload) { settleLongPolls(of: address) }
        case .lookAtProgram(let address):
            guard nodes[address.node].life == address.life else { return }
            if isAwake(address.node, payload) { settleProgram(of: address.node) }
        case .programEnds(let address, let run):
            if isAwake(address.node, payload) { programEnded(run, at: address) }
        case .listen(let node):
            if isAwake(node, payload) { listen(node) }
        case .feedDue(let address, let due):
            if nodes[address.node].feedDue == due, isAwake(address.node, payload) { settleFeed(of: address) }
        case .strike(let strike):
            self.strike(strike)
        case .rollOut:
            rollOut()
        case .calm:
            calm()
        case .sample:
            sample()
        }
    }

    /// A frozen process gets everything when it wakes, in no certain order.
    private mutating func isAwake(_ node: Int, _ payload: Payload) -> Bool {
        let until = nodes[node].frozenUntil
        guard until > now else { return true }
        queue.schedule(payload, at: until + Int64.random(in: 0...1_000_000, using: &random))
        return false
    }

    private mutating func start(_ index: Int) {
        guard nodes[index].process == nil else { return }
        nodes[index].life += 1
        if let choice = nodes[index].nextChoice.take() { nodes[index].choice = choice }
        if let podUID = nodes[index].nextPodUID.take() { nodes[index].podUID = podUID }
        for half in [Candidacy.Half.first, .second] {
            nodes[index][half].nextWake = nil
            nodes[index][half].seen = 0
        }
        nodes[index].isInTerm = false
        nodes[index].isAdopting = false
        nodes[index].wasAskedToGo = false
        note("starts in pod \(nodes[index].podUID)", index)
        if let foreigner = nodes[index].foreigner {
            let elector = ForeignElector(identity: nodes[index].name, manner: foreigner, seed: random.next())
            nodes[index].process = .foreign(.init(elector))
            return deliver(.started, to: address(of: index))
        }
        let candidate = Candidate(
            identity: nodes[index].name,
            podUID: nodes[index].podUID,
            life: random.next(),
            holdsPodGuard: true,
            priority: nodes[index].priority
        )
        let candidacy = Candidacy(
            candidate: candidate,
            timing: nodes[index].choice == .leases ? options.timing : coarseTiming,
            isPair: nodes[index].choice.isPair,
            seed: random.next()
        )
        nodes[index].process = .ours(.init(candidacy))
        wrapProgram(of: index)
        deliver(.started, to: address(of: index))
    }

    func address(of node: Int, _ half: Candidacy.Half = .first) -> Address {
        Address(node: node, life: nodes[node].life, half: half, lock: nodes[node].choice.lock(of: half))
    }

    mutating func deliver(_ event: Elector.Event, to address: Address, request: UInt64? = nil, watch: UInt64? = nil) {
        let index = address.node
        let half = address.half
        guard nodes[index].life == address.life, let process = nodes[index].process else { return }
        if let request, request != nodes[index][half].request { return }
        if let watch, watch != nodes[index][half].watch { return }
        if request != nil { nodes[index][half].request += 1 }
        if case .watchEnded = event { nodes[index][half].watch += 1 }
        if event.asksToGo { nodes[index].wasAskedToGo = true }
        let shown = event.shown
        let before = shown == nil ? nil : process.version(known: half)
        let actions = process.handle(event, of: half, at: nodes[index].clock.moment(at: now))
        if trace != nil { note(event.traceText, at: address) }
        if let shown { observe(shown, at: address, before: before) }
        for action in actions { carryOut(action.action, on: event, for: self.address(of: index, action.half)) }
        settleProgram(of: index)
        settleLongPolls(of: address)
        settleFeed(of: address)
    }

    private mutating func sample() {
        queue.schedule(.sample, at: now + 1_000_000_000)
        seconds += 1
        if nodes.indices.contains(where: { nodes[$0].frozenUntil <= now && nodes[$0].leads(at: now) }) {
            ledSeconds += 1
            leaderDueBy = .max
        } else if plan.scenario == .failover, now > leaderDueBy, !options.onlyClientGo {
            checker.fail("nobody leads at \(Duration.nanoseconds(now).text), though nothing keeps anybody from it")
        }
        checkLongPolls(of: seconds % nodes.count)
        checkListener(of: seconds % nodes.count)
    }

    /// In a failover scenario somebody has to lead again by then.
    mutating func expectLeader(within duration: Duration) {
        let due = now + duration.nanoseconds
        leaderDueBy = leaderDueBy == .max ? due : max(due, leaderDueBy)
    }

    /// At the end there is one leader, and everybody names it; a namesake of it names nobody.
    private mutating func checkLiveness() {
        guard checker.violation == nil else { return }
        if busiestMinute > requestLimit {
            checker.fail("a candidate sent \(busiestMinute) requests in a minute")
        }
        if plan.scenario == .steady, terms != 1, !options.onlyClientGo {
            checker.fail("\(terms) terms, though there was no reason to lose the lead")
        }
        if options.onlyClientGo { return }
        let answers = nodes.map { $0.process?.ours?.candidate.leadership(at: $0.clock.moment(at: now)) }
        guard let leader = nodes.indices.first(where: { nodes[$0].leads(at: now) }) else {
            return checker.fail("no leader \(Self.calmLength.text) after the last fault")
        }
        for index in answers.indices where index != leader && answers[index] != nil {
            let expected = nodes[index].name == nodes[leader].name ? "" : nodes[leader].name
            // Who holds two locks names nobody while only one of them is held.
            let isHalfway = nodes[index].choice.isPair && !nodes[leader].choice.isPair
            if let answer = answers[index], answer.name != expected, answer.name != "" || !isHalfway {
                checker.fail("\(nodes[leader].name) leads, but \(nodes[index].name) names \"\(answer.name)\"")
            }
        }
    }

    /// Says of which lock it is where that is not clear.
    func note(_ text: @autoclosure () -> String, at address: Address) {
        note(nodes[address.node].choice.isPair ? "\(address.lock): \(text())" : text(), address.node)
    }

    func note(_ text: @autoclosure () -> String, _ node: Int? = nil) {
        guard let trace else { return }
        let process = node.map { "\(nodes[$0].name)#\(nodes[$0].life)" } ?? "-"
        trace("\(Duration.nanoseconds(now).text) \(process) \(text())")
    }
}
