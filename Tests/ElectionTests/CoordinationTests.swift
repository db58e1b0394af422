import Election
import Testing

/// A Lease with a `strategy` belongs to a coordinated election, in which the API server names the holder (rule 16).
@Suite struct CoordinationTests {
    private func coordinated(_ lock: LockSnapshot) -> LockSnapshot {
        var lock = lock
        lock.isCoordinated = true
        return lock
    }

    @Test func aLeaseOfACoordinatedElectionIsLeftAlone() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        #expect(
            script.happens(.readEnded(.success(.found(coordinated(.held(by: "pod-1"))))), at: 0)
                == [.note(.coordinated), .watch(from: "5"), .sleep(until: at(2))]
        )
        script.happens(.watchOpened, at: 0)
        let released = coordinated(.released(at: 9))
        #expect(script.happens(.watchSaw(released), at: 9) == [.sleep(until: at(19))])
        #expect(script.happens(.timerFired, at: 19).containRead, "the watch may be stuck")
        #expect(script.happens(.readEnded(.success(.found(released))), at: 19.1) == [.sleep(until: at(29.1))])
    }

    @Test func itsHolderIsNamedAndItIsSaidOnce() throws {
        var script = try Script.following(coordinated(.held(by: "cand-a", lasts: 5)))
        for second in 1...20 {
            let renewed = LockSnapshot.held(by: "cand-a", renewed: Double(second), lasts: 5, version: 5 + second)
            let actions = script.happens(.watchSaw(coordinated(renewed)), at: Double(second))
            #expect(actions == [.sleep(until: at(Double(second) + 10))])
            #expect(script.isAsked(at: Double(second)).name == "cand-a")
        }
        #expect(script.happens(.timerFired, at: 60).write == nil, "nobody renews it, and still it is not ours")
        #expect(script.isAsked(at: 60).name == "" && script.isAsked(at: 60).reason == .expired)
    }

    @Test func aLeaseThatBecomesCoordinatedIsLeftAloneFromThenOn() throws {
        var script = try Script.following(.held(by: "pod-1"))
        #expect(
            script.happens(.watchSaw(coordinated(.held(by: "pod-1", version: 6))), at: 4).notices == [.coordinated],
            "although its record is the same"
        )
        #expect(script.happens(.timerFired, at: 10).write == nil)
    }

    @Test func itIsTakenOnceItsStrategyIsRemovedAndItsHoldersTimeIsOver() throws {
        var script = try Script.following(coordinated(.held(by: "cand-a", lasts: 5)))
        let renewed = LockSnapshot.held(by: "cand-a", renewed: 3, lasts: 5, version: 6)
        script.happens(.watchSaw(coordinated(renewed)), at: 3)
        #expect(script.happens(.watchSaw(renewed.relabelled(version: 7)), at: 4).write == nil)
        #expect(script.elector.nextWake == at(13))
        #expect(script.happens(.timerFired, at: 13).write?.base?.version.resourceVersion == "7")
    }

    @Test func whoPollsFindsTheStrategyRemovedToo() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(coordinated(.released(at: 0))))), at: 0)
        script.happens(.watchEnded(.refused(.forbidden("cannot watch"))), at: 0)
        #expect(script.happens(.timerFired, at: 2).containRead)
        let free = LockSnapshot.released(at: 0).relabelled(version: 7)
        #expect(script.happens(.readEnded(.success(.found(free))), at: 2.1).write != nil)
    }
}
