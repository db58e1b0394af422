import Election

/// One change of leaders, as those have seen it who looked on.
///
/// All delays count from the instant at which a successor could have had the lock: for a polite end that is the blow
/// itself, for a hard one the end of the lease that the last renewal began.
package struct Handover: Hashable, Sendable {
    /// Who sees a change of leaders.
    package enum Sight: String, CaseIterable, Sendable {
        /// The API server, when the successor's write arrives.
        case api
        /// Who asks a follower again and again; the last follower to name the successor counts.
        case answers
        /// A client of `/watch`; here too the last one.
        case watch

        var text: String {
            switch self {
            case .api: "successor's write"
            case .answers: "in every follower's answer"
            case .watch: "at every /watch client"
            }
        }
    }

    private let former: String
    private var free: Instant
    /// Who is waited for, as each sees it.
    private var awaited: [Sight: Set<String>]
    private var seen: [Sight: Instant] = [:]

    /// - Parameters:
    ///   - former: Who has led until now.
    ///   - free: When a successor could have the lock.
    ///   - answering: The followers that are asked.
    ///   - watched: The followers whose `/watch` is listened to.
    package init(from former: String, free: Instant, answering: Set<String>, watched: Set<String>) {
        self.former = former
        self.free = free
        awaited = [.api: [""], .answers: answering, .watch: watched]
    }

    /// The former leader has renewed its lease once more, until then.
    package mutating func renewed(until end: Instant) {
        free = end
    }

    /// The lock was written, with this holder.
    package mutating func wrote(holder: String, at now: Instant) {
        saw("", holder, .api, at: now)
    }

    /// A follower named somebody in an answer.
    package mutating func answered(_ follower: String, naming name: String, at now: Instant) {
        saw(follower, name, .answers, at: now)
    }

    /// A follower's watch told somebody's name.
    package mutating func told(_ follower: String, naming name: String, at now: Instant) {
        saw(follower, name, .watch, at: now)
    }

    /// Whether all have seen it.
    package var isComplete: Bool { awaited.values.allSatisfy(\.isEmpty) }

    /// Who has not seen it yet, for a complaint.
    package var missing: String {
        let rest = Sight.allCases.filter { awaited[$0]?.isEmpty == false }
        return rest.map(\.text).joined(separator: ", ")
    }

    /// How long after the lock was free it was seen; nil where nobody looked, or not all have seen it.
    package func delay(_ sight: Sight) -> Duration? {
        guard awaited[sight]?.isEmpty == true else { return nil }
        return seen[sight].map { $0 - free }
    }

    private mutating func saw(_ who: String, _ name: String, _ sight: Sight, at now: Instant) {
        guard !name.isEmpty, name != former, awaited[sight]?.remove(who) != nil else { return }
        seen[sight] = now
    }
}
