import Foundation
import Glibc
import TestKit
import Testing

/// `GET /metrics` of real processes.
@Suite(.ownThread) struct MetricsScrapeTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    init() throws {
        stage = try Stage()
    }

    /// A sample's value; nil if there is none.
    private func sample(_ name: String, of candidate: Candidate, _ surface: String = "answering") throws -> Double? {
        let response = try bench.get("http://127.0.0.1:\(candidate.port(surface))/metrics")
        let text = String(decoding: response?.body ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }

    @Test func promtoolFindsNothingToCriticize() throws {
        let candidate = try stage.candidate("pod-0", "--probe", "127.0.0.1:0")
        try stage.waitForOneLeader(of: [candidate])
        for surface in ["answering", "answering probes"] {
            let url = "http://127.0.0.1:\(try candidate.port(surface))/metrics"
            let script = "curl -sf \(url) > \(bench.home)/text && promtool check metrics < \(bench.home)/text"
            let check = try bench.run(["sh", "-c", script])
            #expect(check.code == 0 && check.output.isEmpty && check.error.isEmpty, "\(check.text)\(check.complaint)")
        }
    }

    @Test func whoLeadsIsTheSameAsInAllOtherAnswers() throws {
        let candidates = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "2s") }
        let leader = try stage.waitForOneLeader(of: candidates)
        let status = #"leader_election_master_status{name="\#(stage.election)"}"#
        for candidate in candidates {
            #expect(try sample(status, of: candidate) == (candidate === leader ? 1 : 0))
            #expect(try sample(#"leader_elector_leader_info{leader="\#(leader.id)"}"#, of: candidate) == 1)
            let authority = try #require(try sample("leader_elector_authority_seconds", of: candidate))
            #expect(candidate === leader ? (0...1.8).contains(authority) && authority > 0 : authority == 0)
        }
        let token = try #require(try leader.status()?.fencingToken)
        #expect(try sample("leader_elector_fencing_token", of: leader) == Double(token))
        try bench.wait(for: "a renewal to be counted") {
            try sample("leader_elector_renew_duration_seconds_count", of: leader) ?? 0 > 0
        }
        #expect(try sample("leader_elector_terms_total", of: leader) == 1)
        #expect(try sample("process_resident_memory_bytes", of: leader) ?? 0 > 1_000_000)
        #expect(try sample("process_cpu_seconds_total", of: leader) ?? 0 > 0)
        let started = try #require(try sample("process_start_time_seconds", of: leader))
        #expect(abs(started - Date().timeIntervalSince1970) < 120)

        stage.signalServer(SIGSTOP)
        try bench.wait(for: "the lead to be lost in the metrics, too") { try sample(status, of: leader) == 0 }
        #expect(try leader.status()?.isLeader == false)
        #expect(try sample(#"leader_elector_terms_ended_total{reason="expired"}"#, of: leader) == 1)
        #expect(try sample(#"leader_elector_request_failures_total{kind="timed_out"}"#, of: leader) ?? 0 > 0)
        stage.signalServer(SIGCONT)
    }

    /// A yes that somebody was given is waited for before a release; nobody is given one by a scrape.
    @Test func aScrapeIsNoYesThatAReleaseWaitsFor() throws {
        let candidate = try stage.candidate("pod-0", "--ttl", "30s", "--handover-grace", "5s")
        bench.wait(for: "the lead") { candidate.log.contains("became leader") }
        #expect(try sample(#"leader_election_master_status{name="\#(stage.election)"}"#, of: candidate) == 1)
        candidate.send(SIGTERM)
        #expect(candidate.waitForEnd().took < .seconds(4), "the grace is 5 s")
    }
}
