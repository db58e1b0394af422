/// What a figure is counted in, and how people read it.
package enum Unit: String, Sendable {
    case nanoseconds
    case bytes
    case count
    case perSecond

    /// The value as a table shows it, with three digits that count: `3.92 ms`, `17.7 MB`, `0.25`, `117,000/s`.
    package func text(_ value: Double) -> String {
        switch self {
        case .nanoseconds: Self.scaled(value, steps: [("s", 1e9), ("ms", 1e6), ("us", 1e3)], smallest: "ns")
        case .bytes: Self.scaled(value, steps: [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)], smallest: "B")
        case .count: Self.grouped(value)
        case .perSecond: Self.grouped(value) + "/s"
        }
    }

    private static func scaled(_ value: Double, steps: [(name: String, size: Double)], smallest: String) -> String {
        for step in steps where abs(value) >= step.size {
            return "\(decimal(value / step.size)) \(step.name)"
        }
        return "\(decimal(value.rounded())) \(smallest)"
    }

    /// Three digits that count, and none behind the point for a whole number.
    private static func decimal(_ value: Double) -> String {
        let size = abs(value)
        let digits = size >= 100 || size == size.rounded() ? 0 : size >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][digits]
        let scaled = Int64((size * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % Int64(scale))
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(scaled / Int64(scale)).\(zeros)\(fraction)"
    }

    /// A number with commas between its thousands.
    private static func grouped(_ value: Double) -> String {
        guard abs(value) >= 1000 else { return decimal(value) }
        var digits = String(Int64(abs(value).rounded()))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
