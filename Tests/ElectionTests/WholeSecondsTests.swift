import Election
import Testing

/// A record that counts whole seconds, and so wants a second between two of them (rule 2).
@Suite struct WholeSecondsTests {
    private let timing: Timing

    init() throws {
        timing = try Timing(timePrecision: .seconds)
    }

    private func renewTime(_ script: Script) -> WallTime? { script.lastWrite?.record.renewTime }

    @Test func timesAreCutToSeconds() throws {
        var script = try Script(timing: timing)
        script.happens(.started, at: 0.9)
        script.happens(.readEnded(.success(.absent)), at: 1.9)
        #expect(script.lastWrite?.record.acquireTime == wall(1) && renewTime(script) == wall(1))
    }

    @Test func eachRenewalMovesTheTimeOnByASecondAtLeast() throws {
        var script = try Script.leading(timing: timing)
        #expect(renewTime(script) == wall(0))
        script.happens(.timerFired, at: 2.7)
        #expect(renewTime(script) == wall(2))
        script.confirmWrite(version: 2, at: 2.8)
        // A clock that was set back.
        script.wallAhead = -60
        script.happens(.timerFired, at: 4.7)
        #expect(renewTime(script) == wall(3))
        #expect(script.lastWrite?.record.acquireTime == wall(0))
    }

    @Test func aRetryAfterAnEditIsAsItWas() throws {
        var script = try Script.leading(timing: timing)
        script.happens(.timerFired, at: 2)
        script.confirmWrite(version: 2, at: 2.1)
        let renewed = script.written(version: 2)
        script.happens(.timerFired, at: 4)
        // Its fate is open, and the lock shows the renewal before it, at a later version.
        script.happens(.writeEnded(.conflict), at: 4.1)
        script.happens(.readEnded(.success(.found(renewed.relabelled(version: 3)))), at: 4.2)
        #expect(script.lastWrite?.base?.version.resourceVersion == "3")
        #expect(renewTime(script) == wall(4), "two writes on one record may be alike, since one of them wins")
        #expect(script.confirmWrite(version: 4, at: 4.3).write == nil)
    }

    @Test func aReleaseInTheSecondOfTheRenewalMovesTheTimeOn() throws {
        let timing = try Timing(handoverGrace: .zero, timePrecision: .seconds)
        var script = try Script.leading(timing: timing)
        script.happens(.resignationAsked, at: 0.5)
        #expect(script.lastWrite?.record.isRelease == true)
        #expect(renewTime(script) == wall(1), "a blanked record of the same time would be an edit (rule 3)")
    }

    @Test func anAdoptedRecordWithFractionsIsCut() throws {
        let record = LeaderRecord.of("pod-0", acquired: -100.75, renewed: -0.25)
        var script = try Script(timing: timing)
        script.happens(.started, at: 0)
        let lock = LockSnapshot.showing(.record(record), mark: mark(4, life: 3), version: 5)
        script.happens(.readEnded(.success(.found(lock))), at: 0)
        #expect(script.lastWrite?.record.acquireTime == wall(-101) && renewTime(script) == wall(0))
        #expect(script.confirmWrite(version: 6, at: 0.1).notices.contains(.becameLeader(fencingToken: 6)))
    }

    @Test(arguments: [(0, 0), (1, 0), (999_999, 0), (1_000_000, 1_000_000), (-1, -1_000_000), (-1_000_000, -1_000_000)])
    func aTimeIsCutTowardsThePast(microseconds: Int64, cut: Int64) {
        #expect(TimePrecision.seconds.cut(WallTime(microseconds: microseconds)) == WallTime(microseconds: cut))
        let same = WallTime(microseconds: microseconds)
        #expect(TimePrecision.microseconds.cut(same) == same)
    }
}
