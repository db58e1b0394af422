import Election

/// A time of a record.
///
/// A text that is no time is an error: taking it for a missing one would hide the renewals of an elector that writes such
/// texts.
struct RecordTime: Decodable {
    var wall: WallTime

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let wall = MicroTime.time(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
        }
        self.wall = wall
    }
}
