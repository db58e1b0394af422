/// The annotations of a lock's object by which electors speak to each other.
package enum LockAnnotation: String {
    /// The record of an Endpoints or ConfigMap, as JSON text.
    case record = "control-plane.alpha.kubernetes.io/leader"
    /// Who wrote the record (`WriterMark`).
    case writer = "leader-elector/writer"
    /// Who is to go first once the lock is free (`Heir`).
    case heir = "leader-elector/heir"
    /// The fencing token of the holder's term, as a decimal integer, from its first renewal on; for operators.
    case fencingToken = "leader-elector/fencing-token"
    /// The fencing token of the term that an operator wants to end, as a decimal integer.
    case stepDown = "leader-elector/step-down"
}
