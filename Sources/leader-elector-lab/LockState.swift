import Election
import JSON
import Locks

/// What the lock of an election says, of ours or of others, and since when.
struct LockState {
    var holder = ""
    /// For how long the holder's record counts.
    var duration = Duration.zero
    /// When the record was written that it carries now.
    var renewed: Instant
    /// Whether somebody stands ready to take it at once.
    var hasHeir = false
    /// What changes with each renewal.
    private var renewal = ""

    init(at now: Instant) {
        renewed = now
    }

    /// Takes in the object as it was written now: a Lease's spec, or a record in an annotation.
    mutating func saw(_ object: JSONValue, at now: Instant) throws {
        let annotations = object["metadata"]?["annotations"]
        hasHeir = annotations?[LockAnnotation.heir.rawValue] != nil
        var record = object["spec"]
        if let text = annotations?[LockAnnotation.record.rawValue]?.string {
            record = try JSONValue(parsing: text.utf8)
        }
        let holder = record?["holderIdentity"]?.string ?? ""
        let renewal = record?["renewTime"]?.string ?? ""
        if holder != self.holder || renewal != self.renewal { renewed = now }
        self.holder = holder
        self.renewal = renewal
        duration = .seconds(record?["leaseDurationSeconds"]?.integer ?? 0)
    }

    /// Takes in what an observer of ours found, who does not see durations.
    mutating func saw(_ leadership: Leadership, duration: Duration, at now: Instant) {
        let renewal = leadership.renewedAt.map { "\($0)" } ?? ""
        if leadership.name != holder || renewal != self.renewal { renewed = now }
        holder = leadership.name
        self.renewal = renewal
        self.duration = duration
        hasHeir = leadership.heir != nil
    }
}
