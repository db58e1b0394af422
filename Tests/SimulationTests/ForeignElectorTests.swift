import Election
import Testing

@testable import Simulation

/// The models do what makes the others what they are.
@Suite struct ForeignElectorTests {
    private func moment(_ seconds: Int) -> Moment {
        Moment(
            instant: Instant(nanoseconds: Int64(seconds) * 1_000_000_000),
            wall: WallTime(microseconds: Int64(seconds) * 1_000_000)
        )
    }

    private func lock(_ holder: String, duration: Int, transitions: Int = 3) -> LockSnapshot {
        let record = LeaderRecord(
            holderIdentity: holder,
            leaseDurationSeconds: duration,
            acquireTime: nil,
            renewTime: nil,
            leaderTransitions: transitions
        )
        return LockSnapshot(version: ObjectVersion(uid: "u", resourceVersion: "5"), content: .record(record))
    }

    private func elector(_ dialect: ForeignElector.Dialect, seconds: Int = 6) -> ForeignElector {
        ForeignElector(identity: "other", manner: .init(dialect, leaseDuration: .seconds(seconds)), seed: 1)
    }

    /// What an elector writes over a record that it sees first at 0 s, and again at `seconds`.
    private func write(
        _ dialect: ForeignElector.Dialect,
        over snapshot: LockSnapshot,
        at seconds: Int
    ) -> Elector.Write? {
        var elector = elector(dialect)
        let first = elector.handle(.readEnded(.success(.found(snapshot))), at: moment(0))
        let later = elector.handle(.readEnded(.success(.found(snapshot))), at: moment(seconds))
        guard case .write(let write, _)? = (seconds == 0 ? first : later).first else { return nil }
        return write
    }

    @Test func clientGoJudgesARecordByItsDuration() {
        #expect(write(.clientGo, over: lock("pod-0", duration: 10), at: 9) == nil)
        #expect(write(.clientGo, over: lock("pod-0", duration: 10), at: 10) != nil)
    }

    @Test(arguments: [.earlyClientGo, .classic] as [ForeignElector.Dialect])
    func theOlderOnesJudgeItByTheirOwn(dialect: ForeignElector.Dialect) {
        #expect(write(dialect, over: lock("pod-0", duration: 10), at: 5) == nil)
        #expect(write(dialect, over: lock("pod-0", duration: 10), at: 6) != nil)
    }

    @Test func onlyTheClassicWaitsAfterARelease() {
        let released = lock("", duration: 1)
        #expect(write(.clientGo, over: released, at: 0) != nil)
        #expect(write(.earlyClientGo, over: released, at: 0) != nil)
        #expect(write(.classic, over: released, at: 5) == nil)
        #expect(write(.classic, over: released, at: 6) != nil)
    }

    @Test func theClassicBeginsItsTransitionsAnew() {
        #expect(write(.clientGo, over: lock("other", duration: 10), at: 0)?.record.leaderTransitions == 3)
        #expect(write(.classic, over: lock("other", duration: 10), at: 0)?.record.leaderTransitions == 0)
    }

    @Test func theClassicNamesItselfAfterALeaseThatItLost() {
        var elector = elector(.classic)
        let held = lock("other", duration: 6)
        _ = elector.handle(.readEnded(.success(.found(held))), at: moment(0))
        _ = elector.handle(.writeEnded(.confirmed(held)), at: moment(0))
        let actions = elector.handle(.timerFired, at: moment(20))
        #expect(elector.isLeader && !actions.contains(.finish(.leftToExpire)))
        _ = elector.handle(.readEnded(.success(.found(lock("pod-0", duration: 10)))), at: moment(20))
        #expect(!elector.isLeader, "until it sees another")
    }

    @Test func itNamesTheHolderThatItSawLast() {
        var elector = elector(.clientGo)
        #expect(elector.leaderName == "")
        _ = elector.handle(.readEnded(.success(.found(lock("pod-0", duration: 10)))), at: moment(0))
        _ = elector.handle(.readEnded(.failure(.timedOut)), at: moment(60))
        #expect(elector.leaderName == "pod-0", "however old it is")
        _ = elector.handle(.writeEnded(.confirmed(lock("other", duration: 10))), at: moment(61))
        #expect(elector.leaderName == "other")
    }

    /// One with a lease of 10 s takes the lock from another with 30 s, and releases it: all that shows on the lock is a
    /// release, and whose breach it was.
    @Test func whatOneBreaksOfAnothersClaimIsNotOurs() throws {
        var simulation = try Simulation(seed: 747_043_610, options: .init(timing: Timing()))
        let outcome = simulation.run()
        #expect(outcome.violation == nil && outcome.terms > 3)
    }

    @Test func clientGoEndsAfterALeaseThatItLost() {
        var elector = elector(.clientGo)
        let held = lock("other", duration: 6)
        _ = elector.handle(.readEnded(.success(.found(held))), at: moment(0))
        _ = elector.handle(.writeEnded(.confirmed(held)), at: moment(0))
        #expect(elector.isLeader)
        #expect(elector.handle(.timerFired, at: moment(20)) == [.finish(.leftToExpire)])
        #expect(!elector.isLeader)
    }
}
