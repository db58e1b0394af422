import Election
import Testing

/// Which answers count when old and new ones alternate (rule 9).
@Suite struct OrderTests {
    @Test func aWatchThatGoesBackIsRefused() throws {
        var script = try Script.following(.held(by: "pod-1", version: 5))
        script.happens(.watchSaw(.held(by: "pod-2", renewed: 4, version: 8)), at: 4)
        for version in [5, 7, 8] {
            #expect(script.happens(.watchSaw(.held(by: "pod-3", renewed: 5, version: version)), at: 5).isEmpty)
        }
        #expect(script.isAsked(at: 5).name == "pod-2")
    }

    @Test func aPlainReadSentAfterTheLastAnswerCountsEvenIfItGoesBack() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1", version: 500)))), at: 0)
        script.happens(.timerFired, at: 2)
        // The store was restored from a backup.
        script.happens(.readEnded(.success(.found(.held(by: "pod-2", version: 5)))), at: 2.1)
        #expect(script.isAsked(at: 2.1).name == "pod-2")
        script.happens(.watchOpened, at: 2.2)
        script.happens(.watchSaw(.held(by: "pod-3", renewed: 3, version: 6)), at: 3)
        #expect(script.isAsked(at: 3).name == "pod-3", "and from there versions count upwards again")
    }

    @Test func anOldReleaseShownByAServerThatLagsFreesNothing() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let held = LockSnapshot.held(by: "pod-1", version: 8)
        script.happens(.readEnded(.success(.found(held))), at: 0)
        script.happens(.timerFired, at: 2)
        script.happens(.readEnded(.success(.found(.released(at: -5, version: 6)))), at: 2.1)
        // The server refuses the take-over of a state that is over, and then shows what it has.
        script.happens(.writeEnded(.conflict), at: 2.2)
        #expect(script.happens(.readEnded(.success(.found(held))), at: 2.3).write == nil)
        #expect(script.elector.sight.claimEnd == at(12.3))
    }

    @Test func historyToldOnceMoreFreesNothing() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let held = LockSnapshot.held(by: "pod-1", version: 8)
        script.happens(.readEnded(.success(.found(held))), at: 0)
        script.happens(.timerFired, at: 2)
        script.happens(.readEnded(.success(.found(.held(by: "pod-2", renewed: -9, version: 6)))), at: 2.1)
        script.happens(.watchOpened, at: 2.2)
        script.happens(.watchSaw(.released(at: -5, version: 7)), at: 2.3)
        script.happens(.watchSaw(held), at: 2.4)
        #expect(script.happens(.writeEnded(.conflict), at: 2.5).write == nil)
        #expect(script.elector.sight.claimEnd == at(12.4))
    }

    @Test func anObjectThatAServerThatLagsDeniedIsSeenAgain() throws {
        let answers: [Elector.Reading] = [.absent, .found(.held(by: "pod-2", version: 3, uid: "earlier"))]
        for answer in answers {
            var script = try Script()
            script.happens(.started, at: 0)
            script.happens(.readEnded(.success(.found(.held(by: "pod-1", version: 5)))), at: 0)
            script.happens(.timerFired, at: 2)
            script.happens(.readEnded(.success(answer)), at: 2.1)
            script.happens(.watchOpened, at: 2.2)
            script.happens(.watchSaw(.held(by: "pod-1", version: 5)), at: 2.3)
            #expect(script.elector.sight.snapshot?.version.resourceVersion == "5")
            script.happens(.watchSaw(.held(by: "pod-1", renewed: 2, version: 6)), at: 2.4)
            #expect(script.isAsked(at: 2.4).name == "pod-1")
            #expect(script.elector.sight.claimEnd == at(12.4))
        }
    }

    @Test func anObjectThatANewerOneReplacedIsOldNews() throws {
        var script = try Script.following(.held(by: "pod-1", version: 5))
        script.happens(.watchSaw(.held(by: "pod-2", version: 8, uid: "next")), at: 1)
        #expect(script.happens(.watchSaw(.held(by: "pod-1", version: 5)), at: 2).isEmpty)
        #expect(script.isAsked(at: 2).name == "pod-2")
    }

    /// Seed 204527 of the first campaign: two leaders for 0.8 s.
    @Test func aLiveLockIsNotTakenForGoneBecauseItsPredecessorWasReadLate() throws {
        var script = try Script()
        let live = LockSnapshot.held(by: "pod-1", version: 115, uid: "next")
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(live))), at: 0)
        script.happens(.timerFired, at: 2)
        // An API server that lags shows the object that was deleted before, and then tells how that went.
        script.happens(.readEnded(.success(.found(.held(by: "pod-2", renewed: -9, version: 112)))), at: 2.1)
        script.happens(.watchOpened, at: 2.2)
        script.happens(.watchSawDeletion(.held(by: "pod-2", renewed: -8, version: 114)), at: 2.3)
        script.happens(.watchSaw(live), at: 2.4)
        #expect(script.elector.sight.snapshot == live)
        // Whatever comes when the claim is over names the live object, and fails if that was renewed or deleted.
        script.happens(.timerFired, at: 12.3)
        #expect(script.lastWrite?.base == live)
    }

    @Test func aPlainReadSentBeforeTheLastAnswerCountsOnlyIfItIsNewer() throws {
        for (version, name) in [(5, "pod-2"), (6, "pod-2"), (7, "pod-3")] {
            var script = try Script()
            script.happens(.started, at: 0)
            script.happens(.readEnded(.success(.found(.held(by: "pod-1", version: 5)))), at: 0)
            #expect(script.happens(.timerFired, at: 2).containRead)
            script.happens(.watchOpened, at: 2.1)
            script.happens(.watchSaw(.held(by: "pod-2", renewed: 2, version: 6)), at: 2.2)
            script.happens(.readEnded(.success(.found(.held(by: "pod-3", renewed: 3, version: version)))), at: 2.3)
            #expect(script.isAsked(at: 2.3).name == name, "version \(version)")
        }
    }

    @Test func anAbsenceReadBeforeTheLastAnswerDoesNotCount() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1", version: 5)))), at: 0)
        script.happens(.timerFired, at: 2)
        script.happens(.watchOpened, at: 2.1)
        script.happens(.watchSaw(.held(by: "pod-2", renewed: 2, version: 6)), at: 2.2)
        script.happens(.readEnded(.success(.absent)), at: 2.3)
        #expect(script.isAsked(at: 2.3).name == "pod-2")
    }

    @Test func aWatchThatStillTellsOfADeletedObjectIsRefused() throws {
        var script = try Script.following(.held(by: "pod-1", version: 5))
        script.happens(.watchSawDeletion(.held(by: "pod-1", version: 8)), at: 1)
        // Another API server, which lags behind.
        script.happens(.watchEnded(.finished), at: 3)
        script.happens(.watchOpened, at: 3)
        #expect(script.happens(.watchSaw(.held(by: "pod-1", renewed: 3, version: 7)), at: 3).isEmpty)
        #expect(script.isAsked(at: 3).name == "")
        #expect(script.happens(.timerFired, at: 10).write?.base == nil)
    }

    @Test func aDeletedObjectThatIsBackWithANewVersionLives() throws {
        var script = try Script.following(.held(by: "pod-1", version: 5))
        script.happens(.watchSawDeletion(.held(by: "pod-1", version: 8)), at: 1)
        // A backup was restored, and its versions moved up as they have to be.
        script.happens(.watchSaw(.held(by: "pod-2", renewed: 2, version: 1008)), at: 2)
        #expect(script.isAsked(at: 2).name == "pod-2")
    }

    @Test func aRefusedCreationTellsOfAHolderWhoIsWaitedOutUnseen() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.absent)), at: 0)
        script.happens(.writeEnded(.conflict), at: 0.1)
        // It was deleted again before it could be seen.
        #expect(script.happens(.readEnded(.success(.absent)), at: 0.2).write == nil)
        #expect(script.elector.sight.claimEnd == at(10.1))
    }

    @Test func anotherObjectWithAnOlderVersionIsLookedInto() throws {
        var script = try Script.following(.held(by: "pod-1", version: 50))
        let strange = LockSnapshot.held(by: "pod-2", version: 40, uid: "another")
        #expect(script.happens(.watchSaw(strange), at: 1).containRead)
        #expect(script.isAsked(at: 1).name == "pod-1")
        script.happens(.readEnded(.success(.found(strange))), at: 1.1)
        #expect(script.isAsked(at: 1.1).name == "pod-2")
    }

    @Test func aDeletionOfAnotherObjectIsOldNews() throws {
        var script = try Script.leading()
        let old = LockSnapshot.held(by: "pod-1", version: 9, uid: "an earlier lock")
        #expect(script.happens(.watchSawDeletion(old), at: 1).isEmpty)
        #expect(script.isAsked(at: 1).isLeader)
    }

    @Test func versionsThatAreNoNumbersCountWhenTheyDiffer() throws {
        var lock = LockSnapshot.held(by: "pod-1")
        lock.version.resourceVersion = "b-77"
        var script = try Script.following(lock)
        var next = LockSnapshot.held(by: "pod-2", renewed: 1)
        next.version.resourceVersion = "a-78"
        script.happens(.watchSaw(next), at: 1)
        #expect(script.isAsked(at: 1).name == "pod-2")
    }
}
