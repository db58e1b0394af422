import YAML

/// A dashboard for Grafana 10 and later: who leads, how leads change hands, and what that costs.
///
/// It shows the pods of one Prometheus job, which a PodMonitor makes of an election.
package struct Dashboard: Hashable, Sendable {
    /// One graph.
    struct Panel: Hashable, Sendable {
        var title: String
        var description: String
        /// Grafana's name of a kind of panel.
        var kind = "timeseries"
        /// Grafana's name of a unit.
        var unit = "short"
        var queries: [Query]
    }

    /// One expression in Prometheus' language, and what its lines are called.
    struct Query: Hashable, Sendable {
        var expression: String
        var legend: String

        init(_ expression: String, _ legend: String = "{{pod}}") {
            self.expression = expression
            self.legend = legend
        }
    }

    /// What was called to print it; it stands in the description, since JSON has no comments.
    private let command: String

    package init(command: String) {
        self.command = command
    }

    /// The expressions of all panels.
    package static var expressions: [String] { panels.flatMap(\.queries).map(\.expression) }

    package var tree: YAMLTree {
        [
            "title": "leader-elector",
            "uid": "leader-elector",
            "description": .string(command),
            "tags": ["leader-elector"],
            "schemaVersion": 39,
            "editable": true,
            "refresh": "30s",
            "time": ["from": "now-1h", "to": "now"],
            "templating": ["list": [Self.sourceVariable, Self.jobVariable]],
            "panels": .list(Self.panels.enumerated().map { $1.tree(at: $0) }),
        ]
    }

    private static let sourceVariable: YAMLTree = [
        "name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus",
    ]

    private static let jobVariable: YAMLTree = [
        "name": "job", "label": "Job", "type": "query", "datasource": Panel.source, "refresh": 2, "sort": 1,
        "query": "label_values(leader_election_master_status, job)",
    ]
}

extension Dashboard.Panel {
    static let source: YAMLTree = ["type": "prometheus", "uid": "${datasource}"]

    /// Three in a row of Grafana's 24 columns.
    fileprivate func tree(at index: Int) -> YAMLTree {
        [
            "id": .integer(index + 1), "type": .string(kind), "title": .string(title),
            "description": .string(description), "datasource": Self.source,
            "gridPos": ["x": .integer(index % 3 * 8), "y": .integer(index / 3 * 8), "w": 8, "h": 8],
            "fieldConfig": ["defaults": ["unit": .string(unit), "min": 0], "overrides": []],
            "targets": .list(queries.enumerated().map { $1.tree(at: $0) }),
        ]
    }
}

extension Dashboard.Query {
    fileprivate func tree(at index: Int) -> YAMLTree {
        [
            "refId": .string(String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))),
            "datasource": Dashboard.Panel.source, "expr": .string(expression), "legendFormat": .string(legend),
        ]
    }
}
