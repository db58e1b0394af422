import Election
import HTTP
import StatusAPI

/// The questions as bytes, on every route that tells who leads.
extension Simulation {
    func api(of identity: String) -> StatusAPI {
        let subject = StatusAPI.Subject(
            identity: identity,
            election: "example",
            namespace: "default",
            lock: "leases/example",
            bootID: "boot",
            leaseDuration: options.timing.leaseDuration
        )
        return StatusAPI(subject: subject, surface: .full)
    }

    static func status(of running: SimulatedProcess.Running<Candidacy>, at moment: Moment) -> StatusSource {
        StatusSource(
            leadership: { running.candidate.answer(at: moment) },
            revision: { running.candidate.revision(at: moment) },
            health: { Health() }
        )
    }

    /// What either of the routes says that answer in full.
    mutating func get(from running: SimulatedProcess.Running<Candidacy>, at moment: Moment) -> Leadership? {
        let path = Bool.random(using: &random) ? "/leader" : "/is-leader"
        return get(path, from: running, at: moment)
    }

    /// Asks on all routes at one instant: they tell the same.
    mutating func askAll(_ index: Int) {
        guard let running = nodes[index].process?.ours else { return }
        let moment = nodes[index].clock.moment(at: now)
        guard let leader = get("/leader", from: running, at: moment),
            let isLeader = get("/is-leader", from: running, at: moment), let named = name(from: running, at: moment)
        else { return }
        var feed = EventFeed(api(of: nodes[index].name), at: moment.instant)
        let status = Self.status(of: running, at: moment)
        let pushed = read(feed.welcome(knowing: nil, status: status, at: moment.instant), from: running)
        if leader != isLeader || [leader] != pushed || named != leader.name {
            checker.fail("at one instant /leader says \(leader), /is-leader \(isLeader), /watch \(pushed), / \(named)")
        }
        rely(on: leader, index)
    }

    private mutating func get(
        _ path: String,
        from running: SimulatedProcess.Running<Candidacy>,
        at moment: Moment
    ) -> Leadership? {
        let identity = running.candidate.candidate.identity
        guard let response = response(to: path, from: running, at: moment) else { return nil }
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

    /// What the classic's users read.
    private mutating func name(from running: SimulatedProcess.Running<Candidacy>, at moment: Moment) -> String? {
        guard let response = response(to: "/", from: running, at: moment) else { return nil }
        do {
            guard let name = try Leadership.name(response) else {
                checker.fail("\(running.candidate.candidate.identity) leaves the name out of /")
                return nil
            }
            return name
        } catch {
            checker.fail("\(running.candidate.candidate.identity) answers / with no JSON: \(error)")
            return nil
        }
    }

    private mutating func response(
        to path: String,
        from running: SimulatedProcess.Running<Candidacy>,
        at moment: Moment
    ) -> HTTPResponse? {
        let identity = running.candidate.candidate.identity
        let reply = api(of: identity).reply(
            to: HTTPRequest(method: "GET", target: path),
            fromLoopback: true,
            status: Self.status(of: running, at: moment)
        )
        guard case .now(let response) = reply else {
            checker.fail("\(identity) keeps somebody waiting who did not ask for it")
            return nil
        }
        return response
    }
}
