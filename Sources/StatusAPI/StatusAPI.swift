import Election
import HTTP
import JSON

/// What the pod's containers and probes are answered: a request and the present status in, a response out.
///
/// It keeps nothing between requests. No answer may be cached, since an old yes is a wrong yes.
package struct StatusAPI: Sendable {
    /// Who answers, and for which election; it does not change while the process runs.
    package struct Subject: Hashable, Sendable {
        /// The name under which this process is a candidate.
        package let identity: String
        package let election: String
        package let namespace: String
        /// The lock's resource and name, for example `leases/example`.
        package let lock: String
        /// The id of this boot of the machine, without which an instant on its boot clock means nothing.
        package let bootID: String
        /// How long a lease of ours lasts; for people.
        package let leaseDuration: Duration

        package init(
            identity: String,
            election: String,
            namespace: String,
            lock: String,
            bootID: String,
            leaseDuration: Duration
        ) {
            self.identity = identity
            self.election = election
            self.namespace = namespace
            self.lock = lock
            self.bootID = bootID
            self.leaseDuration = leaseDuration
        }
    }

    /// Which routes an address serves.
    package enum Surface: Sendable {
        /// All of them: for the pod's own loopback.
        case full
        /// Only those by which nobody can act on the election: for the kubelet and Prometheus, which come over the pod's
        /// address.
        case probe
    }

    let subject: Subject
    private let routes: [Route]

    package init(subject: Subject, surface: Surface) {
        self.subject = subject
        routes = Route.allCases.filter { $0.isProbe || surface == .full }
    }

    /// How a request is answered.
    package enum Reply: Hashable, Sendable {
        case now(HTTPResponse)
        /// With `leader`, as soon as the revision differs from the one that is known, or after the wait.
        case later(LongPoll)
        /// With an `EventFeed`, to somebody who was told this revision over an earlier connection.
        case stream(knowing: Revision?)
        /// With `answer`, once the election has been asked.
        case ask(TermRequest)
        /// With `metrics`.
        case metrics
    }

    /// The answer to a request; to a HEAD with the body that a GET has, which the encoder leaves out.
    ///
    /// - Parameter fromLoopback: whether it came from within the pod.
    package func reply(to request: HTTPRequest, fromLoopback: Bool, status: StatusSource) -> Reply {
        guard let route = Route(rawValue: String(request.path)), routes.contains(route) else {
            let paths = routes.map(\.rawValue).joined(separator: ", ")
            return .now(.error(404, "Nothing is served at this path; there is: \(paths)"))
        }
        guard route.methods.contains(request.method) else {
            let sentence = "This path only answers \(route.methods.joined(separator: " and "))."
            return .now(.error(405, sentence, headers: ["Allow": route.methods.joined(separator: ", ")]))
        }
        switch route {
        case .name:
            if Accept(request).prefers("text/html", to: "application/json") {
                return .now(Page.response(leaseDuration: subject.leaseDuration))
            }
            var object = JSONObjectWriter()
            object.add("name", status.leadership().name)
            var response = json(200, object.finished())
            response.headers["Vary"] = "Accept"
            return .now(response)
        case .leader:
            return replyInTime(to: request, status: status)
        case .watch:
            let known = request.headers["Last-Event-ID"] ?? request.query["revision"]
            return .stream(knowing: known.flatMap { Revision($0) })
        case .isLeader:
            let leadership = status.leadership()
            return .now(json(leadership.isLeader ? 200 : 503, body(of: leadership)))
        case .stepDown:
            return replyToPod(request, fromLoopback, read: TermRequest.init(stepDown:))
        case .stopped:
            return replyToPod(request, fromLoopback, read: TermRequest.init(stopped:))
        case .metrics:
            return .metrics
        case .openAPI:
            return .now(json(200, OpenAPI.document(of: routes)))
        case .livez, .healthz:
            return .now(probe(problem: status.health().whyNotLive))
        case .readyz:
            return .now(probe(problem: status.health().whyNotReady))
        }
    }

    /// The whole status: what a question that has waited is answered.
    package func leader(_ status: StatusSource) -> HTTPResponse {
        json(200, body(of: status.leadership()))
    }

    /// What became of a request about a term: 202 in any case, since the end of a term takes its time.
    package func answer(_ answer: TermAnswer) -> HTTPResponse {
        var object = JSONObjectWriter()
        object.add("result", answer.name)
        object.add("fencingToken", answer.fencingToken)
        object.add("message", answer.sentence)
        return json(202, object.finished())
    }

    /// The whole status as JSON.
    func body(of leadership: Leadership) -> [UInt8] { Self.body(of: leadership, subject: subject) }

    private func replyInTime(to request: HTTPRequest, status: StatusSource) -> Reply {
        do throws(LongPollError) {
            if let poll = try LongPoll(request), poll.wait > .zero, poll.known == status.revision() {
                return .later(poll)
            }
            return .now(leader(status))
        } catch {
            return .now(.error(400, "\(error)"))
        }
    }

    private func replyToPod(
        _ request: HTTPRequest,
        _ fromLoopback: Bool,
        read: (HTTPRequest) throws(TermRequestError) -> TermRequest
    ) -> Reply {
        if let refusal = PodOnly.refusal(of: request, fromLoopback: fromLoopback) { return .now(refusal) }
        do throws(TermRequestError) {
            return .ask(try read(request))
        } catch {
            return .now(.error(400, "\(error)"))
        }
    }

    private func probe(problem: String?) -> HTTPResponse {
        if let problem { return .error(503, problem) }
        var object = JSONObjectWriter()
        object.add("status", "ok")
        return json(200, object.finished())
    }

    func json(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
        let headers: HTTPHeaders = ["Content-Type": "application/json", "Cache-Control": "no-store"]
        return HTTPResponse(status: status, headers: headers, body: body)
    }
}
