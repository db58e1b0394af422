import Election
import HTTP
import StatusAPI

/// The applications that ask: one of each pod polls, one waits for changes, one listens to
/// all of them, and they act until what they were told ends.
extension Simulation {
    mutating func ask(_ index: Int) {
        queue.schedule(.ask(index), at: now + Int64.random(in: 100_000_000...2_500_000_000, using: &random))
        if nodes[index].foreigner != nil { return askForeigner(index) }
        if options.depth == .conversation, Int.random(in: 0..<16, using: &random) == 0 { return askAll(index) }
        _ = tell(index)
    }

    /// Asks a process, if there is one of ours, and has the checker look at what it says.
    private mutating func tell(_ index: Int, throughHTTP: Bool = false) -> Leadership? {
        let moment = nodes[index].clock.moment(at: now)
        guard let running = nodes[index].process?.ours else { return nil }
        let answer = throughHTTP ? get(from: running, at: moment) : running.candidate.answer(at: moment)
        if let answer { rely(on: answer, index) }
        return answer
    }

    /// Somebody acts on what a process says at this instant, until it ends.
    ///
    /// The asker counts a validity from when it sent the question, which is never later than the instant that is taken
    /// here, and a deadline on the boot clock lasts exactly as long: so an answer that is read late changes nothing.
    mutating func rely(on leadership: Leadership, _ index: Int) {
        let clock = nodes[index].clock
        let instant = clock.moment(at: now).instant
        checker.told(leadership, to: nodes[index].podUID, identity: nodes[index].name)
        guard leadership.isLeader, leadership.validity > .zero else { return }
        let end = max(instant + leadership.validity, leadership.validUntil ?? instant)
        checker.told(
            .init(
                pod: nodes[index].podUID,
                asked: now,
                end: clock.trueTime(of: end),
                fencingToken: leadership.fencingToken ?? 0,
                seen: nodes[index].seenBeforeTerm
            )
        )
        if trace != nil { note("says yes for \(leadership.validity.text)", index) }
    }

    /// It gives no validity, so two leaders are two that say so at one instant.
    ///
    /// Beside ours, what it claims for longer than its lease is its own affair.
    private mutating func askForeigner(_ index: Int) {
        guard options.onlyClientGo, nodes[index].leads(at: now) else { return }
        for other in nodes.indices
        where other != index && nodes[other].frozenUntil <= now && nodes[other].leads(at: now) {
            checker.fail("two leaders: \(nodes[index].name) and \(nodes[other].name)")
        }
    }

    // MARK: Long polls

    /// Asks for whatever is not known yet, with a wait of half a minute.
    mutating func pollLong(_ index: Int) {
        guard nodes[index].process?.ours != nil else { return pollLongAgain(index) }
        let moment = nodes[index].clock.moment(at: now)
        let end = moment.instant + .seconds(30)
        guard nodes[index].longPolls.hold(0, knowing: nodes[index].knownRevision, until: end) else { return }
        queue.schedule(.endLongPoll(address(of: index)), at: nodes[index].clock.trueTime(of: end))
        settleLongPolls(of: address(of: index))
    }

    private mutating func pollLongAgain(_ index: Int) {
        queue.schedule(.pollLong(index), at: now + Int64.random(in: 1_000_000...2_000_000_000, using: &random))
    }

    mutating func settleLongPolls(of address: Address) {
        let index = address.node
        guard nodes[index].life == address.life, let running = nodes[index].process?.ours else { return }
        let moment = nodes[index].clock.moment(at: now)
        let revision = running.candidate.revision(at: moment)
        for _ in nodes[index].longPolls.due(revision: revision, at: moment.instant) {
            guard let leadership = tell(index, throughHTTP: options.depth == .conversation) else { continue }
            nodes[index].knownRevision = leadership.revision
            pollLongAgain(index)
        }
    }

    /// Its process has ended, and with it the connection.
    mutating func cutLongPolls(of index: Int) {
        if plan.scenario == .herd { return }
        nodes[index].longPolls = LongPolls(limit: 1)
        nodes[index].owedSince = nil
        pollLongAgain(index)
    }

    /// Who waits for a change hears of it.
    mutating func checkLongPolls(of index: Int) {
        guard nodes[index].frozenUntil <= now, let running = nodes[index].process?.ours else { return }
        let revision = running.candidate.revision(at: nodes[index].clock.moment(at: now))
        guard nodes[index].longPolls.isOwedAnswer(revision: revision) else { return nodes[index].owedSince = nil }
        let since = nodes[index].owedSince ?? now
        nodes[index].owedSince = since
        if now - since > options.timing.retryPeriod.nanoseconds {
            checker.fail("\(nodes[index].name) has let somebody wait who knows less than it does")
        }
    }
}
