import Election

/// The programs that are wrapped (rule 15): no two run at a time, however their processes, clocks and network fare.
extension Simulation {
    /// A new process's program, in runs that have them.
    mutating func wrapProgram(of index: Int) {
        guard plan.hasPrograms, nodes[index].foreigner == nil else { return }
        let manner = WrappedProgram.Manner(
            restart: .always,
            stopGrace: (options.timing.renewDeadline - options.timing.retryPeriod) / 2,
            terminationGrace: .seconds(Int.random(in: 0...20, using: &random))
        )
        let isStubborn = Int.random(in: 0..<4, using: &random) == 0
        nodes[index].program = SimulatedProgram(
            pod: nodes[index].podUID,
            keeper: WrappedProgram(manner, at: nodes[index].clock.moment(at: now).instant),
            stopsWithin: isStubborn ? nil : .milliseconds(Int.random(in: 0...8000, using: &random))
        )
    }

    /// Does what the election's state asks for; to be called after each of its events.
    mutating func settleProgram(of index: Int) {
        guard var program = nodes[index].program, let process = nodes[index].process?.ours else { return }
        let moment = nodes[index].clock.moment(at: now)
        let standing = WrappedProgram.Standing(
            isLeader: process.candidate.leads(at: moment),
            heldUntil: process.candidate.heldUntil(at: moment)
        )
        var actions: [WrappedProgram.Action] = []
        while let action = program.keeper.look(standing, at: moment.instant) { actions.append(action) }
        if actions.first == .start { program.run += 1 }
        let next = program.keeper.nextLook(standing, at: moment.instant)
        if let next, next != program.nextLook {
            queue.schedule(.lookAtProgram(address(of: index)), at: max(now, nodes[index].clock.trueTime(of: next)))
        }
        program.nextLook = next
        nodes[index].program = program
        for action in actions { carryOut(action, for: index, program) }
    }

    private mutating func carryOut(_ action: WrappedProgram.Action, for index: Int, _ program: SimulatedProgram) {
        note("program: \(action)", index)
        switch action {
        case .start:
            deliver(.releaseHeld(true), to: address(of: index))
            checker.programStarts(
                .init(
                    pod: program.pod,
                    asked: now,
                    end: now,
                    fencingToken: nodes[index].token ?? 0,
                    seen: nodes[index].seenBeforeTerm
                )
            )
        case .terminate:
            guard let stopsWithin = program.stopsWithin else { return }
            endProgram(of: index, program.run, within: stopsWithin)
        case .kill:
            coverage.reached(.killedProgram)
            // A signal that cannot be caught takes the kernel less than the margin that is kept for it.
            endProgram(of: index, program.run, within: WrappedProgram.killMargin / 2)
        }
    }

    private mutating func endProgram(of index: Int, _ run: Int, within duration: Duration) {
        let time = now + Int64.random(in: 0...duration.nanoseconds, using: &random)
        queue.schedule(.programEnds(address(of: index), run: run), at: time)
    }

    mutating func programEnded(_ run: Int, at address: Address) {
        let index = address.node
        guard nodes[index].life == address.life, var program = nodes[index].program, program.run == run,
            program.keeper.isAlive
        else { return }
        note("program: has ended", index)
        checker.programEnded(pod: program.pod)
        _ = program.keeper.ended(isSuccess: true, at: nodes[index].clock.moment(at: now).instant)
        nodes[index].program = program
        deliver(.releaseHeld(false), to: address)
    }

    /// Its process is over, and the kernel kills it with that.
    mutating func cutProgram(of index: Int) {
        if let program = nodes[index].program.take() { checker.programEnded(pod: program.pod) }
    }
}
