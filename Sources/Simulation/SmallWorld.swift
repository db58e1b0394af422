import Election

/// Two candidates, a store, and what is on the way between them at one instant: where an exhaustive walk stands.
///
/// Ordinarily messages arrive at once and in order, and when none is left, time passes to what is waited for next.
/// Anything else, and anything that people do, is a departure, of which a world has only so many.
struct SmallWorld: Hashable {
    /// A request to the store; a read if there is no write.
    struct Packet: Hashable {
        var number: Int
        var write: Elector.Write?
    }

    /// The request that a candidate is waiting for.
    struct Awaited: Hashable {
        var packet: Packet
        /// In nanoseconds of true time.
        var deadline: Int64
        var answer: Elector.Event?
    }

    struct Member: Hashable {
        let name: String
        let clock: SimulatedClock
        var life: UInt64 = 0
        /// Nil once its election is over.
        var elector: Elector?
        var awaited: Awaited?
        /// Requests on their way to the store, the oldest first.
        var sent: [Packet] = []
        /// Requests that come late, or never.
        var delayed: [Packet] = []
        var requests = 0
        /// What its watch has to show.
        var shown: [Elector.Event] = []
        var isWatchStalled = false
        var isFrozen = false
        /// Until when its last yes may be relied on, in nanoseconds of true time.
        var yesEnd: Int64 = 0

        /// When it wants to be woken, in nanoseconds of true time.
        var wake: Int64? { elector?.nextWake.map(clock.trueTime) }
    }

    private(set) var now: Int64 = 0
    private(set) var members: [Member]
    private(set) var violation: String?
    private(set) var store: SimulatedStore
    /// The latest states before the present one, for servers that lag.
    private(set) var earlier: [LockSnapshot?] = []
    private let timing: Timing
    /// How many departures may still come.
    private(set) var departures: Int
    /// Whether somebody may know less than he did: one who has started again, or was told old news.
    private(set) var hasForgetful = false
    private(set) var hasDeletion = false

    private static let delayedLimit = 2
    private static let earlierLimit = 2

    /// - Parameter skews: how much faster than true time each candidate's clock runs, in parts per million.
    init(timing: Timing, skews: [Int64], departures: Int) {
        self.timing = timing
        self.departures = departures
        members = skews.enumerated().map { index, skew in
            Member(name: "pod-\(index)", clock: SimulatedClock(skew: skew, offset: 0, wallOffset: 0))
        }
        store = SimulatedStore(candidates: skews.count)
        for index in members.indices { start(index) }
    }

    // MARK: Moves

    /// Goes to where a move leads, and asks everybody there.
    mutating func make(_ move: Move) {
        if move != ordinaryMove { departures -= 1 }
        switch move {
        case .arrive(let index): arrive(members[index].sent.removeFirst(), of: index)
        case .arriveLate(let index): arrive(members[index].delayed.removeFirst(), of: index)
        case .delay(let index): delay(index)
        case .lag(let index, let state): lag(index, state: state)
        case .answer(let index): endRequest(of: index)
        case .loseAnswer(let index): members[index].awaited?.answer = nil
        case .timeOut(let index): timeOut(index)
        case .show(let index): deliver(members[index].shown.removeFirst(), to: index)
        case .stall(let index): members[index].isWatchStalled = true
        case .goOnShowing(let index): members[index].isWatchStalled = false
        case .wake(let index):
            pass(to: members[index].wake ?? now)
            deliver(.timerFired, to: index)
        case .freeze(let index): members[index].isFrozen = true
        case .thaw(let index): members[index].isFrozen = false
        case .restart(let index):
            hasForgetful = true
            start(index)
        case .resign(let index): deliver(.resignationAsked, to: index)
        case .label: change { $0.label(.leases, "edited", at: $1) }
        case .blank: edit { $0.holderIdentity = "" }
        case .shorten: edit { $0.leaseDurationSeconds = 2 }
        case .removeRecord: change { $0.edit(.leases, .none, at: $1) }
        case .delete:
            hasDeletion = true
            change { $0.delete(.leases, at: $1) }
        }
        for index in members.indices { ask(index, at: now) }
    }

    // MARK: The store

    private var serverMoment: Moment {
        Moment(instant: Instant(nanoseconds: now), wall: WallTime(microseconds: now / 1000))
    }

    private mutating func change(_ body: (inout SimulatedStore, Moment) -> Void) {
        let before = (object: store.object(.leases), revision: store.revision)
        body(&store, serverMoment)
        guard store.revision != before.revision else { return }
        earlier.append(before.object)
        if earlier.count > Self.earlierLimit { earlier.removeFirst() }
        for index in members.indices {
            members[index].shown += store.watchEvents(of: .leases, for: index, at: serverMoment)
        }
    }

