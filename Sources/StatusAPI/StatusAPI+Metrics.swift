import Election
import HTTP

/// `GET /metrics`: by the names that client-go's users chart where there are any, and by our own.
extension StatusAPI {
    /// The metrics as text.
    package func metrics(_ scrape: Scrape) -> HTTPResponse {
        var text = MetricsText()
        addElection(scrape, to: &text)
        addWork(scrape.metrics, to: &text)
        addServers(scrape.servers, to: &text)
        addProcess(scrape, to: &text)
        let headers: HTTPHeaders = ["Content-Type": MetricsText.contentType, "Cache-Control": "no-store"]
        return HTTPResponse(status: 200, headers: headers, body: Array(text.text.utf8))
    }

    private func addElection(_ scrape: Scrape, to text: inout MetricsText) {
        let leadership = scrape.leadership
        let metrics = scrape.metrics
        text.begin("leader_election_master_status", .gauge, "Whether this pod leads: 1 if it does, 0 if not.")
        text.sample("leader_election_master_status", ["name": subject.election], leadership.isLeader ? 1 : 0)
        text.begin(
            "leader_election_slowpath_total",
            .counter,
            "Renewals that needed a read first, since what was known of the lock would not do."
        )
        text.sample("leader_election_slowpath_total", ["name": subject.election], metrics.slowPaths)
        text.begin("leader_elector_election_info", .gauge, "The election that this pod takes part in; always 1.")
        text.sample(
            "leader_elector_election_info",
            [
                "election": subject.election, "namespace": subject.namespace, "lock": subject.lock,
                "identity": subject.identity,
            ],
            1
        )
        text.begin("leader_elector_leader_info", .gauge, "Who leads, as far as this pod knows; none if nobody does.")
        if !leadership.name.isEmpty { text.sample("leader_elector_leader_info", ["leader": leadership.name], 1) }
        text.begin("leader_elector_fencing_token", .gauge, "The token of this pod's term; none while it does not lead.")
        if let token = leadership.fencingToken { text.sample("leader_elector_fencing_token", [:], token) }
        text.add(
            "leader_elector_authority_seconds",
            .gauge,
            "What is left of this pod's lead if no renewal is confirmed any more; 0 while it does not lead.",
            scrape.authority
        )
        text.begin("leader_elector_application_fit", .gauge, "Whether the application can lead; 1 where nobody looks.")
        text.sample("leader_elector_application_fit", [:], leadership.fitness == .fit ? 1 : 0)
        text.add("leader_elector_terms_total", .counter, "Terms that began here.", metrics.terms)
        text.add("leader_elector_terms_ended_total", "Terms that ended here.", by: "reason", metrics.termEnds)
        text.add(
            "leader_elector_leader_changes_total",
            .counter,
            "How often this pod saw another leader than before, the first one included.",
            metrics.leaderChanges
        )
    }

    private func addWork(_ metrics: Metrics, to text: inout MetricsText) {
        text.add(
            "leader_elector_renew_duration_seconds",
            "From the decision to renew the lease to the API server's confirmation.",
            metrics.renewals
        )
        text.add("leader_elector_requests_total", "Requests to the API server.", by: "request", metrics.requests)
        text.add(
            "leader_elector_request_failures_total",
            "Requests to the API server without a usable answer.",
            by: "kind",
            metrics.failures
        )
        text.add(
            "leader_elector_watch_restarts_total",
            "Watches of the lock that ended, so that another had to begin.",
            by: "reason",
            metrics.watchEnds
        )
        text.begin("leader_elector_notifications_total", .counter, "What others were told of changes.")
        for kind in Metrics.Notification.allCases {
            for result in Metrics.NotificationResult.allCases {
                text.sample(
                    "leader_elector_notifications_total",
                    ["kind": kind.rawValue, "result": result.rawValue],
                    metrics.count(kind, result)
                )
            }
        }
        text.add("leader_elector_clock_jumps_total", .counter, "How often the wall clock was set.", metrics.clockJumps)
    }

    private func addServers(_ servers: [Scrape.Server], to text: inout MetricsText) {
        text.begin("leader_elector_http_connections", .gauge, "Connections to this pod's own HTTP server.")
        for server in servers {
            text.sample("leader_elector_http_connections", ["server": server.name], server.connections)
        }
        text.begin("leader_elector_http_waiting", .gauge, "Askers that wait for a change, by the way they ask.")
        for server in servers {
            text.sample("leader_elector_http_waiting", ["server": server.name, "by": "wait"], server.waiting)
            text.sample("leader_elector_http_waiting", ["server": server.name, "by": "watch"], server.watching)
        }
        let refused = "leader_elector_http_refused_total"
        text.begin(refused, .counter, "Connections and askers for whom there was no room.")
        for server in servers {
            text.sample(refused, ["server": server.name, "what": "connection"], server.refusedConnections)
            text.sample(refused, ["server": server.name, "what": "wait"], server.refusedWaiting)
            text.sample(refused, ["server": server.name, "what": "watch"], server.refusedWatching)
        }
        text.begin("leader_elector_http_responses_total", .counter, "Answers of this pod's own HTTP server.")
        for server in servers {
            for (code, count) in server.answers.sorted(by: { $0.key < $1.key }) {
                text.sample("leader_elector_http_responses_total", ["server": server.name, "code": "\(code)"], count)
            }
        }
    }

    private func addProcess(_ scrape: Scrape, to text: inout MetricsText) {
        text.begin("leader_elector_build_info", .gauge, "The version of leader-elector; always 1.")
        text.sample("leader_elector_build_info", ["version": scrape.version], 1)
        let process = scrape.process
        text.add("process_cpu_seconds_total", .counter, "Processor time that was used.", process.processorTime)
        if let bytes = process.residentBytes {
            text.add("process_resident_memory_bytes", .gauge, "Resident memory.", bytes)
        }
        text.add(
            "process_start_time_seconds",
            .gauge,
            "When the process started, in seconds since 1970.",
            .microseconds(process.started.microseconds)
        )
    }
}
