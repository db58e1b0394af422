import Election

/// The figures of several tours, summed up.
package struct Figures: Hashable, Sendable {
    private var durations: [Figure.Kind: [Duration]] = [:]

    package init() {}

    package mutating func add(_ figure: Figure) {
        durations[figure.kind, default: []].append(figure.duration)
    }

    /// A table of the medians and the worst, a line a kind; empty without figures.
    package var lines: [String] {
        let rows = Figure.Kind.allCases.compactMap { kind in durations[kind].map { row(kind, $0.sorted()) } }
        return rows.isEmpty ? [] : [Self.row("", "median", "worst", "goal")] + rows
    }

    private func row(_ kind: Figure.Kind, _ sorted: [Duration]) -> String {
        let middle = sorted.count / 2
        let median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        let worst = sorted[sorted.count - 1]
        let goal = kind.goal.map { goal in
            "\(goal.shown), worst \((goal * 5).shown): \(median <= goal && worst <= goal * 5 ? "met" : "missed")"
        }
        return Self.row(kind.text, median.shown, worst.shown, goal ?? "")
    }

    private static func row(_ kind: String, _ median: String, _ worst: String, _ goal: String) -> String {
        let line = kind.padded(to: 46) + median.padded(to: -10) + worst.padded(to: -10) + "  " + goal
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
