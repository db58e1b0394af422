import Election
import Testing

/// Giving up (rule 12).
@Suite struct ResignationTests {
    /// What pod-0 releases with, after the write of that number.
    private func release(of held: LockSnapshot, at seconds: Double, counter: UInt64) -> Elector.Write {
        Elector.Write(
            base: held,
            record: .of("", lasts: 1, acquired: 0, renewed: seconds, transitions: 0),
            mark: mark(counter)
        )
    }

    @Test func aLeaderOnWhomSomebodyReliesWaits() throws {
        var script = try Script.leading()
        let held = script.written(version: 1)
        #expect(script.isAsked(at: 0.5).validUntil == at(1.5))
        #expect(
            script.happens(.resignationAsked, at: 1) == [.note(.stoppedLeading(.resigned)), .sleep(until: at(1.5))]
        )
        let answer = script.isAsked(at: 1)
        #expect(!answer.isLeader && answer.name == "" && answer.state == .resigning)
        #expect(
            script.happens(.timerFired, at: 1.5) == [
                .write(release(of: held, at: 1.5, counter: 2), by: at(3)), .sleep(until: at(4.5)),
            ]
        )
        #expect(script.confirmWrite(version: 2, at: 1.6) == [.stopWatching, .finish(.released)])
        #expect(script.isAsked(at: 1.6).state == .stopped)
    }

    @Test func aLeaderOnWhomNobodyReliesReleasesAtOnce() throws {
        var script = try Script.leading()
        let held = script.written(version: 1)
        _ = script.isAsked(at: 0.5)
        let actions = script.happens(.resignationAsked, at: 1.5)
        #expect(actions.write == release(of: held, at: 1.5, counter: 2))
    }

    @Test func workThatHasStoppedEndsTheWait() throws {
        var script = try Script.leading()
        _ = script.isAsked(at: 1)
        script.happens(.workStopped(fencingToken: 1), at: 1)
        #expect(script.isAsked(at: 1).isLeader, "nobody asked us to give up")
        #expect(script.happens(.resignationAsked, at: 1.1).write == nil)
        #expect(script.happens(.workStopped(fencingToken: 9), at: 1.2).write == nil, "another term's")
        let actions = script.happens(.workStopped(fencingToken: 1), at: 1.3)
        #expect(actions.write?.record.holderIdentity == "")
        #expect(script.elector.nextWake == at(4.3), "and three seconds are left for the release")
        #expect(script.happens(.workStopped(fencingToken: 1), at: 1.4).isEmpty, "saying it again changes nothing")
    }

    @Test func anAnswerForPeopleIsNotWaitedFor() throws {
        var script = try Script.leading()
        _ = script.elector.leadership(at: Moment(instant: at(1), wall: wall(1)))
        #expect(script.happens(.resignationAsked, at: 1).write != nil)
    }

    @Test func aRenewalThatFallsIntoTheGraceIsMade() throws {
        let timing = try Timing(handoverGrace: .seconds(3))
        var script = try Script.leading(timing: timing)
        _ = script.isAsked(at: 1.5)
        script.happens(.resignationAsked, at: 1.6)
        let renewal = script.happens(.timerFired, at: 2).write
        #expect(renewal?.record == .of("pod-0", renewed: 2))
        #expect(renewal?.fencingToken == 1, "the term's, as long as a yes of it may be relied on")
        #expect(script.confirmWrite(version: 2, at: 2.1).notices.isEmpty, "a renewal makes no leader of who resigns")
        #expect(script.happens(.timerFired, at: 4.5).write?.record.holderIdentity == "")
    }

    @Test func aRenewalUnderWayIsAwaitedAndThenReleased() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        #expect(script.happens(.resignationAsked, at: 2.1).write == nil)
        let actions = script.confirmWrite(version: 2, at: 2.2)
        #expect(actions.write?.base?.version.resourceVersion == "2")
        #expect(actions.write?.record == .of("", lasts: 1, renewed: 2.2))
    }

    @Test func aTakeOverUnderWayIsReleasedIfItLands() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        #expect(script.happens(.resignationAsked, at: 10.1) == [.sleep(until: at(13.1))])
        let actions = script.confirmWrite(version: 6, at: 10.2)
        #expect(actions.notices.isEmpty && !script.isAsked(at: 10.2).isLeader)
        #expect(actions.write?.record.holderIdentity == "")
        #expect(script.confirmWrite(version: 7, at: 10.3).last == .finish(.released))
    }

    @Test func aTakeOverThatMayStillLandIsLookedFor() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        let landed = script.written(version: 6)
        script.happens(.resignationAsked, at: 10.1)
        #expect(script.happens(.writeEnded(.failed(.unreachable("reset"))), at: 10.2).wake.map { $0 < at(11) } == true)
        #expect(script.happens(.timerFired, at: 10.6).containRead)
        #expect(script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 10.7).write == nil)
        #expect(script.happens(.timerFired, at: 10.95).containRead)
        let actions = script.happens(.readEnded(.success(.found(landed))), at: 11)
        #expect(actions.write?.base == landed && actions.write?.record.holderIdentity == "")
    }

    @Test func aTakeOverThatCannotLandAnyMoreEndsTheMatter() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        script.happens(.resignationAsked, at: 10.1)
        script.happens(.watchSaw(.held(by: "pod-2", renewed: 10, version: 6)), at: 10.2)
        #expect(script.happens(.writeEnded(.conflict), at: 10.3).last == .finish(.heldNothing))
    }

    @Test func aFollowerJustLeaves() throws {
        var script = try Script.following()
        #expect(script.happens(.resignationAsked, at: 1) == [.stopWatching, .finish(.heldNothing)])
        #expect(script.happens(.watchSaw(.released(at: 2)), at: 2).isEmpty, "nothing follows")
    }

    @Test func whoHasNotHeardAnythingJustLeaves() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        #expect(script.happens(.resignationAsked, at: 1) == [.finish(.heldNothing)])
    }

    @Test func whoOnlyHoldsReleasesToo() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        script.happens(.writeEnded(.failed(.timedOut)), at: 7)
        script.happens(.resignationAsked, at: 7.1)
        #expect(script.happens(.writeEnded(.failed(.timedOut)), at: 7.2).write?.record.holderIdentity == "")
    }

    @Test func inAHurryTheGraceIsNotWaitedForAndNothingReleased() throws {
        var script = try Script.leading()
        _ = script.isAsked(at: 1)
        script.happens(.resignationAsked, at: 1)
        #expect(script.happens(.resignationHastened, at: 1.1) == [.stopWatching, .finish(.leftToExpire)])
    }

    @Test func aReleaseIsTriedAgainWhileTheMarkIsOurs() throws {
        var script = try Script.leading()
        let held = script.written(version: 1)
        script.happens(.resignationAsked, at: 1)
        #expect(script.happens(.writeEnded(.conflict), at: 1.1).containRead)
        let edited = held.relabelled(version: 2)
        let again = script.happens(.readEnded(.success(.found(edited))), at: 1.2)
        #expect(again.write == release(of: edited, at: 1.2, counter: 3))
    }

    @Test func aReleaseThatMetItsOwnSuccessIsDone() throws {
        var script = try Script.leading()
        script.happens(.resignationAsked, at: 1)
        let released = script.written(version: 2)
        script.happens(.writeEnded(.conflict), at: 1.1)
        #expect(script.happens(.readEnded(.success(.found(released))), at: 1.2).last == .finish(.released))
    }

    @Test func aReleaseNeverBlanksASuccessor() throws {
        var script = try Script.leading()
        script.happens(.resignationAsked, at: 1)
        script.happens(.writeEnded(.conflict), at: 1.1)
        let successor = LockSnapshot.held(by: "pod-1", renewed: 1, version: 3)
        #expect(
            script.happens(.readEnded(.success(.found(successor))), at: 1.2) == [.stopWatching, .finish(.heldNothing)]
        )
    }

    @Test func aLateRenewalIsReleasedToo() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        let landed = script.written(version: 2)
        script.happens(.writeEnded(.failed(.timedOut)), at: 4.333)
        script.happens(.resignationAsked, at: 4.4)
        script.happens(.writeEnded(.conflict), at: 4.5)
        let actions = script.happens(.readEnded(.success(.found(landed))), at: 4.6)
        #expect(actions.write?.base == landed && actions.write?.record.holderIdentity == "")
    }

    @Test func aBlackHoleIsGivenUpOnAfterThreeSeconds() throws {
        var script = try Script.leading()
        var actions = script.happens(.resignationAsked, at: 1)
        var attempts = 0
        while let deadline = actions.deadline, deadline < at(4) {
            attempts += 1
            actions = script.happens(.writeEnded(.failed(.timedOut)), at: seconds(deadline))
        }
        #expect(attempts >= 3)
        #expect(script.happens(.timerFired, at: 4) == [.stopWatching, .finish(.leftToExpire)])
    }

    @Test func aReleaseThatIsAskedToWaitIsTriedAgainInTime() throws {
        var script = try Script.leading()
        script.happens(.resignationAsked, at: 1)
        let throttled = RequestFailure.throttled(retryAfter: .seconds(30), "too many requests")
        #expect(script.happens(.writeEnded(.failed(throttled)), at: 2).wake == at(3))
        #expect(script.happens(.timerFired, at: 3).write != nil)
    }
}
