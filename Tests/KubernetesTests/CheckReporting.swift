import Election
import Kubernetes
import Locks
import Testing

/// Tests of what a check's facts mean.
protocol CheckReporting {}

extension CheckReporting {
    /// A cluster in which all is well, and pod-0 of the pod `5b1c` would stand for `leases/example` in `lab`.
    func facts(
        server: String = "https://api.example:6443",
        authority: Cluster.Authority = .system,
        createsLock: Bool = true,
        lockedBy choice: LockChoice = .leases,
        lock: Elector.Reading? = .absent,
        otherLocks: [LockKind: Elector.Reading] = [.endpoints: .absent, .configmaps: .absent]
    ) throws -> CheckFacts {
        let cluster = Cluster(
            server: try ServerURL(parsing: server),
            authority: authority,
            namespace: try Namespace("lab"),
            source: "--server"
        )
        var facts = CheckFacts(
            cluster: cluster,
            proxy: nil,
            sessions: try choice.kinds.map { try Wire.session($0, name: "example") },
            identity: try Identity("pod-0"),
            podUID: "5b1c",
            timing: try Timing(),
            rights: Rights(lock: choice, createsLock: createsLock, recordsEvents: true)
        )
        facts.connection = .init(
            resolved: .milliseconds(2),
            connected: .milliseconds(3),
            secured: .milliseconds(7)
        )
        facts.version = .success("v1.36.2")
        facts.user = .success("system:serviceaccount:lab:elector")
        for item in facts.rights.items { facts.reviews[item.right] = .success(true) }
        for kind in choice.kinds { if let lock { facts.saw(kind, .success(lock)) } }
        for (kind, lock) in otherLocks { facts.saw(kind, .success(lock)) }
        facts.watchedFor = .seconds(2)
        return facts
    }

    func held(by holder: String, podUID: String? = nil, renewed: Int64 = 0) -> LockSnapshot {
        let record = LeaderRecord(
            holderIdentity: holder,
            leaseDurationSeconds: 10,
            acquireTime: nil,
            renewTime: WallTime(microseconds: renewed),
            leaderTransitions: 0
        )
        return LockSnapshot(
            version: ObjectVersion(uid: "u", resourceVersion: "1"),
            content: .record(record),
            mark: podUID.map { WriterMark(podUID: $0, life: 1, counter: 1) }
        )
    }

    func rows(_ subject: String, of facts: CheckFacts) -> [CheckReport.Row] {
        CheckReport(facts).rows.filter { $0.subject == subject }
    }

    func expect(
        _ verdict: CheckReport.Verdict,
        _ subject: String,
        _ words: String,
        in facts: CheckFacts,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let rows = rows(subject, of: facts)
        #expect(
            rows.contains { $0.verdict == verdict && $0.detail.contains(words) },
            "\(rows)",
            sourceLocation: sourceLocation
        )
        if case .failed(let cause) = verdict {
            #expect(CheckReport(facts).failure == cause, sourceLocation: sourceLocation)
        } else {
            #expect(CheckReport(facts).failure == nil, sourceLocation: sourceLocation)
        }
    }
}
