import Election
import Kubernetes
import Locks
import YAML

/// How reports are printed.
extension LockReport {
    /// The reports as a table with a head line, without spaces at the lines' ends.
    ///
    /// - Parameter namespaces: whether the table says each one's namespace.
    package static func table(_ reports: [LockReport], namespaces: Bool) -> [String] {
        var columns: [(head: String, cell: (LockReport) -> String)] = [
            ("ELECTION", { $0.election }),
            ("LOCK", { $0.kind.resource }),
            ("STATE", { $0.state.rawValue + ($0.isCoordinated ? ",coordinated" : "") }),
            ("HOLDER", { shown($0.holder) }),
            ("AGE", { $0.age?.short ?? "-" }),
            ("LEFT", { $0.left?.short ?? "-" }),
            ("CHANGES", { ($0.record?.leaderTransitions).map(String.init) ?? "-" }),
            ("HEIR", { shown($0.heir?.identity ?? "") + ($0.heir != nil && $0.isHeirFresh == nil ? "?" : "") }),
            ("TOKEN", { $0.fencingToken.map(String.init) ?? "-" }),
        ]
        if namespaces { columns.insert(("NAMESPACE", { $0.namespace }), at: 0) }
        if reports.contains(where: { $0.why != nil }) { columns.append(("WHY", { $0.why ?? "" })) }
        var lines = [String](repeating: "", count: reports.count + 1)
        for column in columns {
            let cells = [column.head] + reports.map(column.cell)
            let width = (cells.map(\.count).max() ?? 0) + 2
            for (index, cell) in cells.enumerated() {
                lines[index] += cell + String(repeating: " ", count: width - cell.count)
            }
        }
        return lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    }

    /// The reports as a list for programs; each has every key, and null for what is not known.
    package static func tree(_ reports: [LockReport]) -> YAMLTree { .list(reports.map(\.tree)) }

    private var tree: YAMLTree {
        [
            "election": .string(election),
            "namespace": .string(namespace),
            "lock": "\(kind.resource)/\(election)",
            "state": .string(state.rawValue),
            "why": Self.tree(why),
            "coordinated": .bool(isCoordinated),
            "holder": Self.tree(holder.isEmpty ? nil : holder),
            "acquiredAt": Self.tree(record?.acquireTime.map(MicroTime.text)),
            "renewedAt": Self.tree(record?.renewTime.map(MicroTime.text)),
            "ageSeconds": Self.tree(age),
            "leaseDurationSeconds": (record?.leaseDurationSeconds).map(YAMLTree.integer) ?? .null,
            "leaseLeftSeconds": Self.tree(left),
            "transitions": (record?.leaderTransitions).map(YAMLTree.integer) ?? .null,
            "heir": heirTree,
            "fencingToken": fencingToken.map { .integer(Int(clamping: $0)) } ?? .null,
        ]
    }

    private var heirTree: YAMLTree {
        guard let heir else { return .null }
        return [
            "identity": .string(heir.identity), "priority": .integer(heir.priority),
            "fresh": isHeirFresh.map(YAMLTree.bool) ?? .null,
        ]
    }

    private static func tree(_ text: String?) -> YAMLTree { text.map(YAMLTree.string) ?? .null }

    /// In whole seconds, rounded down: the time of the answer is known no better.
    private static func tree(_ duration: Duration?) -> YAMLTree {
        duration.map { .integer(Int($0.milliseconds >= 0 ? $0.milliseconds / 1000 : ($0.milliseconds - 999) / 1000)) }
            ?? .null
    }

    private static func shown(_ name: String) -> String { name.isEmpty ? "-" : name.readable(limit: 200) }
}
