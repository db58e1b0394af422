import Election

/// Three candidates, a store and a network in one seeded run: the fast depth, with the production election and nothing
/// of it copied.
package struct Simulation {
    /// What a run came to.
    package struct Outcome: Hashable, Sendable {
        package var seed: UInt64
        package var violation: LeadershipChecker.Violation?
        /// How many askers were told yes.
        package var yeses: Int
        /// How many terms began.
        package var terms: Int
        /// How many requests reached the API server.
        package var requests: Int
    }

    /// One candidate and the machine that it runs on.
    struct Node {
        var name: String
        var podUID: String
        var lives = 0
        var elector: Elector?
        var clock: SimulatedClock
        var frozenUntil: Int64 = 0
        var cutOffUntil: Int64 = 0
        var requests: UInt64 = 0
        var watches: UInt64 = 0
        /// The last event that the watch delivered has to arrive before the next.
        var watchArrival: Int64 = 0
        var watchVersion: UInt64 = 0
        var watchStalled = false
        var process: String { "\(name)#\(lives)" }
    }

    /// Where a message or a timer finds its process; a later life ignores what was meant for an earlier one.
    struct Address: Hashable {
        var node: Int
        var life: Int
    }

    enum Payload {
        case start(Int)
        case deliver(Address, Elector.Event, request: UInt64?, watch: UInt64?)
        case timer(Address, at: Instant)
        case arrive(Address, request: UInt64, ServerRequest)
        case openWatch(Address, watch: UInt64, from: UInt64?)
        case pushWatch(Address, watch: UInt64)
        case ask(Int)
        case fault(Fault)
    }

    enum ServerRequest {
        case read
        case write(Elector.Write)
    }

    let seed: UInt64
    var random: SeededGenerator
    var plan: FaultPlan
    var queue = EventQueue<Payload>()
    var store = SimulatedStore()
    var checker = LeadershipChecker()
    var nodes: [Node] = []
    var now: Int64 = 0
    var terms = 0
    var requests = 0
    let timing: Timing
    var trace: ((String) -> Void)?

    /// - Parameters:
    ///   - seed: everything that happens follows from it.
    ///   - trace: is given a line an event, if set.
    package init(seed: UInt64, timing: Timing, candidates: Int = 3, trace: ((String) -> Void)? = nil) {
        self.seed = seed
        self.timing = timing
        self.trace = trace
        random = SeededGenerator(seed: seed)
        plan = FaultPlan(random: &random)
        for index in 0..<candidates {
            let skew = Int64.random(in: Int64(-plan.clockSpread)...Int64(plan.clockSpread), using: &random)
            let offset = Int64.random(in: 0...1_000_000_000_000, using: &random)
            let wall = Int64.random(in: 0...1_800_000_000_000_000, using: &random)
            let name = plan.twins && index == 1 ? "pod-0" : "pod-\(index)"
            nodes.append(
                Node(
                    name: name,
                    podUID: "pod-uid-\(index)",
                    clock: SimulatedClock(skew: skew, offset: offset, wallOffset: wall)
                )
            )
            queue.schedule(.start(index), at: Int64.random(in: 0...2_000_000_000, using: &random))
            queue.schedule(.ask(index), at: 0)
        }
        scheduleFaults()
    }

    /// Runs for `length` of simulated time.
    package mutating func run(for length: Duration = .seconds(600)) -> Outcome {
        while let next = queue.next(), next.time <= length.nanoseconds, checker.violation == nil {
            now = next.time
            handle(next.payload)
        }
        return Outcome(
            seed: seed,
            violation: checker.violation,
            yeses: checker.yeses,
            terms: terms,
            requests: requests
        )
    }

    private mutating func handle(_ payload: Payload) {
        switch payload {
        case .start(let node):
            start(node)
        case .deliver(let address, let event, let request, let watch):
            guard isAwake(address.node, payload) else { return }
            deliver(event, to: address, request: request, watch: watch)
        case .timer(let address, let instant):
            guard isAwake(address.node, payload) else { return }
            if nodes[address.node].elector?.nextWake == instant { deliver(.timerFired, to: address) }
        case .arrive(let address, let request, let message):
            arrive(message, request: request, from: address)
        case .openWatch(let address, let watch, let from):
            openWatch(watch, from: from, for: address)
        case .pushWatch(let address, let watch):
            pushWatch(watch, to: address)
        case .ask(let node):
            guard isAwake(node, payload) else { return }
            ask(node)
        case .fault(let fault):
            strike(fault)
        }
    }

    /// A frozen process gets everything when it wakes, in no certain order.
    private mutating func isAwake(_ node: Int, _ payload: Payload) -> Bool {
        let until = nodes[node].frozenUntil
        guard until > now else { return true }
        queue.schedule(payload, at: until + Int64.random(in: 0...1_000_000, using: &random))
        return false
    }

    mutating func start(_ node: Int) {
        guard nodes[node].elector == nil else { return }
        nodes[node].lives += 1
        let candidate = Candidate(
            identity: nodes[node].name,
            podUID: nodes[node].podUID,
            life: random.next(),
            holdsPodGuard: true
        )
        nodes[node].elector = Elector(candidate: candidate, timing: timing, seed: random.next())
        note("start", node)
        deliver(.started, to: Address(node: node, life: nodes[node].lives))
    }

    mutating func deliver(_ event: Elector.Event, to address: Address, request: UInt64? = nil, watch: UInt64? = nil) {
        let index = address.node
        guard nodes[index].lives == address.life, nodes[index].elector != nil else { return }
        if let request, request != nodes[index].requests { return }
        if let watch, watch != nodes[index].watches { return }
        if request != nil { nodes[index].requests += 1 }
        if case .watchEnded = event { nodes[index].watches += 1 }
        let moment = nodes[index].clock.moment(at: now)
        let actions = nodes[index].elector?.handle(event, at: moment) ?? []
        if trace != nil { note("\(event.traceText)", address.node) }
        for action in actions { carryOut(action, for: address) }
    }

    private mutating func ask(_ index: Int) {
        queue.schedule(.ask(index), at: now + Int64.random(in: 100_000_000...1_500_000_000, using: &random))
        let clock = nodes[index].clock
        let moment = clock.moment(at: now)
        guard let leadership = nodes[index].elector?.answer(at: moment) else { return }
        checker.told(leadership, to: nodes[index].podUID, identity: nodes[index].name)
        guard leadership.isLeader, leadership.validity > .zero else { return }
        checker.told(
            .init(
                pod: nodes[index].podUID,
                asked: now,
                end: clock.trueTime(of: moment.instant + leadership.validity),
                fencingToken: leadership.fencingToken ?? 0
            )
        )
        if trace != nil { note("says yes for \(leadership.validity.text)", index) }
    }

    func note(_ text: @autoclosure () -> String, _ node: Int? = nil) {
        guard let trace else { return }
        let time = Duration.nanoseconds(now).text
        trace("\(time) \(node.map { nodes[$0].process } ?? "-") \(text())")
    }
}
