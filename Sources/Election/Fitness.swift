/// Whether the application that this candidate stands for can do the leader's work.
package enum Fitness: String, Hashable, Sendable, CaseIterable {
    /// It can, or nobody looks.
    case fit
    /// It has not shown yet that it can: it does not take the lock, but keeps what an earlier life of the pod holds.
    case unproven
    /// It cannot: it does not take the lock, and gives it up where somebody can take it.
    case unfit
}
