extension Duration {
    /// Reads a duration as Go writes it: numbers with units, `1m30s`, `1.5h`, `250ms`, with an optional sign.
    ///
    /// A number without a unit is refused (except 0), as Go refuses it: `--ttl 10` may mean anything. So is what a
    /// century does not hold.
    package init?(goText text: String) {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var total = Duration.zero
        if rest == "0" { rest = "" }
        while !rest.isEmpty {
            guard let part = Self.part(&rest) else { return nil }
            total += part
            guard total <= .seconds(3_155_760_000) else { return nil }
        }
        self = isNegative ? .zero - total : total
    }

    /// One number and its unit, taken off the front.
    private static func part(_ rest: inout Substring) -> Duration? {
        let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest = rest[number.endIndex...]
        let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
        rest = rest[unit.endIndex...]
        guard let value = Double(number), value <= 1e15, let unitNanoseconds = nanoseconds(of: unit) else { return nil }
        let nanoseconds = value * unitNanoseconds
        guard nanoseconds < 9e18 else { return nil }
        return .nanoseconds(Int64(nanoseconds.rounded()))
    }

    private static func nanoseconds(of unit: Substring) -> Double? {
        switch unit {
        case "ns": 1
        case "us", "µs", "μs": 1e3
        case "ms": 1e6
        case "s": 1e9
        case "m": 60e9
        case "h": 3600e9
        default: nil
        }
    }
}

extension Bool {
    /// Reads what Go's flags take for a truth value.
    package init?(goText text: String) {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": self = true
        case "0", "f", "F", "false", "FALSE", "False": self = false
        default: return nil
        }
    }
}
