import Election
import Locks

/// What goes wrong apart from single messages, and who meddles.
extension Simulation {
    mutating func scheduleNext(_ strike: FaultPlan.Strike) {
        guard let pause = plan.pause(between: strike) else { return }
        let wait = Int64.random(in: 0...2 * pause.nanoseconds, using: &random)
        queue.schedule(.strike(strike), at: now + 1_000_000_000 + wait)
    }

    mutating func strike(_ strike: FaultPlan.Strike) {
        guard plan.pause(between: strike) != nil else { return }
        scheduleNext(strike)
        let node = Int.random(in: nodes.indices, using: &random)
        let until = now + Int64.random(in: 0...30_000_000_000, using: &random)
        note("fault \(strike) until \(Duration.nanoseconds(until).text)", node)
        switch strike {
        case .freeze:
            nodes[node].frozenUntil = max(nodes[node].frozenUntil, until)
            nodes[node].wokeFromFreeze = true
            checker.sleeps(pod: nodes[node].podUID, until: until)
        case .illness:
            let fitness = Fitness.allCases[Int.random(in: 0..<3, using: &random)]
            let event = Elector.Event.fitnessChanged(fitness)
            queue.schedule(.deliver(address(of: node), event, request: nil, watch: nil), at: now)
        case .crash:
            // The container restarts in its pod, or a new pod comes in its place.
            if Bool.random(using: &random) { nodes[node].podUID = "uid-\(random.next() % 1_000_000)" }
            stop(node)
            if plan.scenario == .failover { endSoon(node) }
            expectLeader(within: takeOverTime)
        case .politeStop:
            let led = nodes[node].leads(at: now)
            expectLeader(
                within: led ? (options.timing.handoverGrace + options.timing.retryPeriod) * 5 / 4 : takeOverTime
            )
            deliver(.resignationAsked, to: address(of: node))
            if Bool.random(using: &random) { acknowledgeStop(of: node) }
        case .partition:
            nodes[node].requestsCutUntil = until
            nodes[node].repliesCutUntil = until
        case .oneWayPartition:
            if Bool.random(using: &random) {
                nodes[node].requestsCutUntil = until
            } else {
                nodes[node].repliesCutUntil = until
            }
        case .serverRestart:
            restartServer(awayFor: restartTime())
        case .serverStall:
            weather.stalledUntil = now + Int64.random(in: 0...8_000_000_000, using: &random)
        case .errorStorm:
            weather.stormUntil = until
        case .throttling:
            weather.throttlingUntil = until
        case .unauthorized:
            weather.unauthorizedUntil = now + Int64.random(in: 0...5_000_000_000, using: &random)
        case .forbidden:
            weather.forbiddenUntil = until
        case .labelEdit:
            let lock = someLock()
            server.label(lock, "edit-\(now)", at: serverMoment)
            changed(lock)
        case .noOpEdit:
            noOpEdit()
        case .meddling:
            meddle()
        case .deletion:
            let lock = someLock()
            server.delete(lock, at: serverMoment)
            checker.sawDeletion(showingUntil: now + options.timing.renewDeadline.nanoseconds * 5 / 4)
            changed(lock)
        case .restore:
            restore()
        case .wallStep:
            stepWall(of: node)
        case .stepDown:
            stepDown(node)
        }
    }

    /// A lease by the slowest clock, what a poll and a take-over take, and how long a candidate that was waiting may be
    /// gone: its next life waits from its own first sight.
    private var takeOverTime: Duration {
        options.timing.leaseDuration * 5 / 4 + options.timing.retryPeriod + Self.longestRestart
    }

    /// The application says that it has stopped: true of whatever it was told before.
    private mutating func acknowledgeStop(of node: Int) {
        guard let token = checker.retract(pod: nodes[node].podUID, at: now) else { return }
        let candidacy = nodes[node].process?.ours?.candidate
        if case .resigning? = candidacy?.leadership(at: nodes[node].clock.moment(at: now)).state {
            coverage.reached(.acknowledgedRelease)
        }
        ask(.workStopped(fencingToken: token), of: node)
    }

    /// The application asks something about its term, over HTTP.
    private mutating func ask(_ request: TermRequest, of node: Int) {
        guard nodes[node].frozenUntil <= now, let running = nodes[node].process?.ours else { return }
        if trace != nil { note("is asked \(request)", node) }
        nodes[node].wasAskedToGo = true
        let (_, actions) = running.candidate.handle(request, at: nodes[node].clock.moment(at: now))
        for action in actions {
            carryOut(action.action, on: .workStopped(fencingToken: nil), for: address(of: node, action.half))
        }
        settleProgram(of: node)
        settleLongPolls(of: address(of: node))
    }

    /// A pod whose container has just restarted is to end.
    private mutating func endSoon(_ node: Int) {
        var next = address(of: node)
        next.life += 1
        let time = now + Int64.random(in: 0...2_000_000_000, using: &random)
        queue.schedule(.deliver(next, .resignationAsked, request: nil, watch: nil), at: time)
    }

