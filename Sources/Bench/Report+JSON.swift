import JSON

extension Report {
    /// The report as one JSON object: `facts` by name, and `figures` with `key`, `text`, `subject`, `unit`, `median`,
    /// `least`, `greatest`, `samples`, `goal` and `met`, the last two null where there is no goal.
    package var json: [UInt8] {
        var facts = JSONObjectWriter()
        for fact in self.facts { facts.add(fact.name, fact.text) }
        var report = JSONObjectWriter()
        report.add("facts", json: facts.finished())
        report.add("figures", json: Self.array(rows.map(Self.object)))
        return report.finished()
    }

    private static func object(_ row: Row) -> [UInt8] {
        var object = JSONObjectWriter()
        object.add("key", row.figure.key)
        object.add("text", row.figure.text)
        object.add("subject", row.subject)
        object.add("unit", row.figure.unit.rawValue)
        for (name, value) in [
            ("median", row.samples.median), ("least", row.samples.least), ("greatest", row.samples.greatest),
        ] {
            object.add(name, json: value.map(number) ?? Array("null".utf8))
        }
        object.add("samples", json: array(row.samples.values.map(number)))
        object.add("goal", row.isMet == nil ? nil : row.figure.goal?.text(in: row.figure.unit))
        object.add("met", json: Array((row.isMet.map { "\($0)" } ?? "null").utf8))
        return object.finished()
    }

    /// A number as JSON has it, which is how Swift writes every one that is finite.
    private static func number(_ value: Double) -> [UInt8] {
        Array((value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)").utf8)
    }

    private static func array(_ elements: [[UInt8]]) -> [UInt8] {
        Array("[".utf8) + elements.joined(separator: [UInt8(ascii: ",")]) + Array("]".utf8)
    }
}
