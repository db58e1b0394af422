import Election
import Kubernetes
import Runtime
import Sidecar

/// The candidates of one election, all in this process, and whom they name.
final class CandidateCrowd {
    private let election: ObjectName
    private let loop: EventLoop
    /// Nil for those who were taken away.
    private var candidates: [(any CrowdCandidate)?] = []
    /// What each has named last.
    private var names: [String]
    /// How many name whom.
    private var followings: [String: Int] = [:]
    /// Whom all have named last.
    private var leader = ""

    /// - Throws: what a name that is none says.
    init(
        _ count: Int,
        of kind: any CrowdCandidate.Type,
        in election: ObjectName,
        timing: Timing,
        cluster: Cluster,
        loop: EventLoop
    ) throws {
        self.election = election
        self.loop = loop
        names = Array(repeating: "", count: count)
        let lock = LockSession(kind: .leases, name: election, namespace: cluster.namespace, version: "lab")
        for place in 0..<count {
            let candidate = kind.init(
                identity: try Identity(Self.identity(place)),
                lock: lock,
                timing: timing,
                cluster: cluster,
                loop: loop,
                onEvent: { [unowned self] in look(at: place) }
            )
            candidates.append(candidate)
        }
    }

    func start() {
        for candidate in candidates { candidate?.start() }
    }

    /// Takes the leader away, without a word to anybody.
    func takeLeaderAway() {
        guard let place = candidates.firstIndex(where: { $0?.isLeader == true }) else { return }
        candidates[place]?.vanish()
        candidates[place] = nil
        count(names[place], by: -1)
        tell("gone", Self.identity(place))
    }

    private func look(at place: Int) {
        guard let name = candidates[place]?.leaderName, name != names[place] else { return }
        count(names[place], by: -1)
        names[place] = name
        count(name, by: 1)
        guard !name.isEmpty, name != leader, followings[name] == candidates.count(where: { $0 != nil }) else { return }
        leader = name
        tell("named", name)
    }

    private func count(_ name: String, by change: Int) {
        if !name.isEmpty { followings[name, default: 0] += change }
    }

    private func tell(_ what: String, _ name: String) {
        Console.output.writeLine("\(what) \(election.text) \(name) \(SystemClock.instant().nanoseconds)")
    }

    private static func identity(_ place: Int) -> String { "candidate-\(place)" }
}
