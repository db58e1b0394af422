import Election
import Testing

/// How a candidate that holds nothing comes to lead, and when it must not.
@Suite struct TakeOverTests {
    @Test func aMissingLockIsCreated() throws {
        var script = try Script()
        #expect(script.happens(.started, at: 0) == [.read(by: at(3.333))])
        let creation = Elector.Write(
            base: nil,
            record: .of("pod-0", acquired: 1, renewed: 1),
            mark: mark(1),
            isTakeOver: true
        )
        #expect(
            script.happens(.readEnded(.success(.absent)), at: 1) == [
                .write(creation, by: at(4.333)), .watch(from: nil),
            ]
        )
        #expect(
            script.confirmWrite(version: 7, at: 1.5) == [.note(.becameLeader(fencingToken: 7)), .sleep(until: at(3))]
        )
        #expect(script.isAsked(at: 1.5).isLeader)
    }

    @Test func anObjectWithoutARecordIsFree() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let empty = LockSnapshot.showing(.none, version: 5)
        let takeOver = Elector.Write(base: empty, record: .of("pod-0"), mark: mark(1), isTakeOver: true)
        #expect(
            script.happens(.readEnded(.success(.found(empty))), at: 0)
                == [.write(takeOver, by: at(3.333)), .watch(from: "5")]
        )
    }

    @Test func aLiveLockIsWaitedOutAndTakenOnTheInstant() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let held = LockSnapshot.held(by: "pod-1")
        #expect(
            script.happens(.readEnded(.success(.found(held))), at: 0) == [.watch(from: "5"), .sleep(until: at(2))]
        )
        #expect(script.happens(.watchOpened, at: 0.1) == [.sleep(until: at(10))])
        #expect(script.isAsked(at: 9.9).name == "pod-1")
        #expect(script.happens(.timerFired, at: 9.999) == [.sleep(until: at(10))])
        let takeOver = Elector.Write(
            base: held,
            record: .of("pod-0", acquired: 10, renewed: 10, transitions: 4),
            mark: mark(1),
            isTakeOver: true
        )
        #expect(script.happens(.timerFired, at: 10) == [.write(takeOver, by: at(13.333))])
    }

    @Test func aRenewalIsRespectedForItsOwnDurationFromItsReceipt() throws {
        var script = try Script.following(.held(by: "pod-1", lasts: 10))
        #expect(
            script.happens(.watchSaw(.held(by: "pod-1", renewed: 2, lasts: 15, version: 6)), at: 4)
                == [.note(.differentDuration(ofHolder: "pod-1", seconds: 15)), .sleep(until: at(19))]
        )
    }

    @Test func anotherDurationThanOursIsToldOnce() throws {
        var script = try Script.following()
        var notices: [Elector.Notice] = []
        for second in 1...5 {
            let lock = LockSnapshot.held(by: "pod-1", renewed: Double(second), lasts: 15, version: 5 + second)
            notices += script.happens(.watchSaw(lock), at: Double(second)).notices
        }
        #expect(notices == [.differentDuration(ofHolder: "pod-1", seconds: 15)])
        #expect(script.happens(.watchSaw(.released(at: 6, version: 20)), at: 6).notices.isEmpty)
    }

    @Test func aRecordFromLongAgoIsRespectedAllTheSame() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let actions = script.happens(.readEnded(.success(.found(.held(by: "pod-1", renewed: -86_400)))), at: 0)
        #expect(actions.write == nil, "no decision reads a time from the wire")
        #expect(script.happens(.timerFired, at: 10).write != nil)
    }

    @Test func aReleasedLockIsTakenAtOnce() throws {
        var script = try Script.following()
        let released = LockSnapshot.released(at: 3)
        let takeOver = Elector.Write(
            base: released,
            record: .of("pod-0", acquired: 3, renewed: 3, transitions: 4),
            mark: mark(1),
            isTakeOver: true
        )
        #expect(script.happens(.watchSaw(released), at: 3) == [.write(takeOver, by: at(6.333))])
    }

    @Test func aLostRaceIsWaitedOut() throws {
        var script = try Script.following()
        script.happens(.watchSaw(.released(at: 3)), at: 3)
        #expect(
            script.happens(.writeEnded(.conflict), at: 3.01) == [.sleep(until: at(3.06))],
            "the watch gets a moment before a read is spent"
        )
        let winner = LockSnapshot.held(by: "pod-2", renewed: 3, counter: 1, version: 7)
        #expect(script.happens(.watchSaw(winner), at: 3.02) == [.sleep(until: at(13.02))])
        #expect(script.isAsked(at: 3.02).name == "pod-2")
    }

    @Test func whoLostTheRaceToCreateTheLockTakesItOnceItIsReleased() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.absent)), at: 0)
        script.happens(.watchOpened, at: 0)
        script.happens(.writeEnded(.conflict), at: 0.1)
        script.happens(.watchSaw(.held(by: "pod-1", counter: 1, version: 5)), at: 0.12)
        #expect(script.happens(.watchSaw(.released(at: 4, version: 6)), at: 4).write != nil)
    }

    @Test func racesLostLongAgoDoNotSlowTheNextOne() throws {
        var script = try Script.following()
        for round in 1...6 {
            let now = Double(round) * 20
            script.happens(.watchSaw(.released(at: now, version: 10 * round)), at: now)
            script.happens(.writeEnded(.conflict), at: now + 0.01)
            script.happens(.watchSaw(.held(by: "pod-2", renewed: now, version: 10 * round + 1)), at: now + 0.02)
        }
        script.happens(.watchSaw(.released(at: 140, version: 140)), at: 140)
        script.happens(.writeEnded(.conflict), at: 140.01)
        #expect(script.happens(.timerFired, at: 140.06).containRead)
    }

    @Test func aTakeOverConfirmedTooLateIsHeldButNotLed() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        let actions = script.confirmWrite(version: 6, at: 16.666)
        #expect(actions.notices.isEmpty)
        #expect(!script.isAsked(at: 16.666).isLeader)
        #expect(script.isAsked(at: 16.666).state == .holding)
        #expect(actions.write?.base?.version.resourceVersion == "6", "the next write begins the term")
    }

    @Test func transitionsStayWithinWhatALeaseCanCarry() throws {
        for (seen, next) in [(Int(Int32.max), Int(Int32.max)), (Int.max, Int(Int32.max)), (Int.min, 1), (-1, 1)] {
            var script = try Script()
            script.happens(.started, at: 0)
            let actions = script.happens(.readEnded(.success(.found(.released(transitions: seen)))), at: 0)
            #expect(actions.write?.record.leaderTransitions == next)
        }
    }

    @Test func aDurationBeyondAllBoundsIsWaitedFor() throws {
        var script = try Script.following(.held(by: "pod-1", lasts: .max))
        #expect(script.happens(.timerFired, at: 1_000_000_000).write == nil)
    }

    @Test(arguments: [0, -1, Int.min])
    func aRecordThatDoesNotSayForHowLongGetsOurOwnDuration(seconds: Int) throws {
        var script = try Script.following(.held(by: "pod-1", lasts: seconds))
        #expect(script.happens(.timerFired, at: 9.999).write == nil)
        #expect(script.happens(.timerFired, at: 10).write != nil)
    }
}
