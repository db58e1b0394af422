import Election
import Testing

/// Watching, and polling where there is no watch.
@Suite struct WatchTests {
    @Test func whereWatchingIsRefusedThereIsPollingAndThePutIsTimed() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let held = LockSnapshot.held(by: "pod-1")
        script.happens(.readEnded(.success(.found(held))), at: 0)
        let refusal = RequestFailure.forbidden("watch is not allowed")
        #expect(script.happens(.watchEnded(.refused(refusal)), at: 0.5) == [.note(.watchRefused(refusal))])
        for poll in [2.0, 4, 6, 8] {
            #expect(script.happens(.timerFired, at: poll).containRead)
            script.happens(.readEnded(.success(.found(held))), at: poll)
        }
        #expect(script.elector.nextWake == at(10))
        #expect(script.happens(.timerFired, at: 10).write?.base == held)
    }

    @Test func aPollJustBeforeTheExpiryDoesNotHoldUpThePut() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 0)
        #expect(script.happens(.timerFired, at: 9) == [.read(by: at(10)), .sleep(until: at(10))])
        #expect(script.happens(.readEnded(.failure(.timedOut)), at: 10).write != nil)
    }

    @Test func aRefusedWatchIsAskedForAgainAfterFiveMinutes() throws {
        var script = try Script.leading()
        script.happens(.watchEnded(.refused(.forbidden("watch"))), at: 1)
        var watched: [Double] = []
        for step in 1...200 {
            let now = Double(step) * 2
            if script.happens(.timerFired, at: now).contains(.watch(from: "\(step)")) { watched.append(now) }
            script.confirmWrite(version: step + 1, at: now)
        }
        #expect(watched == [302])
    }

    @Test func aRefusalIsToldOnceUntilWatchingIsAllowed() throws {
        var script = try Script.following()
        let refusal = RequestFailure.forbidden("no right to watch")
        for (opens, told) in [
            (false, [Elector.Notice.watchRefused(refusal)]), (false, []), (true, [.watchRefused(refusal)]),
        ] {
            if opens { script.happens(.watchOpened, at: 1) }
            #expect(script.happens(.watchEnded(.refused(refusal)), at: 1).notices == told)
        }
        let other = RequestFailure.rejected(status: 405, "no watches here")
        #expect(script.happens(.watchEnded(.refused(other)), at: 1).notices == [.watchRefused(other)])
    }

    @Test func anExpiredWatchMeansReadingAndThenWatchingFromWhateverIsThere() throws {
        var script = try Script.following()
        let actions = script.happens(.watchEnded(.expired), at: 5)
        #expect(actions.first == .read(by: at(8.333)))
        // The lock has not changed, so that its own version would be as old as the one that is gone.
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 5.1)
        let wake = seconds(try #require(script.elector.nextWake))
        #expect(wake < 5.5)
        #expect(script.happens(.timerFired, at: wake).contains(.watch(from: nil)))
        script.happens(.watchOpened, at: wake)
        script.happens(.watchSaw(.held(by: "pod-1", renewed: 8, version: 90)), at: 8)
        #expect(script.happens(.watchEnded(.finished), at: 9).first == .watch(from: "90"))
    }

    @Test func aWatchThatEndsInOrderGoesOnFromItsLastNews() throws {
        var script = try Script.following()
        script.happens(.watchAdvanced(resourceVersion: "77"), at: 5)
        #expect(script.happens(.watchEnded(.finished), at: 9) == [.watch(from: "77")])
    }

    @Test func aWatchThatEndsAtOnceIsNotOpenedInALoop() throws {
        var script = try Script.leading()
        var opened = 0
        var now = 0.2
        script.happens(.watchEnded(.finished), at: now)
        while now < 60 {
            now = seconds(try #require(script.elector.nextWake))
            let actions = script.happens(.timerFired, at: now)
            if actions.write != nil { script.confirmWrite(version: Int(now * 1000), at: now) }
            for case .watch in actions {
                opened += 1
                script.happens(.watchOpened, at: now)
                script.happens(.watchEnded(.finished), at: now)
            }
        }
        #expect((10..<30).contains(opened), "\(opened)")
    }

    @Test func aLeaderThatDoesNotSeeItsOwnRenewalsBeginsAnotherWatch() throws {
        var script = try Script.leading()
        var restarted: [Double] = []
        for step in 1...6 {
            let now = Double(step) * 2
            let actions = script.happens(.timerFired, at: now)
            if actions.contains(.stopWatching) {
                restarted.append(now)
                #expect(actions.contains(.watch(from: "\(step)")))
                script.happens(.watchOpened, at: now)
            }
            script.confirmWrite(version: step + 1, at: now)
        }
        #expect(restarted == [8])
    }

    @Test func aNewLeaderGivesItsWatchTimeToShowItsFirstRenewals() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        #expect(
            script.confirmWrite(version: 6, at: 10.1) == [.note(.becameLeader(fencingToken: 6)), .sleep(until: at(12))]
        )
    }

    @Test func aFollowerWhoseReadShowsWhatItsWatchDidNotBeginsAnother() throws {
        var script = try Script.following()
        script.happens(.timerFired, at: 10)
        script.happens(.writeEnded(.conflict), at: 10.01)
        #expect(script.happens(.timerFired, at: 10.06).containRead)
        let renewed = LockSnapshot.held(by: "pod-1", renewed: 9, version: 9)
        #expect(
            script.happens(.readEnded(.success(.found(renewed))), at: 10.07)
                == [.stopWatching, .watch(from: "9"), .sleep(until: at(12.07))]
        )
    }

    @Test func aFollowerWhoseWatchHidANewObjectBeginsAnother() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.absent)), at: 0)
        script.happens(.watchOpened, at: 0.01)
        script.happens(.writeEnded(.conflict), at: 0.1)
        script.happens(.timerFired, at: 0.15)
        let actions = script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 0.2)
        #expect(actions.contains(.stopWatching))
    }

    @Test func anOpenWatchIsCheckedNowAndThenByWhoMayNotStand() throws {
        var coordinated = LockSnapshot.held(by: "pod-1")
        coordinated.isCoordinated = true
        var script = try Script.following(coordinated)
        #expect(script.elector.nextWake == at(10))
        script.happens(.watchAdvanced(resourceVersion: "77"), at: 5)
        #expect(script.happens(.timerFired, at: 10).containRead, "a bookmark shows nothing of the lock")
        script.happens(.readEnded(.success(.found(coordinated))), at: 10.1)
        #expect(script.elector.nextWake == at(20.1) && script.elector.isWatching)
        #expect(script.happens(.timerFired, at: 20.1).containRead)
        let free = LockSnapshot.released().relabelled(version: 80)
        #expect(script.happens(.readEnded(.success(.found(free))), at: 25.2).contains(.stopWatching))
    }

    @Test func aWatchThatIsPutOffIsNotAskedForBefore() throws {
        var script = try Script.leading()
        let busy = RequestFailure.throttled(retryAfter: .seconds(30), "too many requests")
        script.happens(.watchEnded(.failed(busy)), at: 1)
        var watched: [Double] = []
        for step in 1...20 {
            let now = Double(step) * 2
            if script.happens(.timerFired, at: now).contains(.watch(from: "\(step)")) { watched.append(now) }
            script.confirmWrite(version: step + 1, at: now)
        }
        #expect(watched == [32])
    }

    @Test func whileAWatchIsBeingOpenedThereIsPolling() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 0)
        #expect(script.happens(.timerFired, at: 2).containRead)
    }
}