    private mutating func restartTime() -> Duration {
        .nanoseconds(Int64.random(in: 0...5_000_000_000, using: &random))
    }

    /// The API server ends its watches and turns everybody away for a while.
    mutating func restartServer(awayFor duration: Duration) {
        weather.downUntil = now + duration.nanoseconds
        for index in nodes.indices {
            for half in nodes[index].choice.halves {
                let address = address(of: index, half)
                server.closeWatch(of: address.lock, by: index)
                push([.watchEnded(.finished)], watch: nodes[index][half].watch, to: address)
            }
        }
    }

    /// What somebody edits without looking.
    private mutating func someLock() -> LockKind {
        locks.count == 1 ? locks[0] : locks[Int.random(in: locks.indices, using: &random)]
    }

    private mutating func noOpEdit() {
        let lock = someLock()
        guard let object = server.object(lock) else { return }
        let before = server.revision
        server.edit(lock, object.content, at: serverMoment)
        if server.revision == before { coverage.reached(.noOpUpdate) } else { changed(lock) }
    }

    /// Somebody blanks the holder, shortens the duration, names another holder or removes the record.
    private mutating func meddle() {
        let lock = someLock()
        guard let object = server.object(lock), var record = object.record else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: record.holderIdentity = ""
        case 1: record.leaseDurationSeconds = 2
        case 2: record.holderIdentity = "somebody"
        default:
            server.edit(lock, .none, at: serverMoment)
            return changed(lock)
        }
        server.edit(lock, .record(record), at: serverMoment)
        changed(lock)
    }

    /// The store comes back from a backup, with its revision raised as the documentation tells operators to.
    ///
    /// Writes that were confirmed are gone then, which the promise assumes not to happen: for a renew deadline it is
    /// suspended, and after it everything must be as before.
    private mutating func restore() {
        guard let backup = history.states.first else { return }
        server.restore(backup, at: serverMoment)
        checker.suspend(until: now + options.timing.renewDeadline.nanoseconds * 5 / 4)
        restartServer(awayFor: restartTime())
        for lock in locks { changed(lock) }
    }

    /// An operator wants the term to end that he was told of, or asks a pod to give up whatever it has.
    private mutating func stepDown(_ node: Int) {
        let leader = nodes.first { $0.frozenUntil <= now && $0.leads(at: now) }
        guard let token = leader?.token, Bool.random(using: &random) else {
            let pause = Duration.seconds(Int.random(in: 0...20, using: &random))
            let token = Bool.random(using: &random) ? nodes[node].token : nil
            ask(.stepDown(fencingToken: token, pause: pause), of: node)
            // A leader without work is none: the one says the other.
            if Bool.random(using: &random) { acknowledgeStop(of: node) }
            return
        }
        let lock = someLock()
        let before = server.revision
        server.annotate(lock, stepDownToken: token, at: serverMoment)
        if server.revision != before { changed(lock) }
    }

    private mutating func stepWall(of node: Int) {
        let before = nodes[node].clock.moment(at: now)
        nodes[node].clock.wallOffset += Int64.random(in: -90_000_000...90_000_000, using: &random)
        let after = nodes[node].clock.moment(at: now)
        if let candidacy = nodes[node].process?.ours?.candidate, candidacy.leads(at: before),
            !candidacy.leads(at: after)
        {
            coverage.reached(.authorityShortenedByWallClock)
        }
        // The kernel tells of it, and the elector is woken.
        queue.schedule(.deliver(address(of: node), .timerFired, request: nil, watch: nil), at: now)
    }

    /// All faults stop; what runs slow or apart stays so, as clocks do, and what is frozen wakes in its time.
    mutating func calm() {
        note("all faults stop")
        isCalm = true
        let watchAllowed = plan.watchAllowed
        let scenario = plan.scenario
        plan = FaultPlan()
        plan.watchAllowed = watchAllowed
        plan.scenario = scenario
        weather = ServerWeather()
        for index in nodes.indices {
            nodes[index].requestsCutUntil = now
            nodes[index].repliesCutUntil = now
            let recovery = Payload.deliver(address(of: index), .fitnessChanged(.fit), request: nil, watch: nil)
            queue.schedule(recovery, at: now)
        }
    }

    /// A process is over; another one comes in its place after a while.
    mutating func stop(_ node: Int) {
        kill(node)
        let pause = Int64.random(in: 0...Self.longestRestart.nanoseconds, using: &random)
        queue.schedule(.start(node), at: now + pause)
    }

    /// A process is over, and nothing comes in its place.
    mutating func kill(_ node: Int) {
        cutProgram(of: node)
        nodes[node].process = nil
        cutLongPolls(of: node)
        cutFeed(of: node)
        for half in nodes[node].choice.halves {
            nodes[node][half].watch += 1
            server.closeWatch(of: nodes[node].choice.lock(of: half), by: node)
        }
    }
}
