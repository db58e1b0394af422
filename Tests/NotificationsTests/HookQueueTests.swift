import Election
import Notifications
import StatusAPI
import Testing

/// Which hook runs when, and what it is told.
@Suite struct HookQueueTests {
    private let status = ScriptedStatus()
    private var queue = HookQueue()

    /// What runs next, as `started 7`.
    private mutating func next() -> String {
        switch queue.next(status: status.source) {
        case .run(let run): "\(run.occasion.rawValue) \(Self.variables(run)["FENCING_TOKEN"] ?? "?")"
        case .underWay: "under way"
        case .rest: "rest"
        }
    }

    private static func variables(_ run: HookRun, inheriting entries: [String] = []) -> [String: String] {
        let subject = StatusAPI.Subject(
            identity: "pod-0",
            election: "example",
            namespace: "lab",
            lock: "leases/example",
            bootID: "3c5e",
            leaseDuration: .seconds(10)
        )
        var variables: [String: String] = [:]
        for entry in run.environment(of: subject, inheriting: entries) {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].replacing("LEADER_ELECTOR_", with: "", maxReplacements: 1)
            #expect(variables.updateValue(parts[1], forKey: name) == nil, "\(name) twice")
        }
        return variables
    }

    @Test mutating func aTermHasABeginningAndAnEnd() {
        #expect(next() == "rest")
        status.lead(7)
        #expect(next() == "started 7")
        #expect(next() == "under way")
        queue.ended()
        #expect(next() == "rest")
        status.follow("pod-1")
        #expect(next() == "stopped 7")
        queue.ended()
        #expect(next() == "rest")
    }

    @Test mutating func aFollowerRunsNothing() {
        for name in ["pod-1", "", "pod-2"] {
            status.follow(name)
            #expect(next() == "rest")
        }
    }

    @Test mutating func theEndWaitsForTheHookOfTheBeginning() {
        status.lead(7)
        #expect(next() == "started 7")
        status.follow("pod-1")
        #expect(next() == "under way")
        queue.ended()
        #expect(next() == "stopped 7")
    }

    @Test mutating func aTermThatIsOverWhenItsTurnComesIsPassedOver() {
        status.lead(7)
        #expect(next() == "started 7")
        status.follow("pod-1")
        #expect(next() == "under way")
        status.lead(9)
        #expect(next() == "under way")
        status.follow("pod-2")
        queue.ended()
        #expect(next() == "stopped 7")
        queue.ended()
        #expect(next() == "rest", "nobody was told that term 9 had begun")
    }

    @Test mutating func anotherTermIsTheEndOfTheFirstEvenUnseen() {
        status.lead(7)
        #expect(next() == "started 7")
        queue.ended()
        status.lead(9)
        #expect(next() == "stopped 7")
        queue.ended()
        #expect(next() == "started 9")
    }

    @Test mutating func aRenewalAsksForNothing() {
        status.lead(7)
        _ = next()
        queue.ended()
        let told = status.told
        #expect(next() == "rest" && next() == "rest")
        #expect(status.told == told, "each yes that is given prolongs a handover")
    }

    @Test mutating func aHookIsToldWhatIsTrueWhenItRuns() throws {
        status.lead(7)
        let inherited = ["PATH=/bin", "LEADER_ELECTOR_ELECTION=other", "LEADER_ELECTOR_TTL=5s"]
        guard case .run(let run) = queue.next(status: status.source) else { throw Missing() }
        #expect(
            Self.variables(run, inheriting: inherited) == [
                "PATH": "/bin", "TTL": "5s", "ELECTION": "example", "NAMESPACE": "lab", "IDENTITY": "pod-0",
                "NAME": "pod-0", "IS_LEADER": "true", "FENCING_TOKEN": "7",
                "VALID_UNTIL_UPTIME_MILLISECONDS": "5001", "BOOT_ID": "3c5e", "REVISION": "5f-1",
            ]
        )
    }

    @Test mutating func aHookForAnEndIsToldNoYes() throws {
        status.lead(7)
        _ = next()
        status.follow("pod-1")
        _ = next()
        status.lead(9)
        queue.ended()
        guard case .run(let run) = queue.next(status: status.source) else { throw Missing() }
        let variables = Self.variables(run)
        #expect(run.occasion == .stopped && variables["IS_LEADER"] == "false" && variables["NAME"] == "")
        #expect(variables["FENCING_TOKEN"] == "7", "of the term that is over")
        #expect(variables["VALID_UNTIL_UPTIME_MILLISECONDS"] == "" && variables["BOOT_ID"] == "")
    }

    private struct Missing: Error {}
}
