/// The leader's entry on the lock, apart from what carries it: a Lease's spec or an annotation.
package struct LeaderRecord: Hashable, Sendable {
    /// The holder's identity; empty when the lock has been given back or blanked.
    package var holderIdentity: String
    /// For how long the holder may be relied on after a change of the record, in whole seconds; 0 if the record
    /// does not say.
    package var leaseDurationSeconds: Int
    /// When the holder took the lock, by its own wall clock.
    package var acquireTime: WallTime?
    /// When the holder last renewed, by its own wall clock.
    ///
    /// Its value is never compared with a clock of ours.
    package var renewTime: WallTime?
    /// How often the lock changed hands.
    package var leaderTransitions: Int

    package init(
        holderIdentity: String,
        leaseDurationSeconds: Int,
        acquireTime: WallTime?,
        renewTime: WallTime?,
        leaderTransitions: Int
    ) {
        self.holderIdentity = holderIdentity
        self.leaseDurationSeconds = leaseDurationSeconds
        self.acquireTime = acquireTime
        self.renewTime = renewTime
        self.leaderTransitions = leaderTransitions
    }

    /// Whether this is a holder's own release, as client-go writes it: no holder and a duration of one second.
    ///
    /// A blank holder with another duration is an edit by somebody, which frees nothing (rule 3).
    package var isRelease: Bool { holderIdentity.isEmpty && leaseDurationSeconds == 1 }
}