    private mutating func edit(_ body: (inout LeaderRecord) -> Void) {
        guard var record = store.object(.leases)?.record else { return }
        body(&record)
        change { $0.edit(.leases, .record(record), at: $1) }
    }

    private mutating func arrive(_ packet: Packet, of index: Int) {
        var answer = store.read(.leases, by: index, at: serverMoment)
        if let write = packet.write { change { answer = $0.write(write, to: .leases, by: index, at: $1) } }
        reply(answer, to: packet, of: index)
    }

    private mutating func delay(_ index: Int) {
        members[index].delayed.append(members[index].sent.removeFirst())
        if members[index].delayed.count > Self.delayedLimit { members[index].delayed.removeFirst() }
    }

    private mutating func lag(_ index: Int, state: Int) {
        hasForgetful = true
        let packet = members[index].sent.removeFirst()
        let answer = earlier[state].map(Elector.Reading.found) ?? .absent
        reply(.readEnded(.success(answer)), to: packet, of: index)
    }

    private mutating func reply(_ answer: Elector.Event, to packet: Packet, of index: Int) {
        if members[index].awaited?.packet.number == packet.number { members[index].awaited?.answer = answer }
    }

    // MARK: The candidates

    private mutating func start(_ index: Int) {
        end(index)
        members[index].life += 1
        let candidate = Candidate(
            identity: members[index].name,
            podUID: "uid-of-\(members[index].name)",
            life: members[index].life,
            holdsPodGuard: true
        )
        // Heirs confer nothing, and would only make the world larger.
        members[index].elector = Elector(candidate: candidate, timing: timing, heedsHeirs: false, seed: UInt64(index))
        deliver(.started, to: index)
    }

    private mutating func end(_ index: Int) {
        members[index].elector = nil
        members[index].awaited = nil
        members[index].shown = []
        members[index].isWatchStalled = false
        members[index].isFrozen = false
        store.closeWatch(of: .leases, by: index)
    }

    private mutating func endRequest(of index: Int) {
        guard let answer = members[index].awaited?.answer else { return }
        members[index].awaited = nil
        deliver(answer, to: index)
    }

    private mutating func timeOut(_ index: Int) {
        guard let awaited = members[index].awaited else { return }
        pass(to: awaited.deadline)
        members[index].awaited = nil
        deliver(
            awaited.packet.write == nil ? .readEnded(.failure(.timedOut)) : .writeEnded(.failed(.timedOut)),
            to: index
        )
    }

    private mutating func deliver(_ event: Elector.Event, to index: Int) {
        let moment = members[index].clock.moment(at: now)
        let actions = members[index].elector?.handle(event, at: moment) ?? []
        for action in actions {
            switch action {
            case .read(let deadline): send(nil, by: deadline, from: index)
            case .write(let write, let deadline): send(write, by: deadline, from: index)
            case .watch(let from):
                members[index].shown = store.openWatch(
                    of: .leases,
                    by: index,
                    from: from.flatMap { UInt64($0) },
                    at: serverMoment
                )
                members[index].isWatchStalled = false
            case .stopWatching:
                store.closeWatch(of: .leases, by: index)
                members[index].shown = []
                members[index].isWatchStalled = false
            case .finish: end(index)
            case .propose, .sleep, .note: break
            }
        }
    }

    private mutating func send(_ write: Elector.Write?, by deadline: Instant, from index: Int) {
        members[index].requests += 1
        let packet = Packet(number: members[index].requests, write: write)
        members[index].sent.append(packet)
        members[index].awaited = Awaited(packet: packet, deadline: members[index].clock.trueTime(of: deadline))
    }

    // MARK: Time and questions

    /// Lets time pass; just before it has, and before what they wait for themselves, all are asked once more.
    private mutating func pass(to time: Int64) {
        for index in members.indices {
            let last = min(time, members[index].wake ?? time) - 1000
            if last > now { ask(index, at: last) }
        }
        now = max(now, time)
    }

    private mutating func ask(_ index: Int, at time: Int64) {
        let clock = members[index].clock
        let moment = clock.moment(at: time)
        guard !members[index].isFrozen, let answer = members[index].elector?.answer(at: moment), answer.isLeader
        else { return }
        for other in members where other.name != members[index].name && other.yesEnd > time {
            violation = "\(members[index].name) leads while a yes of \(other.name) is good"
        }
        members[index].yesEnd = max(members[index].yesEnd, clock.trueTime(of: moment.instant + answer.validity))
    }
}
