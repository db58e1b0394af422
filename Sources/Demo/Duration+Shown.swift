import Election

extension Duration {
    /// The duration for people who compare: `4.2 ms` below a second, `2.41 s` from there on.
    package var shown: String {
        let microseconds = nanoseconds / 1000
        if abs(microseconds) < 999_950 { return Self.decimal(microseconds, unit: 1000, digits: 1) + " ms" }
        return Self.decimal(microseconds, unit: 1_000_000, digits: 2) + " s"
    }

    /// The duration in seconds with one digit, for what moves on a screen: `2.4 s`.
    package var shownInSeconds: String {
        Self.decimal(nanoseconds / 1000, unit: 1_000_000, digits: 1) + " s"
    }

    private static func decimal(_ value: Int64, unit: Int64, digits: Int) -> String {
        let scale: Int64 = digits == 1 ? 10 : 100
        let scaled = (abs(value) * scale + unit / 2) / unit
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
    }
}
