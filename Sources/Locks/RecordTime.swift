import Election
import JSON

/// A time of a record.
///
/// A text that is no time is an error: taking it for a missing one would hide the renewals of an elector that writes such
/// texts.
struct RecordTime {
    var wall: WallTime

    /// A member of a record; nil where there is none.
    ///
    /// - Throws: `JSONError` where it is no time.
    init?(_ key: String, of record: JSONFields) throws(JSONError) {
        guard let text = try record.string(key) else { return nil }
        guard let wall = MicroTime.time(text) else { throw record.impossible(key) }
        self.wall = wall
    }
}
