import Election

/// Everything that the demo has observed from outside: the processes, their answers, and the lock.
package struct Scene: Sendable {
    /// A name that all processes that are awake give, the one of that name included.
    package struct Agreement: Hashable, Sendable {
        package let name: String
        /// When the last of them first gave it.
        package let since: Instant
    }

    /// More violations than these tell nothing new.
    private static let violationLimit = 10

    package internal(set) var pods: [Pod]
    package internal(set) var lease: LeaseState?
    /// When and why the lock was free last; nil before.
    package internal(set) var vacancy: Vacancy?
    /// When the holder of the lease took it, as the API server saw it.
    package internal(set) var heldSince: Instant?
    /// What must not happen and did.
    package private(set) var violations: [String] = []
    package internal(set) var answerCount = 0
    /// The fencing tokens of the terms, in their order.
    package internal(set) var tokens: [UInt64] = []
    var claims = Claims()
    /// The process and the term that all were last seen to agree on.
    var lastAgreement: String?

    package init(identities: [String]) {
        pods = identities.map { Pod(identity: $0) }
    }

    /// What all that are awake agree on; nil if they do not, or one has not answered yet.
    package var agreement: Agreement? {
        let awake = pods.filter(\.isAwake)
        guard let name = awake.first?.name, awake.contains(where: { $0.identity == name }),
            awake.allSatisfy({ $0.name == name }), let since = awake.compactMap(\.namedSince).max()
        else { return nil }
        return Agreement(name: name, since: since)
    }

    /// The place among `pods` of the process that holds the lock and has not ended.
    package var leader: Int? {
        guard let holder = lease?.holder else { return nil }
        return pods.firstIndex { $0.identity == holder && !$0.isEnded }
    }

    /// The place of the process that stands still.
    package var frozen: Int? { pods.firstIndex { $0.state == .frozen } }

    mutating func violate(_ sentence: String) {
        if violations.count < Self.violationLimit { violations.append(sentence) }
    }
}
