import Election

/// What carries the electors' actions to the store and back, and what gets lost on the way.
extension Simulation {
    mutating func carryOut(_ action: Elector.Action, for address: Address) {
        switch action {
        case .read(let deadline):
            send(.read, by: deadline, from: address)
        case .write(let write, let deadline):
            send(.write(write), by: deadline, from: address)
        case .watch(let from):
            nodes[address.node].watches += 1
            let watch = nodes[address.node].watches
            queue.schedule(.openWatch(address, watch: watch, from: from.flatMap { UInt64($0) }), at: now + delay())
        case .stopWatching:
            nodes[address.node].watches += 1
        case .sleep(let until):
            let time = max(now, nodes[address.node].clock.trueTime(of: until))
            queue.schedule(.timer(address, at: until), at: time)
        case .note(let notice):
            if case .becameLeader = notice { terms += 1 }
            note("notes \(notice)", address.node)
        case .finish(let ending):
            note("ends: \(ending)", address.node)
            nodes[address.node].elector = nil
            restart(address.node)
        }
    }

    private mutating func send(_ message: ServerRequest, by deadline: Instant, from address: Address) {
        let request = nodes[address.node].requests
        let isRead: Bool
        switch message {
        case .read: isRead = true
        case .write(let write):
            isRead = false
            note("writes \(write.traceText)", address.node)
        }
        let timeOut: Elector.Event = isRead ? .readEnded(.failure(.timedOut)) : .writeEnded(.failed(.timedOut))
        let end = max(now, nodes[address.node].clock.trueTime(of: deadline))
        queue.schedule(.deliver(address, timeOut, request: request, watch: nil), at: end)
        if happens(plan.lostRequests) || isCutOff(address.node) { return }
        let late = happens(plan.lateRequests) ? Int64.random(in: 0...15_000_000_000, using: &random) : 0
        queue.schedule(.arrive(address, request: request, message), at: now + delay() + late)
        if happens(plan.resentRequests) {
            queue.schedule(.arrive(address, request: request, message), at: now + delay() + late)
        }
    }

    mutating func arrive(_ message: ServerRequest, request: UInt64, from address: Address) {
        requests += 1
        let failsBefore = happens(plan.serverErrors)
        let failure = RequestFailure.serverError(status: 500, "internal error")
        let answer: Elector.Event
        switch message {
        case .read:
            let reading = store.object.map(Elector.Reading.found) ?? .absent
            answer = .readEnded(failsBefore ? .failure(failure) : .success(reading))
        case .write(let write):
            if failsBefore && Bool.random(using: &random) {
                answer = .writeEnded(.failed(failure))
            } else {
                let outcome = store.apply(write)
                note("the store answers \(outcome.traceText) to \(write.mark.counter)", address.node)
                if case .confirmed = outcome { pushAll() }
                answer = .writeEnded(failsBefore ? .failed(failure) : outcome)
            }
        }
        if happens(plan.lostReplies) || isCutOff(address.node) { return }
        queue.schedule(.deliver(address, answer, request: request, watch: nil), at: now + delay())
    }

    mutating func openWatch(_ watch: UInt64, from: UInt64?, for address: Address) {
        guard nodes[address.node].lives == address.life, nodes[address.node].watches == watch else { return }
        if isCutOff(address.node) {
            return end(.failed(.timedOut), watch: watch, for: address, after: timing.retryPeriod.nanoseconds)
        }
        guard plan.watchAllowed else {
            return end(.refused(.forbidden("watch is forbidden")), watch: watch, for: address, after: delay())
        }
        nodes[address.node].watchArrival = now
        nodes[address.node].watchStalled = false
        push(.watchOpened, watch: watch, to: address)
        if let from {
            nodes[address.node].watchVersion = from
            pushWatch(watch, to: address)
        } else {
            nodes[address.node].watchVersion = store.history.last?.version ?? 0
            if let object = store.object { push(.watchSaw(object), watch: watch, to: address) }
        }
    }

    func pushAllTargets() -> [(Address, UInt64)] {
        nodes.indices.map { (Address(node: $0, life: nodes[$0].lives), nodes[$0].watches) }
    }

    mutating func pushAll() {
        for (address, watch) in pushAllTargets() { pushWatch(watch, to: address) }
    }

    mutating func pushWatch(_ watch: UInt64, to address: Address) {
        let node = nodes[address.node]
        guard node.elector?.isWatching == true, node.watches == watch, !node.watchStalled, node.watchArrival > 0
        else { return }
        if happens(plan.watchStalls) || isCutOff(address.node) {
            nodes[address.node].watchStalled = true
            return
        }
        if happens(plan.watchCuts) { return end(.finished, watch: watch, for: address, after: delay()) }
        guard let changes = store.changes(after: node.watchVersion) else {
            return end(.expired, watch: watch, for: address, after: delay())
        }
        for change in changes {
            nodes[address.node].watchVersion = change.version
            switch change {
            case .saved(let snapshot): push(.watchSaw(snapshot), watch: watch, to: address)
            case .deleted(let snapshot): push(.watchSawDeletion(snapshot), watch: watch, to: address)
            }
        }
    }

    private mutating func push(_ event: Elector.Event, watch: UInt64, to address: Address) {
        let arrival = max(now + delay(), nodes[address.node].watchArrival + 1)
        nodes[address.node].watchArrival = arrival
        queue.schedule(.deliver(address, event, request: nil, watch: watch), at: arrival)
    }

    private mutating func end(_ end: Elector.WatchEnd, watch: UInt64, for address: Address, after delay: Int64) {
        let time = max(now + delay, nodes[address.node].watchArrival + 1)
        nodes[address.node].watchArrival = 0
        queue.schedule(.deliver(address, .watchEnded(end), request: nil, watch: watch), at: time)
    }

    private func isCutOff(_ node: Int) -> Bool { nodes[node].cutOffUntil > now }

    mutating func happens(_ partsPerThousand: Int) -> Bool {
        partsPerThousand > 0 && Int.random(in: 0..<1000, using: &random) < partsPerThousand
    }

    mutating func delay() -> Int64 {
        Int64.random(in: 200_000...plan.longestDelay.nanoseconds, using: &random)
    }
}
