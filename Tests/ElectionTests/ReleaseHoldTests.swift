import Election
import Testing

/// A release waits for what acts for the term: a wrapped program, a label on the pod (rules 12 and 15).
@Suite struct ReleaseHoldTests {
    @Test func theLockIsRenewedUntilWhatActsHasEndedAndReleasedThen() throws {
        var script = try Script.leading()
        script.happens(.releaseHeld(true), at: 1)
        #expect(script.happens(.resignationAsked, at: 1.5).write == nil, "nobody relies on a yes, but something acts")
        #expect(script.isAsked(at: 1.5).state == .resigning)
        for second in [2.0, 4, 6, 8] {
            let renewal = try #require(script.happens(.timerFired, at: second).write, "\(second)")
            #expect(!renewal.record.isRelease)
            script.confirmWrite(version: Int(second), at: second + 0.1)
        }
        #expect(script.happens(.releaseHeld(false), at: 9).write?.record.isRelease == true)
        #expect(script.confirmWrite(version: 10, at: 9.1).contains(.finish(.released)))
    }

    @Test func afterItTheWholeTimeForAReleaseIsLeft() throws {
        var script = try Script.leading()
        script.happens(.releaseHeld(true), at: 1)
        script.happens(.resignationAsked, at: 1)
        script.happens(.timerFired, at: 2)
        script.confirmWrite(version: 2, at: 2.1)
        script.happens(.releaseHeld(false), at: 3)
        #expect(script.lastWrite?.record.isRelease == true)
        script.happens(.writeEnded(.failed(.timedOut)), at: 4.5)
        script.happens(.writeEnded(.failed(.timedOut)), at: 5.25)
        #expect(!script.happens(.timerFired, at: 5.99).contains(.finish(.leftToExpire)))
        #expect(script.happens(.timerFired, at: 6).contains(.finish(.leftToExpire)))
    }

    @Test func requestsOfAHeldReleaseLeaveHalfOfWhatTheLockHasLeft() throws {
        var script = try Script.leading()
        script.happens(.releaseHeld(true), at: 1)
        script.happens(.resignationAsked, at: 1)
        let deadline = try #require(script.happens(.timerFired, at: 2).deadline)
        #expect(seconds(deadline) == 4.333, "half of what is left until 6.666 s")
    }

    @Test func whoMayNotWaitAnyLongerDoesNot() throws {
        var script = try Script.leading()
        script.happens(.releaseHeld(true), at: 1)
        script.happens(.resignationAsked, at: 1)
        #expect(script.happens(.resignationHastened, at: 2).contains(.finish(.leftToExpire)))
    }

    @Test func theLockIsKnownToBeOursWhileItIsGivenUpAndNoLongerThanItIsRenewed() throws {
        var script = try Script.leading()
        #expect(script.isHeldUntil(at: 1) == 6.666)
        script.happens(.releaseHeld(true), at: 1)
        script.happens(.resignationAsked, at: 1)
        #expect(script.isHeldUntil(at: 1) == 6.666)
        script.happens(.timerFired, at: 2)
        script.confirmWrite(version: 2, at: 2.1)
        #expect(script.isHeldUntil(at: 2.1) == 8.666, "counted from the decision to send")
        #expect(script.isHeldUntil(at: 8.666) == nil)
        script.happens(.watchSaw(.held(by: "pod-1", renewed: 3, version: 3)), at: 3)
        #expect(script.isHeldUntil(at: 3) == nil)
    }

    @Test func aReleasedLockIsNotHeld() throws {
        var script = try Script.leading()
        script.happens(.stepDownAsked(fencingToken: nil, pause: .seconds(5)), at: 1)
        script.confirmWrite(version: 2, at: 1.1)
        #expect(script.isHeldUntil(at: 1.2) == nil)
    }
}
