import Election
import Testing

/// Writes of which nobody says whether they happened (rules 1 and 8).
@Suite struct UncertainWriteTests {
    @Test func anUpdateThatChangedNothingConfirmsNothing() throws {
        var script = try Script.leading()
        let created = script.written(version: 1)
        script.happens(.timerFired, at: 2)
        let actions = script.happens(.writeEnded(.confirmed(created)), at: 2.1)
        #expect(actions.write == nil && actions.wake.map { $0 < at(2.5) } == true, "a failure, tried again soon")
        #expect(!script.isAsked(at: 6.666).isLeader)
    }

    @Test func aTakeOverThatChangedNothingConfirmsNothing() throws {
        var script = try Script.following()
        let released = LockSnapshot.released(at: 3)
        script.happens(.watchSaw(released), at: 3)
        script.happens(.writeEnded(.confirmed(released)), at: 3.1)
        #expect(!script.isAsked(at: 3.1).isLeader)
    }

    @Test func aSuccessWithSomebodyElsesRecordConfirmsNothing() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        script.happens(.writeEnded(.confirmed(.held(by: "pod-2", renewed: 10, version: 6))), at: 10.1)
        #expect(script.isAsked(at: 10.1).name == "pod-2")
    }

    @Test func aReplyLostAndThenAConflictAreSettledByOurMark() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        // The transport sent it again on a new connection, so our own success is what answers 409.
        #expect(script.happens(.writeEnded(.conflict), at: 2.3).containRead)
        #expect(
            script.happens(.readEnded(.success(.found(script.written(version: 2)))), at: 2.4)
                == [.sleep(until: at(4))]
        )
        #expect(script.isAsked(at: 8.6).isLeader, "counted from the send")
    }

    @Test func anAlreadyExistsIsSettledByOurMark() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.absent)), at: 0)
        let created = script.written(version: 1)
        #expect(script.happens(.writeEnded(.conflict), at: 0.1).containRead)
        #expect(
            script.happens(.readEnded(.success(.found(created))), at: 0.2).notices == [.becameLeader(fencingToken: 1)]
        )
    }

    @Test func theEventOfAWriteCanComeBeforeItsReply() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        let renewed = script.written(version: 2)
        #expect(script.happens(.watchSaw(renewed), at: 2.1) == [.sleep(until: at(8.666))])
        #expect(script.happens(.writeEnded(.confirmed(renewed)), at: 2.2) == [.sleep(until: at(4))])
        #expect(script.isAsked(at: 8.6).isLeader)
    }

    @Test func aLateCommitIsCountedFromItsSend() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        let late = script.written(version: 6)
        script.happens(.writeEnded(.failed(.timedOut)), at: 13.333)
        #expect(
            script.happens(.watchSaw(late), at: 14).notices == [.becameLeader(fencingToken: 6)],
            "the second attempt is under way when the first one lands"
        )
        #expect(script.isAsked(at: 16.6).isLeader)
        #expect(!script.isAsked(at: 16.666).isLeader)
    }

    @Test func ofTwoOpenWritesTheOlderWins() throws {
        var script = try Script.leading()
        let created = script.written(version: 1)
        script.happens(.timerFired, at: 2)
        let older = script.written(version: 2)
        let second = script.happens(.writeEnded(.failed(.timedOut)), at: 4.333)
        #expect(second.write?.base == created, "the base has not changed, so at most one of them happens")
        #expect(second.write?.mark == mark(3))
        script.happens(.watchSaw(older), at: 4.4)
        let actions = script.happens(.writeEnded(.conflict), at: 4.5)
        #expect(actions.write?.base == older, "nothing is left to find out")
        #expect(script.isAsked(at: 8.6).isLeader, "counted from the first send")
        #expect(!script.isAsked(at: 8.666).isLeader)
    }

    @Test func ofTwoOpenWritesTheYoungerWins() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        let older = script.written(version: 9)
        script.happens(.writeEnded(.failed(.timedOut)), at: 4.333)
        script.confirmWrite(version: 2, at: 4.4)
        #expect(script.isAsked(at: 10.9).isLeader)
        // The older one named a version that is gone; if it were shown all the same, it would be no record of ours.
        #expect(
            script.happens(.watchSaw(older), at: 4.5).notices == [
                .stoppedLeading(.replaced(by: "pod-0")), .namesake(mark(2)),
            ]
        )
    }

    @Test func aReadThatShowsTheBaseDecidesNothing() throws {
        var script = try Script.leading()
        let created = script.written(version: 1)
        script.happens(.timerFired, at: 2)
        let first = script.written(version: 2)
        script.happens(.writeEnded(.conflict), at: 2.1)
        let again = script.happens(.readEnded(.success(.found(created))), at: 2.2)
        #expect(again.write?.base == created)
        #expect(script.happens(.watchSaw(first), at: 2.3).notices.isEmpty)
        #expect(script.isAsked(at: 8.6).isLeader, "the first one landed after all")
    }

    @Test func writesThatStayOpenAreForgottenOneDayAndThenAreNotOurs() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        let first = script.written(version: 2)
        for attempt in 1...40 {
            script.happens(.writeEnded(.failed(.timedOut)), at: 2 + Double(attempt) * 4)
        }
        script.happens(.watchSaw(first), at: 165)
        #expect(script.isAsked(at: 165).reason == .namesake)
    }

    @Test func anHourAsleepWhileAWriteWasUnderWayGivesNothing() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        #expect(!script.isAsked(at: 3602).isLeader, "asked before anything was heard")
        let actions = script.confirmWrite(version: 2, at: 3602)
        #expect(actions.notices == [.stoppedLeading(.expired)])
        #expect(actions.write != nil)
        #expect(!script.isAsked(at: 3602).isLeader)
    }
}
