import Election
import Testing

/// Giving up a term without giving up the candidacy.
@Suite struct StepDownTests {
    @Test func itWaitsForTheLastYesReleasesAndStandsAgainAfterThePause() throws {
        var script = try Script.leading()
        #expect(script.isAsked(at: 1).isLeader)
        let actions = script.happens(.stepDownAsked(fencingToken: 1, pause: .seconds(5)), at: 1.5)
        #expect(actions.notices == [.stoppedLeading(.resigned)])
        #expect(script.isAsked(at: 1.5).state == .resigning)
        let release = try #require(script.happens(.timerFired, at: 2).write, "1 s after the last yes")
        #expect(release.record.isRelease)
        script.confirmWrite(version: 2, at: 2.1)
        #expect(script.isAsked(at: 2.1).state == .standby)
        #expect(script.elector.nextWake == at(7.1))
        #expect(script.happens(.timerFired, at: 7.1).write?.isTakeOver == true)
    }

    @Test func anotherTermsTokenIsIgnored() throws {
        var script = try Script.leading()
        #expect(script.happens(.stepDownAsked(fencingToken: 9, pause: .seconds(5)), at: 1).notices.isEmpty)
        #expect(script.isAsked(at: 1).isLeader)
    }

    @Test func whoDoesNotLeadHasNothingToGiveUp() throws {
        var script = try Script.following()
        #expect(script.happens(.stepDownAsked(fencingToken: nil, pause: .seconds(60)), at: 1).notices.isEmpty)
        script.happens(.watchSaw(.released(at: 2)), at: 2)
        #expect(script.lastWrite?.isTakeOver == true, "and no reason not to stand")
    }

    @Test func aReleaseThatLandsAfterWeStoppedTryingBeginsNoTerm() throws {
        var script = try Script.leading()
        script.happens(.stepDownAsked(fencingToken: nil, pause: .seconds(5)), at: 1)
        let release = script.written(version: 2)
        #expect(script.lastWrite?.record.isRelease == true)
        script.happens(.writeEnded(.failed(.timedOut)), at: 2.5)
        script.happens(.timerFired, at: 4)
        #expect(script.isAsked(at: 4).state == .standby, "3 s are enough for a release")
        script.happens(.watchSaw(release), at: 4.1)
        #expect(!script.isAsked(at: 4.1).isLeader && script.isAsked(at: 4.1).reason == .free)
    }

    /// A term was given up at 2.2 s and its release got no answer; at 5.3 s, in the pause, a renewal of before is seen.
    private static func givenUpBeforeARenewalWasSeen() throws -> Script {
        var script = try Script.leading()
        script.happens(.timerFired, at: 2)
        let renewal = script.written(version: 2)
        script.happens(.writeEnded(.failed(.timedOut)), at: 2.2)
        script.happens(.stepDownAsked(fencingToken: nil, pause: .seconds(5)), at: 2.2)
        script.happens(.writeEnded(.failed(.timedOut)), at: 3)
        script.happens(.timerFired, at: 5.2)
        script.happens(.watchSaw(renewal), at: 5.3)
        return script
    }

    @Test func aTermThatIsGivenUpIsNotHadBackByALateRenewal() throws {
        var script = try Self.givenUpBeforeARenewalWasSeen()
        #expect(!script.isAsked(at: 5.3).isLeader)
    }

    @Test func theProcessThatIsToEndDoesNotStandAgain() throws {
        var script = try Script.leading()
        script.happens(.stepDownAsked(fencingToken: nil, pause: .seconds(5)), at: 1)
        script.happens(.resignationAsked, at: 1.1)
        #expect(script.confirmWrite(version: 2, at: 1.2).contains(.finish(.released)))
    }

    @Test func anotherHolderEndsThePause() throws {
        var script = try Script.leading()
        script.happens(.stepDownAsked(fencingToken: nil, pause: .seconds(60)), at: 1)
        script.confirmWrite(version: 2, at: 1.1)
        script.happens(.watchSaw(.held(by: "pod-1", renewed: 1, version: 3)), at: 1.2)
        #expect(script.elector.nextWake == at(11.2))
    }

    @Test func aHolderSeenBeforeTheReplyToTheReleaseEndsThePauseToo() throws {
        var script = try Script.leading()
        script.happens(.stepDownAsked(fencingToken: nil, pause: .seconds(60)), at: 1)
        let release = script.written(version: 2)
        script.happens(.watchSaw(release), at: 1.01)
        script.happens(.watchSaw(.held(by: "pod-1", renewed: 1, version: 3)), at: 1.02)
        script.happens(.writeEnded(.confirmed(release)), at: 1.03)
        #expect(script.happens(.watchSaw(.released(at: 2, version: 4)), at: 2).write?.isTakeOver == true)
    }

    @Test func whatCouldNotBeReleasedInTimeIsReleasedAtTheEnd() throws {
        var script = try Self.givenUpBeforeARenewalWasSeen()
        script.happens(.writeEnded(.conflict), at: 5.4)
        #expect(script.happens(.resignationAsked, at: 6).write?.record.isRelease == true)
    }

    @Test func anObserverNeverStands() throws {
        var script = try Script(stands: false)
        script.happens(.started, at: 0)
        #expect(script.happens(.readEnded(.success(.found(.released(at: 0)))), at: 0).write == nil)
        script.happens(.watchOpened, at: 0)
        script.happens(.watchSaw(.held(by: "pod-1", renewed: 1, version: 7)), at: 1)
        #expect(script.isAsked(at: 1).name == "pod-1")
        #expect(script.happens(.timerFired, at: 11).containRead, "what a silent watch hides")
        #expect(script.lastWrite == nil)
        #expect(script.happens(.resignationAsked, at: 12).contains(.finish(.heldNothing)))
    }
}
