import Election
import StatusAPI

/// One run of a hook, and what it is told.
package struct HookRun: Hashable, Sendable {
    package enum Occasion: String, Hashable, Sendable {
        /// This pod leads.
        case started
        /// It did, when the last hook was run, and that term is over.
        case stopped
    }

    package let occasion: Occasion
    private let leadership: Leadership
    /// Of the term that has begun or is over.
    private let fencingToken: UInt64?

    init(_ occasion: Occasion, _ leadership: Leadership, fencingToken: UInt64?) {
        self.occasion = occasion
        self.leadership = leadership
        self.fencingToken = fencingToken
    }

    /// The variables for the program: ours, and what `/leader` says, with an empty value where that has null.
    ///
    /// A hook for the end of a term is told no yes, should another term have begun already.
    package func environment(of subject: StatusAPI.Subject, inheriting entries: [String]) -> [String] {
        let leads = occasion == .started
        let deadline = leads ? leadership.validUntil : nil
        let told: [(String, String)] = [
            ("IDENTITY", subject.identity),
            ("ELECTION", subject.election),
            ("NAMESPACE", subject.namespace),
            ("NAME", leads || !leadership.isLeader ? leadership.name : ""),
            ("IS_LEADER", leads ? "true" : "false"),
            ("FENCING_TOKEN", fencingToken.map { "\($0)" } ?? ""),
            ("VALID_UNTIL_UPTIME_MILLISECONDS", deadline.map { "\($0.nanoseconds / 1_000_000)" } ?? ""),
            ("BOOT_ID", deadline == nil ? "" : subject.bootID),
            ("REVISION", leadership.revision.description),
        ]
        let ours = told.map { "LEADER_ELECTOR_\($0)=\($1)" }
        let names = Set(told.map { "LEADER_ELECTOR_\($0.0)" })
        return entries.filter { !names.contains(String($0.prefix { $0 != "=" })) } + ours
    }
}
