import Election
import Testing

/// What people do to the lock: rule 3 bounds what comes of it, rule 11 ends an authority that is no longer written.
@Suite struct EditTests {
    @Test func aBlankedHolderFreesNothing() throws {
        var script = try Script.following()
        let blanked = LockSnapshot.showing(.record(.of("", transitions: 3)), version: 6)
        #expect(script.happens(.watchSaw(blanked), at: 4) == [.note(.waitingOutEdit), .sleep(until: at(14))])
        #expect(script.isAsked(at: 4).name == "" && script.isAsked(at: 4).reason == .free)
    }

    @Test func aBlankedLeaseOfOneSecondIsNoRelease() throws {
        let timing = try Timing(leaseDuration: .seconds(2))
        var script = try Script.following(.held(by: "pod-1", lasts: 1), timing: timing)
        let blanked = LockSnapshot.showing(.record(.of("", lasts: 1, transitions: 3)), version: 6)
        #expect(script.happens(.watchSaw(blanked), at: 0.5).wake == at(2.5))
        #expect(script.happens(.watchSaw(.released(at: 0.6, version: 7)), at: 0.6).write != nil)
    }

    @Test func aBlankedHolderEndsTheLeadAtOnce() throws {
        var script = try Script.leading()
        let blanked = LockSnapshot.showing(.record(.of("")), mark: mark(1), version: 2)
        #expect(
            script.happens(.watchSaw(blanked), at: 1)
                == [.note(.stoppedLeading(.replaced(by: ""))), .note(.waitingOutEdit), .sleep(until: at(11))]
        )
        #expect(!script.isAsked(at: 1).isLeader)
    }

    @Test func anotherHolderEndsTheLeadAtOnce() throws {
        var script = try Script.leading()
        let other = LockSnapshot.held(by: "pod-1", version: 2)
        #expect(script.happens(.watchSaw(other), at: 1).notices == [.stoppedLeading(.replaced(by: "pod-1"))])
        #expect(script.isAsked(at: 1).name == "pod-1")
    }

    @Test func aShortenedRecordBindsAsLongAsItsHolderWasPromised() throws {
        var script = try Script.following(.held(by: "pod-1", lasts: 30))
        script.happens(.watchSaw(.held(by: "pod-1", lasts: 2, version: 6)), at: 4)
        #expect(script.elector.nextWake == at(34))
    }

    @Test func aShortenedRecordWithAnotherHolderBindsAsLongAsItsWriterPromised() throws {
        var script = try Script.following(.held(by: "pod-1", lasts: 30, counter: 4))
        // The renewal that was written over was never seen, but its mark is still there.
        var edited = LockSnapshot.held(by: "somebody", lasts: 2, version: 7)
        edited.mark = .of("pod-1", counter: 6)
        script.happens(.watchSaw(edited), at: 4)
        #expect(script.elector.nextWake == at(34))
    }

    @Test func aRecordThatSaysLessThanOurOwnDurationBindsForOurs() throws {
        let script = try Script.following(.held(by: "pod-1", lasts: 2))
        #expect(script.elector.nextWake == at(10))
    }

    @Test func aNewHolderWithAShorterLeaseIsBelieved() throws {
        var script = try Script.following(.held(by: "pod-1", lasts: 30, counter: 4))
        let successor = LockSnapshot.held(by: "pod-2", renewed: 27, lasts: 15, counter: 1, version: 7)
        #expect(script.happens(.watchSaw(successor), at: 27).wake == at(42))
    }

    @Test func aRecordShownAgainStartsNoNewWait() throws {
        let held = LockSnapshot.held(by: "pod-1", counter: 4)
        var script = try Script.following(held)
        #expect(script.happens(.watchSaw(held.relabelled(version: 6)), at: 5).isEmpty)
        var edited = LockSnapshot.held(by: "somebody", version: 7)
        edited.mark = held.mark
        script.happens(.watchSaw(edited), at: 6)
        #expect(script.elector.nextWake == at(16))
        #expect(script.happens(.watchSaw(held.relabelled(version: 8)), at: 7).isEmpty)
        #expect(script.elector.nextWake == at(16))
    }

    @Test func aRemovedRecordIsWaitedOutEachTime() throws {
        var script = try Script.following()
        script.happens(.watchSaw(.showing(.none, version: 6)), at: 1)
        #expect(script.elector.nextWake == at(11))
        #expect(script.happens(.watchSaw(.showing(.none, version: 7)), at: 2).isEmpty, "a label edit")
        script.happens(.watchSaw(.held(by: "pod-2", renewed: 8, version: 8)), at: 8)
        // A renewal of pod-2 can have happened between the two.
        script.happens(.watchSaw(.showing(.none, version: 10)), at: 17)
        #expect(script.elector.nextWake == at(27))
    }

    @Test func aMarkWithoutARecordTellsThatThereWasOne() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let stripped = LockSnapshot.showing(.none, mark: .of("pod-1", counter: 1), version: 5)
        #expect(script.happens(.readEnded(.success(.found(stripped))), at: 0).write == nil)
    }

    @Test func aRecordThatCannotBeReadIsWaitedOutAndThenWrittenOver() throws {
        var script = try Script.following()
        let garbage = LockSnapshot.showing(.unreadable("leaseDurationSeconds is no number"), version: 6)
        #expect(script.happens(.watchSaw(garbage), at: 3).wake == at(13))
        #expect(script.isAsked(at: 3).reason == .unreadable)
        #expect(script.happens(.timerFired, at: 13).write?.base == garbage)
    }

    @Test func aDeletionEndsTheLeadAtOnceAndTheLeaderMakesANewLock() throws {
        var script = try Script.leading()
        let last = script.written(version: 1).relabelled(version: 2)
        let creation = Elector.Write(
            base: nil,
            record: .of("pod-0", acquired: 1, renewed: 1),
            mark: mark(2),
            isTakeOver: true
        )
        #expect(
            script.happens(.watchSawDeletion(last), at: 1)
                == [.note(.stoppedLeading(.deleted)), .write(creation, by: at(4.333))]
        )
        #expect(!script.isAsked(at: 1).isLeader)
        script.happens(.writeEnded(.confirmed(creation.committed(version: 3))), at: 1.1)
        #expect(script.isAsked(at: 1.1).fencingToken == 3)
    }

    @Test func aDeletionOfALockWithVersionsThatAreNoNumbersCountsToo() throws {
        let held = LockSnapshot(version: .init(uid: "lock", resourceVersion: "a"), content: .record(.of("pod-1")))
        var script = try Script.following(held)
        var last = held
        last.version.resourceVersion = "b"
        #expect(script.happens(.watchSawDeletion(last), at: 1).notices == [.waitingOutEdit])
        #expect(script.isAsked(at: 1).name == "")
    }

    @Test func aDeletionFreesNothing() throws {
        var script = try Script.following()
        let last = LockSnapshot.held(by: "pod-1", version: 6)
        #expect(script.happens(.watchSawDeletion(last), at: 4) == [.note(.waitingOutEdit)])
        #expect(script.isAsked(at: 4).name == "")
        #expect(script.happens(.timerFired, at: 9.999).write == nil)
        let creation = Elector.Write(
            base: nil,
            record: .of("pod-0", acquired: 10, renewed: 10),
            mark: mark(1),
            isTakeOver: true
        )
        #expect(script.happens(.timerFired, at: 10) == [.write(creation, by: at(13.333))])
    }

    @Test func anAbsenceIsWaitedOutAsIfTheLockHadBeenRenewedAMomentBefore() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 0)
        script.happens(.watchEnded(.refused(.forbidden("watch"))), at: 0)
        var notices: [Elector.Notice] = []
        for poll in 1...5 {
            #expect(script.happens(.timerFired, at: Double(poll) * 2).containRead)
            notices += script.happens(.readEnded(.success(.absent)), at: Double(poll) * 2).notices
        }
        #expect(notices == [.waitingOutEdit], "people are told once")
        #expect(script.happens(.timerFired, at: 11.999).write == nil)
        #expect(script.happens(.timerFired, at: 12).write?.base == nil)
    }

    @Test(arguments: [
        LockSnapshot.showing(.none, version: 9, uid: "new"), .released(version: 9),
        .held(by: "pod-2", lasts: 1, version: 9, uid: "new"),
    ])
    func aLockDeletedAndMadeAnewBehindOurBackIsWaitedOutLikeOneThatIsAbsent(made: LockSnapshot) throws {
        var made = made
        made.version.uid = "new"
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 0)
        // Cut off for nine seconds, in which the old lock was renewed until a moment ago.
        script.happens(.timerFired, at: 9)
        script.happens(.readEnded(.success(.found(made))), at: 9)
        #expect(script.happens(.timerFired, at: 18.999).write == nil)
    }

    @Test func whatASuccessorOfAReleaseDidUnseenIsWaitedOut() throws {
        var script = try Script.following()
        script.happens(.watchSaw(.released(at: 3)), at: 3)
        script.happens(.writeEnded(.conflict), at: 3.01)
        #expect(script.happens(.timerFired, at: 3.06).containRead)
        // Somebody won the race and leads by now, and then somebody deleted the lock.
        #expect(script.happens(.readEnded(.success(.absent)), at: 3.07).write == nil)
        #expect(script.happens(.timerFired, at: 13.07).write != nil)
    }

    /// Found by the simulator: the read that would have shown the holder timed out, and then the lock was deleted.
    @Test func aCreationThatIsRefusedTellsOfAHolderEvenIfTheLockIsGoneBeforeItIsSeen() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        #expect(script.happens(.readEnded(.success(.absent)), at: 0).write != nil)
        #expect(script.happens(.writeEnded(.conflict), at: 1).write == nil)
        let actions = script.happens(.readEnded(.success(.absent)), at: 2)
        #expect(actions.write == nil)
        #expect(script.elector.sight.claimEnd == at(11))
    }
}
