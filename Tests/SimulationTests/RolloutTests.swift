import Election
import Locks
import Testing

@testable import Simulation

@Suite struct RolloutTests {
    private let second: Int64 = 1_000_000_000

    /// A fleet whose pods are replaced as soon as they are asked to be.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func onlyNeighboursAreAliveTogether(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var rollout = Rollout(from: .endpointsleases)
        var pods = (0..<3).map { _ in Rollout.Pod(choice: rollout.target, isReady: true) }
        var seen: Set<LockChoice> = []
        for tick in 0..<200 as Range<Int64> {
            if case .replace(let pod, let choice) = rollout.move(pods, at: tick * 5 * second, random: &random) {
                pods[pod].choice = choice
            }
            let choices = Set(pods.map(\.choice))
            seen.formUnion(choices)
            #expect(!choices.isSuperset(of: [.endpoints, .leases]))
        }
        #expect(seen == [.endpoints, .endpointsleases, .leases])
    }

    @Test func aStepBeginsWhenAllPodsOfTheOneBeforeAreReady() {
        var random = SeededGenerator(seed: 1)
        var rollout = Rollout(from: .configmapsleases)
        var pods = [Rollout.Pod(choice: .configmaps, isReady: true), Rollout.Pod(choice: .configmaps, isReady: false)]
        #expect(rollout.move(pods, at: 0, random: &random) == .wait)
        pods[1].isReady = true
        guard case .replace(_, .configmapsleases) = rollout.move(pods, at: 1, random: &random) else {
            Issue.record("the first step leads to the pair")
            return
        }
    }

    @Test func onePodIsReplacedAtATimeAndKilledAfterItsGracePeriod() throws {
        var random = SeededGenerator(seed: 1)
        var rollout = Rollout(from: .endpointsleases)
        let pods = (0..<2).map { _ in Rollout.Pod(choice: .endpoints, isReady: true) }
        guard case .replace(let pod, _) = rollout.move(pods, at: 0, random: &random) else {
            Issue.record("nothing keeps it from beginning")
            return
        }
        #expect(rollout.move(pods, at: 30 * second, random: &random) == .wait)
        #expect(rollout.move(pods, at: 31 * second, random: &random) == .kill(pod))
    }
}
