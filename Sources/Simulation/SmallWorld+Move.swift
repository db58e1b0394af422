import Election

extension SmallWorld {
    /// One thing that happens; candidates are meant by their numbers.
    enum Move: Hashable {
        /// A request reaches the store.
        case arrive(Int)
        /// One that was delayed does.
        case arriveLate(Int)
        case delay(Int)
        /// A read is answered by a server that lags behind.
        case lag(Int, state: Int)

        /// The store's answer reaches its candidate.
        case answer(Int)
        case loseAnswer(Int)
        /// No answer came by the deadline.
        case timeOut(Int)

        /// The watch shows its next event.
        case show(Int)
        case stall(Int)
        case goOnShowing(Int)

        /// Time passes to what the candidate's timer is set to.
        case wake(Int)
        case freeze(Int)
        case thaw(Int)
        /// The container crashes and another life begins in its pod.
        case restart(Int)
        case resign(Int)

        // What people do to the lock.
        case label, blank, shorten, removeRecord, delete
    }

    /// What happens next in the ordinary course; nil when nothing is on its way and everybody is frozen or gone.
    var ordinaryMove: Move? {
        messages.first ?? timers.min { ($0.time, $0.order) < ($1.time, $1.order) }?.move
    }

    /// Everything else that can happen next.
    var departingMoves: [Move] {
        guard departures > 0 else { return [] }
        let ordinary = ordinaryMove
        return (messages + timers.map(\.move)).filter { $0 != ordinary } + disturbances + edits
    }

    /// The messages that are on their way.
    private var messages: [Move] {
        members.enumerated().flatMap { index, member in
            var moves: [Move] = member.sent.isEmpty ? [] : [.arrive(index)]
            if member.isFrozen { return moves }
            if member.awaited?.answer != nil { moves.append(.answer(index)) }
            if !member.shown.isEmpty && !member.isWatchStalled { moves.append(.show(index)) }
            return moves
        }
    }

    /// What is waited for, and when it comes.
    private var timers: [(time: Int64, order: Int, move: Move)] {
        members.enumerated().filter { !$0.element.isFrozen }.flatMap { index, member in
            let wake = member.wake.map { (time: $0, order: 2 * index, move: Move.wake(index)) }
            let timeOut = member.awaited.map { (time: $0.deadline, order: 2 * index + 1, move: Move.timeOut(index)) }
            return [wake, timeOut].compactMap { $0 }
        }
    }

    /// What can go wrong on the way and with the processes.
    ///
    /// What the deletion of a live lock costs among candidates that know nothing of it is a stated exception, so the two
    /// do not come together here.
    private var disturbances: [Move] {
        var moves: [Move] = []
        for (index, member) in members.enumerated() {
            if !member.delayed.isEmpty { moves.append(.arriveLate(index)) }
            if let oldest = member.sent.first {
                moves.append(.delay(index))
                if oldest.write == nil && !hasDeletion { moves += earlier.indices.map { .lag(index, state: $0) } }
            }
            guard let elector = member.elector else { continue }
            if member.awaited?.answer != nil { moves.append(.loseAnswer(index)) }
            moves += member.isWatchStalled ? [.goOnShowing(index)] : member.shown.isEmpty ? [] : [.stall(index)]
            moves.append(member.isFrozen ? .thaw(index) : .freeze(index))
            if !hasDeletion { moves.append(.restart(index)) }
            let state = elector.leadership(at: member.clock.moment(at: now)).state
            if state != .resigning && !member.isFrozen { moves.append(.resign(index)) }
        }
        return moves
    }

    /// What people can do to the lock.
    private var edits: [Move] {
        guard let record = store.object(.leases)?.record else { return [] }
        var moves: [Move] = [.label]
        if !record.holderIdentity.isEmpty { moves += [.blank, .shorten, .removeRecord] }
        let isKnown = members.allSatisfy { $0.elector == nil || $0.elector?.sight.snapshot != nil }
        if isKnown && !hasForgetful { moves.append(.delete) }
        return moves
    }
}
