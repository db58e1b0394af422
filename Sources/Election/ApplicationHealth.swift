/// Judges from probes whether the application can do the leader's work.
///
/// One success makes it fit, so many failures in a row unfit. Before its first success it has a grace, in which failures
/// do not count: it may still be starting.
package struct ApplicationHealth: Hashable, Sendable {
    private let threshold: Int
    private let graceEnd: Instant
    private var failures = 0
    package private(set) var fitness = Fitness.unproven

    /// - Parameters:
    ///   - threshold: how many failures in a row make it unfit; at least 1.
    ///   - grace: for how long after the start failures do not count, unless there was a success.
    package init(threshold: Int, grace: Duration, at now: Instant) {
        self.threshold = threshold
        graceEnd = now + grace
    }

    /// Takes in the end of a probe, and says whether the judgement has changed.
    package mutating func probed(isHealthy: Bool, at now: Instant) -> Bool {
        let before = fitness
        failures = isHealthy ? 0 : min(failures + 1, threshold)
        if isHealthy {
            fitness = .fit
        } else if failures == threshold, fitness == .fit || now >= graceEnd {
            fitness = .unfit
        }
        return fitness != before
    }
}
