import Election

/// A program that a process runs only while it leads, and what it is like.
struct SimulatedProgram {
    /// The uid of the pod that it runs in.
    let pod: String
    var keeper: WrappedProgram
    /// How long it takes to stop when it is told to; nil if it does not heed that.
    var stopsWithin: Duration?
    /// Counts its runs, so that the end of an earlier one is told apart.
    var run = 0
    /// The instant at which it is to be looked at again.
    var nextLook: Instant?
}
