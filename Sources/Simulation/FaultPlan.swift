import Election

/// Which faults a run has, and how often: drawn from its seed as a swarm, so that each run leaves some out entirely and
/// exaggerates others.
package struct FaultPlan: Sendable {
    /// Parts per thousand of messages.
    var lostRequests = 0
    var lostReplies = 0
    var lateRequests = 0
    var resentRequests = 0
    var serverErrors = 0
    var watchCuts = 0
    var watchStalls = 0
    /// Whether watching is allowed at all.
    var watchAllowed = true
    /// Mean time between two faults of a kind in the whole world; nil for never.
    var freezes: Duration?
    var crashes: Duration?
    var politeStops: Duration?
    var partitions: Duration?
    var labelEdits: Duration?
    var blankings: Duration?
    var deletions: Duration?
    var wallSteps: Duration?
    /// The longest one-way delay of an ordinary message.
    var longestDelay = Duration.milliseconds(20)
    /// Whether two of the candidates have one name.
    var twins = false
    /// Clock rates in parts per million of true time, drawn from this range either way.
    var clockSpread = 0

    /// Everything on with the chance of a coin for each.
    package init(random: inout SeededGenerator) {
        func sometimes(_ range: ClosedRange<Int>) -> Int {
            Bool.random(using: &random) ? Int.random(in: range, using: &random) : 0
        }
        func every(_ seconds: ClosedRange<Int>) -> Duration? {
            Bool.random(using: &random) ? .seconds(Int.random(in: seconds, using: &random)) : nil
        }
        lostRequests = sometimes(1...200)
        lostReplies = sometimes(1...200)
        lateRequests = sometimes(1...150)
        resentRequests = sometimes(1...100)
        serverErrors = sometimes(1...200)
        watchCuts = sometimes(1...100)
        watchStalls = sometimes(1...50)
        watchAllowed = Int.random(in: 0..<4, using: &random) > 0
        freezes = every(10...120)
        crashes = every(15...120)
        politeStops = every(15...120)
        partitions = every(20...120)
        labelEdits = every(1...60)
        blankings = every(30...300)
        // A candidate that starts after a live lock was deleted is the stated exception to the promise.
        if crashes == nil && politeStops == nil { deletions = every(30...300) }
        wallSteps = every(20...120)
        twins = Int.random(in: 0..<8, using: &random) == 0
        longestDelay = .milliseconds([5, 20, 200, 1500][Int.random(in: 0..<4, using: &random)])
        clockSpread = [0, 1_000, 195_000][Int.random(in: 0..<3, using: &random)]
    }

    /// No faults: what liveness is measured against, and where a run ends.
    package init() {}
}
