import Election
import HTTP
import Manifests
import StatusAPI
import Testing
import YAML

/// The dashboard shows what there is.
@Suite struct DashboardTests {
    /// What it leaves out: the election's and the server's own details, which a graph says nothing about.
    private static let left: Set = [
        "leader_election_slowpath_total", "leader_elector_election_info", "leader_elector_fencing_token",
        "leader_elector_leader_changes_total", "leader_elector_clock_jumps_total", "leader_elector_http_connections",
        "leader_elector_http_waiting", "leader_elector_http_refused_total", "leader_elector_http_responses_total",
        "process_start_time_seconds",
    ]

    /// Grafana's own words and Prometheus' functions in expressions.
    private static let words: Set = [
        "__range", "__rate_interval", "avg_over_time", "bool", "by", "count", "histogram_quantile", "increase", "job",
        "rate", "sum",
    ]

    /// Each metric's samples' names and its labels, from the text that a sidecar prints.
    private static var printed: Printed {
        let api = StatusAPI(
            subject: .init(
                identity: "pod-0",
                election: "example",
                namespace: "lab",
                lock: "leases/example",
                bootID: "b",
                leaseDuration: .seconds(10)
            ),
            surface: .probe
        )
        let scrape = Scrape(
            leadership: .led,
            authority: .seconds(1),
            metrics: Metrics(),
            servers: [.init(name: "status")],
            process: .init(processorTime: .zero, residentBytes: 1, started: WallTime(microseconds: 0)),
            version: "1"
        )
        let lines = String(decoding: api.metrics(scrape).body, as: UTF8.self).split(separator: "\n")
        var printed = Printed()
        for line in lines where line.hasPrefix("# TYPE ") {
            printed.metrics.insert(String(line.split(separator: " ")[2]))
        }
        for line in lines where !line.hasPrefix("#") {
            printed.samples.insert(String(line.prefix { $0 != "{" && $0 != " " }))
            for match in line.matches(of: /(\w+)="/) { printed.labels.insert(String(match.output.1)) }
        }
        return printed
    }

    /// What a sidecar prints for Prometheus.
    private struct Printed {
        var metrics: Set<String> = []
        var samples: Set<String> = []
        var labels: Set<String> = []
    }

    private static func names(in expression: String) -> Set<String> {
        let unquoted = expression.replacing(/"[^"]*"/, with: "")
        return Set(unquoted.matches(of: /[a-z_]\w*/).map { String($0.output) }).subtracting(words)
    }

    @Test func everyExpressionIsAboutMetricsAndLabelsThatThereAre() throws {
        let printed = Self.printed
        for expression in Dashboard.expressions {
            let names = Self.names(in: expression)
            #expect(names.isSubset(of: printed.samples.union(printed.labels)), "\(expression)")
            #expect(!names.isDisjoint(with: printed.samples), "\(expression)")
        }
    }

    @Test func everyMetricIsShownOrLeftOutOnPurpose() {
        let shown = Dashboard.expressions.reduce(into: Set<String>()) { $0.formUnion(Self.names(in: $1)) }
        let metrics = Self.printed.metrics.filter { metric in
            !shown.contains(metric) && !shown.contains("\(metric)_bucket")
        }
        #expect(metrics == Self.left)
    }

    @Test func theJSONIsOneThatGrafanaCanImport() throws {
        let node = try YAMLNode(parsing: Array(Dashboard(command: "a \"b\"").tree.json.utf8))
        #expect(node["description"]?.scalar?.text == "a \"b\"")
        #expect(node["panels"]?.sequence?.count == 12)
    }
}

extension Leadership {
    fileprivate static let led = Leadership(
        name: "pod-0",
        isLeader: true,
        state: .leading,
        reason: nil,
        fencingToken: 1,
        validity: .seconds(1),
        validUntil: Instant(nanoseconds: 0),
        transitions: nil,
        acquiredAt: nil,
        renewedAt: nil,
        revision: Revision(life: 1, change: 1)
    )
}
