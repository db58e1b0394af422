import Election
import HTTP
import StatusAPI
import Testing

/// What is counted, and how it is written.
@Suite struct MetricsTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    /// The lines of a scrape without its comments.
    private func lines(
        _ metrics: Metrics = Metrics(),
        _ leadership: Leadership = .leading,
        authority: Duration = .milliseconds(6500),
        servers: [Scrape.Server] = []
    ) -> [Substring] {
        let api = StatusAPI(
            subject: .init(
                identity: "pod-0",
                election: "ex\"am\\ple",
                namespace: "lab",
                lock: "leases/example",
                bootID: "b",
                leaseDuration: .seconds(10)
            ),
            surface: .probe
        )
        let response = api.metrics(
            Scrape(
                leadership: leadership,
                authority: authority,
                metrics: metrics,
                servers: servers,
                process: .init(
                    processorTime: .milliseconds(1250),
                    residentBytes: 4096,
                    started: WallTime(microseconds: 1_795_255_202_500_000)
                ),
                version: "1.2"
            )
        )
        #expect(response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        return response.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    private func write(takesOver: Bool = false) -> Candidacy.Action {
        let record = LeaderRecord(
            holderIdentity: "pod-0",
            leaseDurationSeconds: 10,
            acquireTime: nil,
            renewTime: nil,
            leaderTransitions: 0
        )
        let mark = WriterMark(podUID: "u", life: 1, counter: 1)
        let write = Elector.Write(base: nil, record: record, mark: mark, isTakeOver: takesOver)
        return .init(half: .first, action: .write(write, by: at(9000)))
    }

    private var confirmation: Elector.Event {
        let version = ObjectVersion(uid: "l", resourceVersion: "2")
        return .writeEnded(.confirmed(LockSnapshot(version: version, content: .none)))
    }

    @Test func whoLeadsIsSaidInTheFieldsOwnWords() {
        let leading = lines()
        #expect(leading.contains(#"leader_election_master_status{name="ex\"am\\ple"} 1"#))
        #expect(leading.contains(#"leader_elector_leader_info{leader="pod-0"} 1"#))
        #expect(leading.contains("leader_elector_fencing_token 18446744073709551615"))
        #expect(leading.contains("leader_elector_authority_seconds 6.5"))
        let following = lines(Metrics(), .following, authority: .zero)
        #expect(following.contains(#"leader_election_master_status{name="ex\"am\\ple"} 0"#))
        #expect(following.contains(#"leader_elector_leader_info{leader="pod-\"1\"\n"} 1"#))
        #expect(following.contains("leader_elector_authority_seconds 0.0"))
        #expect(!following.contains { $0.hasPrefix("leader_elector_fencing_token") })
        #expect(!lines(Metrics(), .starting).contains { $0.hasPrefix("leader_elector_leader_info") })
    }

    @Test func aRenewalIsTimedFromItsDecisionToItsConfirmation() {
        var metrics = Metrics()
        for (sent, confirmed) in [(0, 4), (2000, 2030), (4000, 10_000)] as [(Int64, Int64)] {
            metrics.began(write(), isHolding: true, at: at(sent))
            metrics.saw(confirmation, of: .first, at: at(confirmed))
        }
        metrics.began(write(takesOver: true), isHolding: false, at: at(20_000))
        metrics.saw(confirmation, of: .first, at: at(20_001))
        let text = lines(metrics)
        let name = "leader_elector_renew_duration_seconds"
        #expect(text.contains(#"\#(name)_bucket{le="0.005"} 1"#))
        #expect(text.contains(#"\#(name)_bucket{le="0.025"} 1"#))
        #expect(text.contains(#"\#(name)_bucket{le="0.05"} 2"#))
        #expect(text.contains(#"\#(name)_bucket{le="5.0"} 2"#))
        #expect(text.contains(#"\#(name)_bucket{le="+Inf"} 3"#))
        #expect(text.contains("\(name)_sum 6.034") && text.contains("\(name)_count 3"))
        #expect(text.contains(#"leader_elector_requests_total{request="write"} 4"#))
    }

    @Test func theSlowPathIsARenewalThatNeededARead() {
        var metrics = Metrics()
        let read = Candidacy.Action(half: .first, action: .read(by: at(9000)))
        metrics.began(read, isHolding: false, at: at(0))
        metrics.began(write(takesOver: true), isHolding: false, at: at(1))
        metrics.began(write(), isHolding: true, at: at(2))
        #expect(lines(metrics).contains(#"leader_election_slowpath_total{name="ex\"am\\ple"} 0"#))
        metrics.began(read, isHolding: true, at: at(3))
        metrics.began(write(), isHolding: true, at: at(4))
        metrics.began(write(), isHolding: true, at: at(5))
        #expect(lines(metrics).contains(#"leader_election_slowpath_total{name="ex\"am\\ple"} 1"#))
    }

    @Test func failuresAndWatchesAreCountedByTheirKind() {
        var metrics = Metrics()
        metrics.saw(.readEnded(.failure(.timedOut)), of: .first, at: at(0))
        metrics.saw(.writeEnded(.failed(.serverError(status: 500, ""))), of: .second, at: at(0))
        metrics.saw(.writeEnded(.conflict), of: .first, at: at(0))
        metrics.saw(.watchEnded(.failed(.unreachable("gone"))), of: .first, at: at(0))
        metrics.saw(.watchEnded(.finished), of: .first, at: at(0))
        let text = lines(metrics)
        for kind in ["timed_out", "server_error", "conflict", "unreachable"] {
            #expect(text.contains(#"leader_elector_request_failures_total{kind="\#(kind)"} 1"#[...]))
        }
        #expect(text.contains(#"leader_elector_request_failures_total{kind="forbidden"} 0"#))
        #expect(text.contains(#"leader_elector_watch_restarts_total{reason="finished"} 1"#))
        #expect(text.contains(#"leader_elector_watch_restarts_total{reason="failed"} 1"#))
    }

    @Test func termsLeadersClocksAndNotificationsAreCounted() {
        var metrics = Metrics()
        metrics.began(.init(half: .first, action: .note(.becameLeader(fencingToken: 4))), isHolding: true, at: at(0))
        metrics.began(.init(half: .first, action: .note(.stoppedLeading(.deleted))), isHolding: false, at: at(1))
        for leadership in [Leadership.starting, .leading, .starting, .leading, .following] { metrics.saw(leadership) }
        metrics.clockWasSet()
        metrics.notified(.webhook, .failed)
        let text = lines(metrics)
        #expect(text.contains("leader_elector_terms_total 1"))
        #expect(text.contains(#"leader_elector_terms_ended_total{reason="deleted"} 1"#))
        #expect(text.contains(#"leader_elector_terms_ended_total{reason="expired"} 0"#))
        #expect(text.contains("leader_elector_leader_changes_total 2"), "coming back is no change")
        #expect(text.contains("leader_elector_clock_jumps_total 1"))
        #expect(text.contains(#"leader_elector_notifications_total{kind="webhook",result="failed"} 1"#))
        #expect(text.contains(#"leader_elector_notifications_total{kind="webhook",result="sent"} 0"#))
    }

    @Test func serversAndTheProcessTellHowTheyDo() {
        var server = Scrape.Server(name: "status")
        server.connections = 3
        server.watching = 2
        server.refusedWaiting = 1
        server.answers = [503: 1, 200: 9]
        let text = lines(servers: [server])
        #expect(text.contains(#"leader_elector_http_connections{server="status"} 3"#))
        #expect(text.contains(#"leader_elector_http_waiting{server="status",by="watch"} 2"#))
        #expect(text.contains(#"leader_elector_http_refused_total{server="status",what="wait"} 1"#))
        #expect(
            text.filter { $0.hasPrefix("leader_elector_http_responses_total") } == [
                #"leader_elector_http_responses_total{server="status",code="200"} 9"#,
                #"leader_elector_http_responses_total{server="status",code="503"} 1"#,
            ]
        )
        #expect(text.contains("process_cpu_seconds_total 1.25"))
        #expect(text.contains("process_resident_memory_bytes 4096"))
        #expect(text.contains("process_start_time_seconds 1795255202.5"))
        #expect(text.contains(#"leader_elector_build_info{version="1.2"} 1"#))
    }
}
