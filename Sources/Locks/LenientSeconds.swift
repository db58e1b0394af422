/// A duration in whole seconds, in whatever way an elector writes it: `15`, `15.000000000`, `"15"`, `"PT15S"`.
///
/// What is not whole is rounded up, since waiting longer than a record asks costs time alone.
struct LenientSeconds: Decodable {
    var seconds: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number: Double?
        do {
            number = try container.decode(Double.self)
        } catch DecodingError.typeMismatch {
            number = Self.number(try container.decode(String.self))
        }
        // As in a Lease, where the API server refuses what is more.
        guard let number, abs(number) <= Double(Int32.max) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no duration")
        }
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
