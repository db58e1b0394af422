import Election
import JSON

/// The record of an Endpoints or ConfigMap: JSON text in an annotation.
///
/// It is read leniently, as all clients write it that are known to keep such records, and written strictly, as client-go
/// does (resourcelock.LeaderElectionRecord).
///
/// | who | differs from client-go in |
/// |---|---|
/// | Java, C# | times with a fraction |
/// | Python | the duration as a string, local times without a zone, no transitions |
/// | fabric8 | `leaseDuration`, as a number with a fraction or in ISO 8601 (`PT15S`); times with a fraction |
///
/// What a time means does not matter, only that it changes: no decision reads one.
package struct AnnotationRecord {
    private var holderIdentity: String?
    private var leaseDurationSeconds: LenientSeconds?
    private var leaseDuration: LenientSeconds?
    private var acquireTime: RecordTime?
    private var renewTime: RecordTime?
    private var leaderTransitions: Int?

    /// - Throws: `JSONError` where the text is no JSON object, or a member is of no use.
    package init(json text: some Sequence<UInt8>) throws(JSONError) {
        let record = try JSONFields(parsing: text)
        holderIdentity = try record.string("holderIdentity")
        leaseDurationSeconds = try LenientSeconds("leaseDurationSeconds", of: record)
        leaseDuration = try LenientSeconds("leaseDuration", of: record)
        acquireTime = try RecordTime("acquireTime", of: record)
        renewTime = try RecordTime("renewTime", of: record)
        leaderTransitions = try record.integer("leaderTransitions")
    }

    /// What the record says; nothing where it has none of its members, as a Lease's empty spec.
    package var content: LockSnapshot.Content {
        LockSnapshot.Content(
            holder: holderIdentity,
            seconds: (leaseDurationSeconds ?? leaseDuration)?.seconds,
            acquired: acquireTime,
            renewed: renewTime,
            transitions: leaderTransitions
        )
    }

    /// The annotation's text: compact JSON, the members in client-go's order, times as RFC 3339 in whole seconds.
    package static func text(of record: LeaderRecord) -> String {
        func time(_ time: WallTime?) -> String { time.map { "\"\(MicroTime.wholeSecondsText($0))\"" } ?? "null" }
        let holder = record.holderIdentity.jsonQuoted
        return "{\"holderIdentity\":\(holder),\"leaseDurationSeconds\":\(record.leaseDurationSeconds),"
            + "\"acquireTime\":\(time(record.acquireTime)),\"renewTime\":\(time(record.renewTime)),"
            + "\"leaderTransitions\":\(record.leaderTransitions)}"
    }
}
