import Election
import HTTP
import StatusAPI

/// The applications that ask: one of each pod polls, one waits for changes, and both act until what they were told ends.
extension Simulation {
    mutating func ask(_ index: Int) {
        queue.schedule(.ask(index), at: now + Int64.random(in: 100_000_000...2_500_000_000, using: &random))
        if nodes[index].foreigner != nil { return askForeigner(index) }
        _ = tell(index)
    }

    /// Asks a process, if there is one of ours, and has the checker look at what it says.
    ///
    /// The asker counts a validity from when it sent the question, which is never later than the instant that is taken
    /// here, and a deadline on the boot clock lasts exactly as long: so an answer that is read late changes nothing.
    private mutating func tell(_ index: Int, throughHTTP: Bool = false) -> Leadership? {
        let clock = nodes[index].clock
        let moment = clock.moment(at: now)
        guard let running = nodes[index].process?.ours else { return nil }
        let answer = throughHTTP ? get(from: running, at: moment) : running.candidate.answer(at: moment)
        guard let leadership = answer else { return nil }
        checker.told(leadership, to: nodes[index].podUID, identity: nodes[index].name)
        guard leadership.isLeader, leadership.validity > .zero else { return leadership }
        let end = max(moment.instant + leadership.validity, leadership.validUntil ?? moment.instant)
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
        return leadership
    }

    /// The same question as bytes, on either of the routes that answer it in full.
    private mutating func get(from running: SimulatedProcess.Running<Candidacy>, at moment: Moment) -> Leadership? {
        let identity = running.candidate.candidate.identity
        let subject = StatusAPI.Subject(
            identity: identity,
            election: "example",
            namespace: "default",
            lock: "leases/example",
            bootID: "boot",
            leaseDuration: options.timing.leaseDuration
        )
        let path = Bool.random(using: &random) ? "/leader" : "/is-leader"
        let status = StatusSource(
            leadership: { running.candidate.answer(at: moment) },
            revision: { running.candidate.revision(at: moment) },
            health: { Health() }
        )
        let request = HTTPRequest(method: "GET", target: path)
        let api = StatusAPI(subject: subject, surface: .full)
        guard case .now(let response) = api.reply(to: request, fromLoopback: true, status: status) else {
            checker.fail("\(identity) keeps somebody waiting who did not ask for it")
            return nil
        }
        do {
            guard let leadership = try Leadership(status: response) else {
                checker.fail("\(identity) leaves something out of \(path)")
                return nil
            }
            if path == "/is-leader", (response.status == 200) != leadership.isLeader {
                checker.fail("\(identity) answers \(response.status) with isLeader \(leadership.isLeader)")
            }
            return leadership
        } catch {
            checker.fail("\(identity) answers \(path) with no JSON: \(error)")
            return nil
        }
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
