import JSON

/// A duration in whole seconds, in whatever way an elector writes it: `15`, `15.000000000`, `"15"`, `"PT15S"`.
///
/// What is not whole is rounded up, since waiting longer than a record asks costs time alone.
struct LenientSeconds {
    var seconds: Int

    /// A member of a record; nil where there is none.
    ///
    /// - Throws: `JSONError` where it is no duration.
    init?(_ key: String, of record: JSONFields) throws(JSONError) {
        let number: Double?
        switch record.value(key) {
        case nil: return nil
        case .integer(let count): number = Double(count)
        case .number(let count): number = count
        case .string(let text): number = Self.number(text)
        default: throw record.wrongType(key)
        }
        // As in a Lease, where the API server refuses what is more.
        guard let number, abs(number) <= Double(Int32.max) else { throw record.impossible(key) }
        seconds = Int(number.rounded(.up))
    }

    /// A number, or an ISO 8601 duration as Java's `Duration.toString` gives it, for example `PT1H30M15.5S`.
    private static func number(_ text: String) -> Double? {
        guard text.hasPrefix("PT") else { return Double(text) }
        var rest = text.dropFirst(2)
        var seconds: Double?
        for (unit, factor) in [("H", 3600.0), ("M", 60.0), ("S", 1.0)] as [(Character, Double)] {
            guard let end = rest.firstIndex(of: unit) else { continue }
            guard let count = Double(rest[..<end]) else { return nil }
            seconds = (seconds ?? 0) + count * factor
            rest = rest[rest.index(after: end)...]
        }
        return rest.isEmpty ? seconds : nil
    }
}
