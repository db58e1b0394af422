import Election
import HTTP
import StatusAPI

/// The applications that listen to `/watch`: one of each pod, which acts until the last deadline that it was told.
extension Simulation {
    /// Connects, and says what it heard last over an earlier connection.
    mutating func listen(_ index: Int) {
        if nodes[index].foreigner != nil { return }
        guard let running = nodes[index].process?.ours else { return listenAgain(index) }
        let moment = nodes[index].clock.moment(at: now)
        var feed = EventFeed(api(of: nodes[index].name), at: moment.instant)
        let known = nodes[index].heard?.revision
        let told = pushed(by: running, at: moment) { feed.welcome(knowing: known, status: $0, at: moment.instant) }
        nodes[index].feed = feed
        hear(told, index)
        scheduleFeed(index)
    }

    /// What a stream says now, after an event of the election or when a deadline is about to run out.
    mutating func settleFeed(of address: Address) {
        let index = address.node
        guard nodes[index].life == address.life, let running = nodes[index].process?.ours,
            var feed = nodes[index].feed
        else { return }
        let moment = nodes[index].clock.moment(at: now)
        if let due = nodes[index].feedDue, due <= moment.instant { nodes[index].feedDue = nil }
        let told = pushed(by: running, at: moment) { feed.news(status: $0, at: moment.instant) }
        nodes[index].feed = feed
        hear(told, index)
        scheduleFeed(index)
    }

    /// What comes over the stream when a feed is asked for it: in the fast depth what that was computed from, unread.
    private mutating func pushed(
        by running: SimulatedProcess.Running<Candidacy>,
        at moment: Moment,
        _ ask: (StatusSource) -> [UInt8]?
    ) -> [Leadership] {
        if options.depth == .conversation {
            return ask(Self.status(of: running, at: moment)).map { read($0, from: running) } ?? []
        }
        var told: [Leadership] = []
        let status = StatusSource(
            leadership: {
                told.append(running.candidate.answer(at: moment))
                return told[told.count - 1]
            },
            revision: { running.candidate.revision(at: moment) },
            health: { Health() }
        )
        // Who asks to be welcomed may be told nothing, if that is all known.
        return ask(status)?.contains(UInt8(ascii: "{")) == true ? told : []
    }

    /// Its process has ended, and with it the connection.
    mutating func cutFeed(of index: Int) {
        guard nodes[index].feed != nil else { return }
        nodes[index].feed = nil
        listenAgain(index)
    }

    private mutating func listenAgain(_ index: Int) {
        queue.schedule(.listen(index), at: now + Int64.random(in: 1_000_000...2_000_000_000, using: &random))
    }

    private mutating func scheduleFeed(_ index: Int) {
        guard let due = nodes[index].feed?.nextDue, due != nodes[index].feedDue else { return }
        nodes[index].feedDue = due
        queue.schedule(.feedDue(address(of: index), at: due), at: nodes[index].clock.trueTime(of: due))
    }

    private mutating func hear(_ told: [Leadership], _ index: Int) {
        for leadership in told {
            let node = nodes[index]
            let instant = node.clock.moment(at: now).instant
            // Who was frozen could not speak in time, and a validity near nothing cannot be renewed before its end.
            if let heard = node.heard, heard.revision == leadership.revision, heard.validity > .milliseconds(40),
                let until = heard.validUntil, until < instant, node.frozenUntil < node.heardAt, leadership.isLeader
            {
                checker.fail(
                    "\(node.name) lets a deadline run out, and tells a new one \((instant - until).text) later"
                )
            }
            node.heard = leadership
            node.heardAt = now
            rely(on: leadership, index)
        }
    }

    /// Who listens has heard of the present revision.
    mutating func checkListener(of index: Int) {
        guard nodes[index].frozenUntil <= now, nodes[index].feed != nil, let running = nodes[index].process?.ours,
            let heard = nodes[index].heard
        else { return }
        let revision = running.candidate.revision(at: nodes[index].clock.moment(at: now))
        if revision == heard.revision { return nodes[index].behindSince = nil }
        let since = nodes[index].behindSince ?? now
        nodes[index].behindSince = since
        if now - since > options.timing.retryPeriod.nanoseconds {
            checker.fail("\(nodes[index].name) has not told those who listen what it knows")
        }
    }

    /// The events in a piece of a stream, as a client reads them.
    mutating func read(_ bytes: [UInt8], from running: SimulatedProcess.Running<Candidacy>) -> [Leadership] {
        let identity = running.candidate.candidate.identity
        var told: [Leadership] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "data: ".utf8) {
            do {
                let response = HTTPResponse(status: 200, body: Array(line.dropFirst(6)))
                if let leadership = try Leadership(status: response) {
                    told.append(leadership)
                } else {
                    checker.fail("\(identity) leaves something out of an event")
                }
            } catch {
                checker.fail("\(identity) sends an event that is no JSON: \(error)")
            }
        }
        return told
    }
}
