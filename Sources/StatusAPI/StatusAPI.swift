import Election
import HTTP

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

        package init(identity: String, election: String, namespace: String, lock: String, bootID: String) {
            self.identity = identity
            self.election = election
            self.namespace = namespace
            self.lock = lock
            self.bootID = bootID
        }
    }

    /// Which routes an address serves.
    package enum Surface: Sendable {
        /// All of them: for the pod's own loopback.
        case full
        /// Only those that tell nothing about the election: for the kubelet, which comes over the pod's address.
        case probe
    }

    private let subject: Subject
    private let routes: [Route]

    package init(subject: Subject, surface: Surface) {
        self.subject = subject
        routes = Route.allCases.filter { $0.isProbe || surface == .full }
    }

    /// The response to a request; to a HEAD with the body that a GET has, which the encoder leaves out.
    package func respond(to request: HTTPRequest, status: StatusSource) -> HTTPResponse {
        guard let route = Route(rawValue: String(request.path)), routes.contains(route) else {
            let paths = routes.map(\.rawValue).joined(separator: ", ")
            return .error(404, "Nothing is served at this path; there is: \(paths)")
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return .error(405, "This path only answers GET and HEAD.", headers: ["Allow": "GET, HEAD"])
        }
        switch route {
        case .name:
            var object = JSONObjectWriter()
            object.add("name", status.leadership().name)
            return json(200, object.finished())
        case .leader:
            return json(200, Self.body(of: status.leadership(), subject: subject))
        case .isLeader:
            let leadership = status.leadership()
            return json(leadership.isLeader ? 200 : 503, Self.body(of: leadership, subject: subject))
        case .livez, .healthz:
            return probe(problem: status.health().whyNotLive)
        case .readyz:
            return probe(problem: status.health().whyNotReady)
        }
    }

    private func probe(problem: String?) -> HTTPResponse {
        if let problem { return .error(503, problem) }
        var object = JSONObjectWriter()
        object.add("status", "ok")
        return json(200, object.finished())
    }

    private func json(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
        let headers: HTTPHeaders = ["Content-Type": "application/json", "Cache-Control": "no-store"]
        return HTTPResponse(status: status, headers: headers, body: body)
    }
}
