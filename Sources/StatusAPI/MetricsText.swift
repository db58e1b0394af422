import Election

/// Writes metrics in Prometheus' text format, version 0.0.4.
struct MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge, histogram
    }

    /// What was written so far.
    private(set) var text = ""

    /// Begins a metric; its samples follow.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: String) {
        let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
    }

    mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: some BinaryInteger) {
        sample(name, labels, "\(value)")
    }

    /// A metric of one sample.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        begin(name, kind, help)
        sample(name, [:], value)
    }

    /// A metric of one sample, in seconds.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Duration) {
        begin(name, kind, help)
        sample(name, [:], Self.seconds(value))
    }

    /// A counter with a sample for each case of a label.
    mutating func add<Case: CaseIterable & Hashable & RawRepresentable<String>>(
        _ name: String,
        _ help: String,
        by label: String,
        _ counts: [Case: UInt64]
    ) {
        begin(name, .counter, help)
        for value in Case.allCases { sample(name, [label: value.rawValue], counts[value] ?? 0) }
    }

    mutating func add(_ name: String, _ help: String, _ histogram: Histogram) {
        begin(name, .histogram, help)
        var total: UInt64 = 0
        for (bound, count) in zip(Histogram.boundsMilliseconds, histogram.counts) {
            total += count
            sample("\(name)_bucket", ["le": Self.seconds(.milliseconds(bound))], total)
        }
        total += histogram.counts.last ?? 0
        sample("\(name)_bucket", ["le": "+Inf"], total)
        sample("\(name)_sum", [:], Self.seconds(histogram.sum))
        sample("\(name)_count", [:], total)
    }

    /// Seconds as a decimal number.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(Double(seconds) + Double(attoseconds) / 1e18)"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
