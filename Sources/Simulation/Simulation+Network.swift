import Election
import Locks

/// What carries the electors' actions to the server and back, and what gets lost on the way.
extension Simulation {
    mutating func carryOut(_ action: Elector.Action, on event: Elector.Event, for address: Address) {
        let index = address.node
        switch action {
        case .read(let deadline):
            send(.read, by: deadline, from: address)
        case .write(let write, let deadline):
            note("writes \(write.traceText)", at: address)
            remember(write, on: event, by: index)
            send(.write(write), by: deadline, from: address)
        case .propose(let proposal, let deadline):
            note("proposes \(proposal.traceText)", at: address)
            send(.propose(proposal), by: deadline, from: address)
        case .watch(let from):
            nodes[index][address.half].watch += 1
            countRequest(of: index)
            let version = from.flatMap { UInt64($0) }
            let watch = nodes[index][address.half].watch
            queue.schedule(.openWatch(address, watch: watch, from: version), at: now + delay())
        case .stopWatching:
            nodes[index][address.half].watch += 1
            server.closeWatch(of: address.lock, by: index)
        case .sleep(let until):
            nodes[index][address.half].nextWake = until
            queue.schedule(.timer(address, at: until), at: max(now, nodes[index].clock.trueTime(of: until)))
        case .note(let notice):
            note("notes \(notice)", index)
            observe(notice, by: index)
        case .finish(let ending):
            note("ends: \(ending)", index)
            stop(index)
        }
    }

    private mutating func send(_ message: Message, by deadline: Instant, from address: Address) {
        let index = address.node
        let request = nodes[index][address.half].request
        let end = max(now, nodes[index].clock.trueTime(of: deadline))
        queue.schedule(.timeOut(address, message.failed(.timedOut), request: request), at: end)
        countRequest(of: index)
        if happens(plan.lostRequests) || nodes[index].requestsCutUntil > now { return }
        let late = happens(plan.lateRequests) ? Int64.random(in: 0...15_000_000_000, using: &random) : 0
        // A transport sends again what went out on a dead connection.
        for _ in 0..<(happens(plan.resentRequests) ? 2 : 1) {
            let time = max(now + delay() + late, weather.stalledUntil)
            queue.schedule(.arrive(address, request: request, message: message), at: time)
        }
    }

    mutating func arrive(_ message: Message, request: UInt64, from address: Address) {
        let moment = serverMoment
        let answer: Elector.Event
        if let refusal = weather.refusal(at: now) {
            answer = message.failed(refusal)
        } else if happens(weather.stormUntil > now ? 800 : plan.serverErrors) {
            // Half of the errors come after the deed.
            let failure = RequestFailure.serverError(status: 500, "internal error")
            if !message.isRead, Bool.random(using: &random) { _ = commit(message, from: address, at: moment) }
            answer = message.failed(failure)
        } else {
            switch message {
            case .read where happens(plan.staleReads):
                let states = history.states.suffix(plan.staleness + 1)
                let state = states[Int.random(in: states.indices, using: &random)][address.lock]
                // Who is told that there is no lock knows as little of it as who has just started.
                if state == nil, server.object(address.lock) != nil { nodes[address.node][address.half].seen = 0 }
                answer = .readEnded(.success(state.map(Elector.Reading.found) ?? .absent))
            case .read, .write, .propose:
                answer = commit(message, from: address, at: moment)
            }
        }
        if happens(plan.lostReplies) || nodes[address.node].repliesCutUntil > now {
            if case .writeEnded(.confirmed) = answer { coverage.reached(.committedWriteWithLostReply) }
            return
        }
        queue.schedule(.deliver(address, answer, request: request, watch: nil), at: now + delay())
    }

    private mutating func commit(_ message: Message, from address: Address, at moment: Moment) -> Elector.Event {
        switch message {
        case .read: server.read(address.lock, by: address.node, at: moment)
        case .write(let write): commit(write, from: address, at: moment)
        case .propose(let proposal): commit(proposal, from: address, at: moment)
        }
    }

