import Election
import Testing

/// What askers are told, and for how long they may rely on it (rules 4, 5 and 6).
@Suite struct AnswerTests {
    @Test func beforeTheFirstAnswerNothingIsKnown() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let answer = script.isAsked(at: 0)
        #expect(answer.name == "" && answer.reason == .noAnswerYet && answer.state == .starting)
        #expect(!script.elector.hasSeenLock)
    }

    @Test func whoMayNotReadTheLockSaysSo() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.failure(.forbidden("cannot get leases"))), at: 0.1)
        #expect(script.isAsked(at: 0.1).reason == .forbidden)
        script.happens(.timerFired, at: 5)
        script.happens(.readEnded(.failure(.unreachable("connection refused"))), at: 5.1)
        #expect(script.isAsked(at: 5.1).reason == .noAnswerYet)
        script.happens(.timerFired, at: 10)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 10.1)
        #expect(script.isAsked(at: 10.1).reason == nil && script.elector.hasSeenLock)
    }

    @Test func aYesSaysHowLongItHolds() throws {
        var script = try Script.leading()
        let answer = script.isAsked(at: 1)
        #expect(answer.isLeader && answer.name == "pod-0" && answer.state == .leading && answer.reason == nil)
        #expect(answer.fencingToken == 1)
        #expect(answer.validity == .seconds(1) && answer.validUntil == at(2), "the grace")
        #expect(script.isAsked(at: 6).validity == .milliseconds(666), "what is left of the authority")
        #expect(script.isAsked(at: 6).validUntil == at(6.666))
    }

    @Test(arguments: Array(stride(from: 0.1, to: 8, by: 0.1)))
    func noYesOutlivesTheAuthorityOrTheGrace(seconds now: Double) throws {
        var script = try Script.leading()
        let answer = script.isAsked(at: now)
        #expect(answer.isLeader == (now < 6.666))
        #expect(answer.validity <= .seconds(1))
        #expect(answer.validity > .zero || !answer.isLeader)
        #expect(answer.validUntil.map { $0 <= at(6.666) } ?? !answer.isLeader)
        #expect((answer.name == "pod-0") == answer.isLeader)
        #expect((answer.fencingToken == nil) == !answer.isLeader)
        #expect((answer.reason == nil) == !answer.name.isEmpty)
    }

    @Test func theEndOfAuthorityNeedsNoEvent() throws {
        var script = try Script.leading()
        #expect(!script.isAsked(at: 6.666).isLeader)
        #expect(script.isAsked(at: 6.666).state == .holding && script.isAsked(at: 6.666).reason == .expired)
    }

    @Test func anHourSuspendedIsOverWithTheFirstAnswer() throws {
        var script = try Script.leading()
        #expect(!script.isAsked(at: 3600).isLeader)
        #expect(script.happens(.timerFired, at: 3600).notices == [.stoppedLeading(.expired)])
    }

    @Test func aFollowersNameForTheLeaderRunsOut() throws {
        var script = try Script.following()
        #expect(script.isAsked(at: 9.999).name == "pod-1")
        #expect(script.isAsked(at: 10).name == "" && script.isAsked(at: 10).reason == .expired)
    }

    @Test func aWallClockThatJumpsForwardShortensAuthority() throws {
        var script = try Script.leading()
        script.wallAhead = 5
        #expect(script.isAsked(at: 1).validity == .milliseconds(666))
        #expect(!script.isAsked(at: 1.666).isLeader)
        script.wallAhead = 0
        #expect(!script.isAsked(at: 1.7).isLeader, "what has ended does not come back with the clock")
        #expect(script.happens(.timerFired, at: 1.7).write != nil, "but a renewal brings it back")
        script.confirmWrite(version: 2, at: 1.8)
        #expect(script.isAsked(at: 1.8).fencingToken == 2, "as another term")
    }

    @Test func aWallClockThatJumpsBackwardChangesNothing() throws {
        var script = try Script.leading()
        script.wallAhead = -86_400
        #expect(script.isAsked(at: 6.665).isLeader)
        #expect(!script.isAsked(at: 6.666).isLeader)
    }

    @Test func aWallClockThatJumpsBackAndForthDuringAWriteEndsTheLeadInOrder() throws {
        var script = try Script.leading()
        script.wallAhead = -3600
        script.happens(.timerFired, at: 2)
        script.wallAhead = 0
        let actions = script.confirmWrite(version: 2, at: 2.1)
        #expect(actions.notices == [.stoppedLeading(.expired)])
        #expect(actions.write != nil)
    }

    @Test func wallClocksThatAreNonsenseDoNotTrap() throws {
        for ahead in [-9e12, 7e12] {
            var script = try Script.leading()
            script.happens(.timerFired, at: 2)
            script.wallAhead = ahead
            script.confirmWrite(version: 2, at: 2.1)
            script.happens(.timerFired, at: 4)
            script.wallAhead = -ahead
            script.confirmWrite(version: 3, at: 4.1)
            script.happens(.timerFired, at: 6)
            #expect(script.isAsked(at: 20).state == .holding)
        }
    }

    @Test(arguments: [-1e11, -62_200_000_000 - 1.7e9, 252_000_000_000, 7e12])
    func wallClocksThatAreNonsenseGiveLegalTimesThatMoveOn(ahead: Double) throws {
        var script = try Script()
        script.wallAhead = ahead
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.absent)), at: 0)
        var times = [script.written(version: 0).record?.renewTime]
        for step in 1...5 {
            script.confirmWrite(version: step, at: Double(step) * 2 - 1)
            script.happens(.timerFired, at: Double(step) * 2)
            times.append(script.written(version: 0).record?.renewTime)
        }
        let stamps = times.compactMap { $0 }
        #expect(zip(stamps, stamps.dropFirst()).allSatisfy { $0 < $1 } && stamps.count == 6)
        #expect(stamps.map(MicroTime.text).allSatisfy { $0.utf8.count == 27 && !$0.hasPrefix("0000") }, "\(stamps)")
    }

    @Test func everyTermHasItsOwnToken() throws {
        var script = try Script.leading()
        #expect(script.isAsked(at: 1).fencingToken == 1)
        script.happens(.timerFired, at: 2)
        script.confirmWrite(version: 8, at: 2.1)
        #expect(script.isAsked(at: 3).fencingToken == 1, "a renewal begins no term")
        script.happens(.timerFired, at: 9)
        script.confirmWrite(version: 20, at: 9.1)
        #expect(script.isAsked(at: 9.2).fencingToken == 20)
    }
}
