import Election
import Locks

/// How the halves of a candidacy go with the kinds of a choice.
extension LockChoice {
    /// The halves that a candidacy of this choice has.
    var halves: [Candidacy.Half] { isPair ? [.first, .second] : [.first] }

    /// What a half is about.
    func lock(of half: Candidacy.Half) -> LockKind { kinds[half.rawValue] }

    /// The half that is about a lock; nil if none is.
    func half(about lock: LockKind) -> Candidacy.Half? {
        kinds.firstIndex(of: lock).flatMap(Candidacy.Half.init)
    }
}