    private mutating func commit(_ write: Elector.Write, from address: Address, at moment: Moment) -> Elector.Event {
        let index = address.node
        let lock = address.lock
        let before = server.revision
        traffic.writes += 1
        let answer = server.write(write, to: lock, by: index, at: moment)
        note("the server answers \(answer.traceText) to write \(write.mark.counter)", at: address)
        if case .writeEnded(.conflict) = answer {
            // A conflict changes nothing, so the object is still what it was before.
            if write.mark == server.object(lock)?.mark && write.record == server.object(lock)?.record {
                coverage.reached(.successAnsweredConflict)
            }
            if write.record.isRelease { coverage.reached(.conflictOnRelease) }
        }
        guard server.revision != before else { return answer }
        nodes[index].lastCommit = now
        observe(write, committedFrom: address)
        if let foreigner = nodes[index].foreigner {
            claim(write, by: index, foreigner)
            changed(lock)
        } else {
            changed(lock, by: write, of: nodes[index].name)
        }
        return answer
    }

    private mutating func commit(
        _ proposal: Elector.Proposal,
        from address: Address,
        at moment: Moment
    ) -> Elector.Event {
        let lock = address.lock
        traffic.proposals += 1
        let before = (revision: server.revision, object: server.object(lock))
        let answer = server.propose(proposal, for: lock, by: address.node, at: moment)
        note("the server answers \(answer.traceText) to proposal \(proposal.heir.counter)", at: address)
        if case .proposalEnded(.conflict) = answer { coverage.reached(.proposalConflict) }
        guard server.revision != before.revision else { return answer }
        if before.object?.version != proposal.base.version {
            checker.fail("\(nodes[address.node].name) proposed over a version that it had not seen")
        }
        if before.object?.content != server.object(lock)?.content || before.object?.mark != server.object(lock)?.mark {
            checker.fail("\(nodes[address.node].name) changed the record by a proposal")
        }
        changed(lock)
        return answer
    }

    /// A foreign holder's claim, which we must not lead beside: from its commit for as much of its lease as rates of
    /// clocks leave of it, two thirds by its own clock.
    private mutating func claim(_ write: Elector.Write, by index: Int, _ foreigner: ForeignElector.Manner) {
        guard !options.onlyClientGo, let version = server.object(nodes[index].choice.lock(of: .first))?.version.number
        else { return }
        if write.record.isRelease {
            _ = checker.retract(pod: nodes[index].name, at: now)
            return
        }
        if let taken = write.base?.record, taken.holderIdentity != nodes[index].name,
            foreigner.takesEarly(from: .seconds(taken.leaseDurationSeconds))
        {
            // Its own breach, and after its own release nothing on the lock tells of the claim that it broke.
            _ = checker.retract(pod: taken.holderIdentity, at: now)
        }
        let clock = nodes[index].clock
        checker.told(
            .init(
                // It takes whatever carries its name for its own.
                pod: nodes[index].name,
                asked: now,
                end: clock.trueTime(of: clock.moment(at: now).instant + foreigner.leaseDuration * 2 / 3),
                fencingToken: version,
                seen: version,
                source: foreigner.takesEarly(from: options.timing.leaseDuration) ? .hastyForeigner : .foreigner
            )
        )
    }

    /// Looks at the new state, and lets the watches know.
    mutating func changed(_ lock: LockKind, by write: Elector.Write? = nil, of writer: String = "") {
        if let fault = history.add(server.object(lock), as: lock, after: write, of: writer) { checker.fail(fault) }
        if !server.isIntact { checker.fail("\(writer) lost a field that is not its own") }
        for index in nodes.indices {
            guard let half = nodes[index].choice.half(about: lock) else { continue }
            pullWatch(nodes[index][half].watch, for: address(of: index, half))
        }
    }

    // MARK: Watches

