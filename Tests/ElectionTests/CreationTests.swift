import Election
import Testing

/// A candidate that is not to create the lock waits until somebody has.
@Suite struct CreationTests {
    private func story() throws -> Script {
        var script = try Script(createsLock: false)
        script.happens(.started, at: 0)
        return script
    }

    @Test func aMissingLockIsWaitedForAndSaidOnce() throws {
        var script = try story()
        #expect(
            script.happens(.readEnded(.success(.absent)), at: 0)
                == [.note(.awaitingLock), .watch(from: nil), .sleep(until: at(2))]
        )
        #expect(script.isAsked(at: 0).reason == .free && script.elector.hasSeenLock)
        script.happens(.watchEnded(.refused(.forbidden("cannot watch"))), at: 0)
        for poll in 1...20 {
            let now = Double(poll) * 2
            #expect(script.happens(.timerFired, at: now).containRead)
            let actions = script.happens(.readEnded(.success(.absent)), at: now)
            #expect(actions.notices.isEmpty && actions.write == nil)
        }
    }

    @Test func theLockIsTakenAtOnceWhenSomebodyCreatesIt() throws {
        var script = try story()
        script.happens(.readEnded(.success(.absent)), at: 0)
        script.happens(.watchOpened, at: 0)
        #expect(script.elector.nextWake == at(10), "the watch will tell, if it is not stuck")
        let empty = LockSnapshot.showing(.none, version: 9)
        let takeOver = Elector.Write(
            base: empty,
            record: .of("pod-0", acquired: 3600, renewed: 3600),
            mark: mark(1),
            isTakeOver: true
        )
        #expect(script.happens(.watchSaw(empty), at: 3600) == [.write(takeOver, by: at(3603.333))])
        #expect(script.confirmWrite(version: 10, at: 3600.1).notices == [.becameLeader(fencingToken: 10)])
    }

    @Test func theLockThatWeHeldIsNotCreatedAnewEither() throws {
        var script = try story()
        script.happens(.readEnded(.success(.found(.released()))), at: 0)
        script.confirmWrite(version: 7, at: 0.1)
        script.happens(.watchOpened, at: 0.1)
        let actions = script.happens(.watchSawDeletion(script.written(version: 8)), at: 1)
        #expect(actions.notices == [.stoppedLeading(.deleted), .awaitingLock] && actions.write == nil)
        #expect(script.happens(.timerFired, at: 100).containRead)
        #expect(script.happens(.readEnded(.success(.absent)), at: 100).write == nil)
        let again = LockSnapshot.showing(.none, version: 20, uid: "another")
        #expect(script.happens(.watchSaw(again), at: 100).write?.base == again)
    }

    @Test func aDeletedLockThatIsBackIsWaitedOutAllTheSame() throws {
        var script = try story()
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 0)
        script.happens(.watchOpened, at: 0)
        let deleted = LockSnapshot.held(by: "pod-1", renewed: 3, version: 6)
        #expect(script.happens(.watchSawDeletion(deleted), at: 4).notices == [.waitingOutEdit, .awaitingLock])
        let again = LockSnapshot.showing(.none, version: 7, uid: "another")
        #expect(script.happens(.watchSaw(again), at: 5).write == nil)
        #expect(script.elector.nextWake == at(14))
        #expect(script.happens(.timerFired, at: 14).write?.base == again)
    }

    @Test func givingUpWithoutALockEndsAtOnce() throws {
        var script = try story()
        script.happens(.readEnded(.success(.absent)), at: 0)
        #expect(script.happens(.resignationAsked, at: 1).last == .finish(.heldNothing))
    }
}
