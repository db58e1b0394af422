import Election
import Testing

/// How a leader keeps the lead while requests fail.
@Suite struct RenewalTests {
    @Test func aRenewalIsDueARetryPeriodAfterTheLastWasDecided() throws {
        var script = try Script.leading()
        let created = script.written(version: 1)
        var renewal = Elector.Write(base: created, record: .of("pod-0", renewed: 2), mark: mark(2))
        renewal.fencingToken = 1
        #expect(
            script.happens(.timerFired, at: 2) == [.write(renewal, by: at(4.333)), .sleep(until: at(6.666))],
            "by half of what is left of the authority"
        )
        #expect(script.confirmWrite(version: 2, at: 2.1) == [.sleep(until: at(4))])
    }

    @Test func authorityIsCountedFromTheDecisionNotFromTheReply() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        script.confirmWrite(version: 2, at: 4.3)
        #expect(script.isAsked(at: 8.665).isLeader)
        #expect(!script.isAsked(at: 8.666).isLeader)
    }

    @Test func aBlackHoleGetsAttemptsAtHalfOfWhatIsLeft() throws {
        var script = try Script.leading()
        var actions = script.happens(.timerFired, at: 2)
        var attempts = [2.0]
        while let deadline = actions.deadline, deadline < at(6.666) {
            attempts.append(seconds(deadline))
            actions = script.happens(.writeEnded(.failed(.timedOut)), at: seconds(deadline))
            #expect(actions.write != nil)
        }
        #expect(attempts.prefix(4) == [2, 4.333, 5.4995, 6.08275])
        #expect(zip(attempts, attempts.dropFirst()).allSatisfy { $1 - $0 >= 0.25 }, "\(attempts)")
    }

    @Test func aBlackHoleEndsTheLeadAndThenIsTriedOn() throws {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        #expect(
            script.happens(.timerFired, at: 6.666) == [.note(.stoppedLeading(.expired))],
            "the request that is under way goes on"
        )
        let actions = script.happens(.writeEnded(.failed(.timedOut)), at: 6.7)
        #expect(actions.write?.record == .of("pod-0", renewed: 6.7))
        #expect(actions.deadline == at(10.033))
        #expect(script.confirmWrite(version: 2, at: 7).notices == [.becameLeader(fencingToken: 2)])
    }

    @Test func aTermThatIsRegainedDoesNotTellTheTokenOfTheOneBefore() throws {
        var script = try Script.leading()
        #expect(script.happens(.timerFired, at: 2).write?.fencingToken == 1)
        script.happens(.timerFired, at: 6.666)
        #expect(script.happens(.writeEnded(.failed(.timedOut)), at: 6.7).write?.fencingToken == nil)
        script.confirmWrite(version: 2, at: 7)
        #expect(script.happens(.timerFired, at: 8.7).write?.fencingToken == 2)
    }

    @Test func retryAfterIsObeyedWithinWhatIsLeft() throws {
        let throttled = RequestFailure.throttled(retryAfter: .seconds(1), "too many requests")
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        #expect(script.happens(.writeEnded(.failed(throttled)), at: 2.1).wake == at(3.1))
        #expect(script.happens(.timerFired, at: 3.1).write != nil)
        let long = RequestFailure.throttled(retryAfter: .seconds(3600), "too many requests")
        #expect(
            script.happens(.writeEnded(.failed(long)), at: 3.2).wake == at(4.933),
            "half of what is left of the authority"
        )
    }

    @Test func aCandidateObeysRetryAfterForAMinuteAtMost() throws {
        var script = try Script()
        script.happens(.started, at: 0)
        let failure = RequestFailure.throttled(retryAfter: .seconds(3600), "too many requests")
        #expect(script.happens(.readEnded(.failure(failure)), at: 1) == [.sleep(until: at(61))])
    }

    @Test func retryAfterZeroIsNoInvitationToAFlood() throws {
        var script = try Script()
        var actions = script.happens(.started, at: 0)
        var now = 0.0
        var requests = 0
        while now < 60 {
            if actions.containRead {
                requests += 1
                now += 0.001
                let failure = RequestFailure.throttled(retryAfter: .zero, "too many requests")
                actions = script.happens(.readEnded(.failure(failure)), at: now)
            } else {
                now = seconds(try #require(actions.wake))
                actions = script.happens(.timerFired, at: now)
            }
        }
        #expect(requests < 30)
    }

    @Test(arguments: [
        RequestFailure.unreachable("connection refused"), .unauthorized("who are you?"), .forbidden("no"),
        .serverError(status: 500, "oops"), .rejected(status: 422, "no"), .nonsense("not JSON"),
    ])
    func pausesBetweenFailuresGrowAndAreBounded(failure: RequestFailure) throws {
        var script = try Script()
        script.happens(.started, at: 0)
        var now = 0.0
        var pauses: [Double] = []
        for _ in 0..<100 {
            let actions = script.happens(.readEnded(.failure(failure)), at: now)
            let wake = seconds(try #require(actions.wake))
            pauses.append(wake - now)
            now = wake
            #expect(script.happens(.timerFired, at: now).containRead)
        }
        for (pause, middle) in zip(pauses, [0.25, 0.5, 1, 2, 4]) {
            #expect((middle * 0.75...middle * 1.25).contains(pause), "\(pauses.prefix(5))")
        }
        #expect(pauses.dropFirst(5).allSatisfy { (3.0...5.0).contains($0) })
    }

    @Test func aLabelEditedWhileLeadingCostsNoAuthority() throws {
        var script = try Script.leading()
        let created = script.written(version: 1)
        script.happens(.timerFired, at: 2)
        #expect(
            script.happens(.writeEnded(.conflict), at: 2.01) == [.read(by: at(4.338))],
            "retried at once, from what is there now"
        )
        let edited = created.relabelled(version: 2)
        var renewal = Elector.Write(base: edited, record: .of("pod-0", renewed: 2.02), mark: mark(3))
        renewal.fencingToken = 1
        #expect(
            script.happens(.readEnded(.success(.found(edited))), at: 2.02) == [.write(renewal, by: at(4.343))]
        )
        #expect(script.isAsked(at: 2.02).isLeader)
    }

    @Test func aLabelEditSeenBeforeTheConflictNeedsNoRead() throws {
        var script = try Script.leading()
        let edited = script.written(version: 1).relabelled(version: 2)
        script.happens(.timerFired, at: 2)
        #expect(script.happens(.watchSaw(edited), at: 2.005).isEmpty)
        #expect(script.happens(.writeEnded(.conflict), at: 2.01).write?.base == edited)
    }

    @Test func whatAConflictMadeWorthReadingIsReadAgainWhereTheReadFails() throws {
        var script = try Script.leading()
        let edited = script.written(version: 1).relabelled(version: 2)
        script.happens(.timerFired, at: 2)
        script.happens(.writeEnded(.conflict), at: 2.01)
        let actions = script.happens(.readEnded(.failure(.timedOut)), at: 4)
        #expect(actions.containRead && actions.write == nil)
        #expect(script.happens(.readEnded(.success(.found(edited))), at: 4.1).write?.base == edited)
    }

    @Test func labelsEditedInALoopDoNotMakeUsWriteInOne() throws {
        var script = try Script.leading()
        var lock = script.written(version: 1)
        var actions = script.happens(.timerFired, at: 2)
        var version = 2
        var now = 2.0
        var requests = 0
        while now < 6.6 {
            if actions.write != nil {
                requests += 1
                now += 0.001
                version += 1
                lock = lock.relabelled(version: version)
                actions = script.happens(.writeEnded(.conflict), at: now)
            } else if actions.containRead {
                requests += 1
                now += 0.001
                actions = script.happens(.readEnded(.success(.found(lock))), at: now)
            } else {
                now = seconds(try #require(script.elector.nextWake))
                actions = script.happens(.timerFired, at: now)
            }
        }
        #expect(requests > 4 && requests < 40, "\(requests)")
    }
}
