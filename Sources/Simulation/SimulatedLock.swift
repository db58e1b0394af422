import Election

/// One of the two objects that can hold the lock while a fleet moves from one kind of lock to another.
enum SimulatedLock: Int, CaseIterable, Hashable {
    /// The Lease; in most runs the only one.
    case new
    /// The object of the old kind, an Endpoints with an annotation.
    case old

    /// Which of them a candidate is to hold, as `--lock` says it.
    enum Choice: Int, Hashable {
        case old, both, new

        /// Whether there are two halves.
        var isPair: Bool { self == .both }

        /// The halves that a candidacy of this choice has.
        var halves: [Candidacy.Half] { isPair ? [.first, .second] : [.first] }

        /// The lock that a half is about: of both the old one is taken first.
        func lock(of half: Candidacy.Half) -> SimulatedLock {
            switch self {
            case .old: .old
            case .both: half == .first ? .old : .new
            case .new: .new
            }
        }

        /// The half that is about a lock; nil if none is.
        func half(about lock: SimulatedLock) -> Candidacy.Half? {
            switch (self, lock) {
            case (.old, .old), (.new, .new), (.both, .old): .first
            case (.both, .new): .second
            case (.old, .new), (.new, .old): nil
            }
        }
    }
}