    mutating func openWatch(_ watch: UInt64, from: UInt64?, for address: Address) {
        let index = address.node
        let node = nodes[index]
        guard node.life == address.life, node[address.half].watch == watch else { return }
        node[address.half].watchArrival = now
        node[address.half].isWatchStalled = false
        let isLagging = happens(plan.laggingWatches)
        node[address.half].watchLag = isLagging ? Int64.random(in: 0...5_000_000_000, using: &random) : 0
        if node.requestsCutUntil > now {
            node[address.half].watchArrival = now + options.timing.retryPeriod.nanoseconds
            return push([.watchEnded(.failed(.timedOut))], watch: watch, to: address)
        }
        if let refusal = weather.refusal(at: now) {
            return push([.watchEnded(.failed(refusal))], watch: watch, to: address)
        }
        guard plan.watchAllowed else {
            return push([.watchEnded(.refused(.forbidden("watch is forbidden")))], watch: watch, to: address)
        }
        let events = server.openWatch(of: address.lock, by: index, from: from, at: serverMoment)
        push(events, watch: watch, to: address)
        // Other runs have faults that end watches; what a herd asks for at rest is hardly more than to watch again.
        guard plan.scenario == .herd, let candidate = node.process?.ours?.candidate.candidate else { return }
        queue.schedule(.endWatch(address, watch: watch), at: now + Int64(candidate.watchSeconds) * 1_000_000_000)
    }

    /// The time that the candidate gave its watch is over.
    mutating func endWatch(_ watch: UInt64, for address: Address) {
        let node = nodes[address.node]
        guard node.life == address.life, node[address.half].watch == watch else { return }
        server.closeWatch(of: address.lock, by: address.node)
        push([.watchEnded(.finished)], watch: watch, to: address)
    }

    mutating func pullWatch(_ watch: UInt64, for address: Address) {
        let index = address.node
        let node = nodes[index]
        guard node.life == address.life, node[address.half].watch == watch else { return }
        let events = server.watchEvents(of: address.lock, for: index, at: serverMoment)
        guard !events.isEmpty else { return }
        if node[address.half].isWatchStalled {
            // All that still comes is bookmarks, which tell of a progress that nobody saw.
            return push([.watchAdvanced(resourceVersion: String(server.revision))], watch: watch, to: address)
        }
        if happens(plan.watchSkips) { return }
        if happens(plan.watchStalls) || node.repliesCutUntil > now {
            node[address.half].isWatchStalled = true
            return
        }
        push(events, watch: watch, to: address)
        if happens(plan.watchCuts) {
            server.closeWatch(of: address.lock, by: index)
            push([.watchEnded(.finished)], watch: watch, to: address)
        }
    }

    mutating func push(_ events: [Elector.Event], watch: UInt64, to address: Address) {
        let node = nodes[address.node]
        traffic.watchEvents += events.count
        for event in events {
            let arrival = max(now + delay() + node[address.half].watchLag, node[address.half].watchArrival + 1)
            node[address.half].watchArrival = arrival
            queue.schedule(.deliver(address, event, request: nil, watch: watch), at: arrival)
        }
    }

    // MARK: Chance and cost

    mutating func happens(_ partsPerThousand: Int) -> Bool {
        partsPerThousand > 0 && Int.random(in: 0..<1000, using: &random) < partsPerThousand
    }

    mutating func delay() -> Int64 {
        Int64.random(in: 200_000...plan.longestDelay.nanoseconds, using: &random)
    }

    var serverMoment: Moment {
        Moment(instant: Instant(nanoseconds: now), wall: WallTime(microseconds: 1_700_000_000_000_000 + now / 1000))
    }

    private mutating func countRequest(of index: Int) {
        traffic.requests += 1
        // What others are allowed is their own affair.
        if nodes[index].foreigner != nil, !options.onlyClientGo { return }
        if nodes[index].minute != now / 60_000_000_000 {
            nodes[index].minute = now / 60_000_000_000
            nodes[index].requestsThisMinute = 0
        }
        nodes[index].requestsThisMinute += 1
        busiestMinute = max(busiestMinute, nodes[index].requestsThisMinute)
    }
}

extension Simulation.Message {
    var isRead: Bool { if case .read = self { true } else { false } }

    func failed(_ failure: RequestFailure) -> Elector.Event {
        switch self {
        case .read: .readEnded(.failure(failure))
        case .write: .writeEnded(.failed(failure))
        case .propose: .proposalEnded(.failed(failure))
        }
    }
}
