import Election
import Locks

/// How a fleet moves from one kind of lock to another: pod by pod, each step complete before the next, sometimes back.
struct Rollout {
    /// What to do with the fleet now.
    enum Move: Equatable {
        case wait
        /// Stop a pod; the one that comes in its place has this choice.
        case replace(Int, LockChoice)
        /// A pod has had time enough to stop by itself.
        case kill(Int)
    }

    /// What a rollout sees of a pod.
    struct Pod {
        var choice: LockChoice
        /// Whether it runs and has read all its locks.
        var isReady: Bool
    }

    /// What the present step leads to, and from where.
    private(set) var target: LockChoice
    private var origin: LockChoice
    /// The old kind's choice, the pair, and the new kind's: neighbours may be alive together.
    private let stages: [LockChoice]
    /// The pod that is being replaced, and since when, in nanoseconds of true time.
    private var replaced: (pod: Int, since: Int64)?

    /// For how long a pod may take to stop: Kubernetes' terminationGracePeriodSeconds.
    private static let gracePeriod: Int64 = 30_000_000_000

    /// A fleet that holds only the old one of a pair of kinds.
    init(from pair: LockChoice) {
        stages = [pair == .endpointsleases ? .endpoints : .configmaps, pair, .leases]
        target = stages[0]
        origin = stages[0]
    }

    /// The locks that it is about.
    var locks: [LockKind] { stages[1].kinds }

    /// What comes next.
    mutating func move(_ pods: [Pod], at now: Int64, random: inout SeededGenerator) -> Move {
        if let replaced {
            if pods[replaced.pod].choice != target {
                return now - replaced.since > Self.gracePeriod ? .kill(replaced.pod) : .wait
            }
            self.replaced = nil
        }
        let left = pods.indices.filter { pods[$0].choice != target }
        if left.isEmpty {
            guard pods.allSatisfy(\.isReady) else { return .wait }
            begin(random: &random)
        } else if left.count < pods.count, Int.random(in: 0..<6, using: &random) == 0 {
            swap(&origin, &target)
        }
        let next = pods.indices.filter { pods[$0].choice != target }
        let pod = next[Int.random(in: next.indices, using: &random)]
        replaced = (pod, now)
        return .replace(pod, target)
    }

    /// The next step: mostly forward, and from either end the only way that there is.
    private mutating func begin(random: inout SeededGenerator) {
        origin = target
        let goesBack = Int.random(in: 0..<3, using: &random) == 0
        target = origin != stages[1] ? stages[1] : goesBack ? stages[0] : stages[2]
    }
}
