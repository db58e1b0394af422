import Election
import Testing

/// What the application asks about a term, and what it is answered.
@Suite struct TermRequestTests {
    /// pod-0 leads since 0 s, with the token 4; somebody was told so at 1 s.
    private struct Story {
        var candidacy: Candidacy
        private(set) var actions: [Elector.Action] = []

        init(stands: Bool = true) throws {
            let candidate = Candidate(identity: "pod-0", podUID: "u", life: 7, holdsPodGuard: false, stands: stands)
            candidacy = Candidacy(candidate: candidate, timing: try Timing(), heedsHeirs: false, seed: 1)
            happens(.started, at: 0)
            happens(.readEnded(.success(.absent)), at: 0)
            guard let write = actions.write else { return }
            happens(.writeEnded(.confirmed(write.committed(version: 4))), at: 0.1)
            happens(.watchOpened, at: 0.1)
            _ = candidacy.answer(at: moment(1))
        }

        mutating func happens(_ event: Elector.Event, at time: Double) {
            actions = candidacy.handle(event, at: moment(time)).map(\.action)
        }

        mutating func asks(_ request: TermRequest, at time: Double) -> TermAnswer {
            let (answer, actions) = candidacy.handle(request, at: moment(time))
            self.actions = actions.map(\.action)
            return answer
        }

        func state(at time: Double) -> Leadership.State { candidacy.leadership(at: moment(time)).state }

        private func moment(_ time: Double) -> Moment { Moment(instant: at(time), wall: wall(time)) }
    }

    @Test(arguments: [4, nil] as [UInt64?])
    func theTermThatIsMeantIsGivenUpAfterTheLastYes(named: UInt64?) throws {
        var story = try Story()
        #expect(story.asks(.stepDown(fencingToken: named, pause: nil), at: 1.5) == .givingUp(fencingToken: 4))
        #expect(story.state(at: 1.5) == .resigning && story.actions.write == nil)
        story.happens(.timerFired, at: 2)
        #expect(story.actions.write?.record.isRelease == true)
    }

    @Test func aPauseThatIsNotNamedIsALease() throws {
        for (pause, end) in [(nil, 12.1), (.seconds(30), 32.1)] as [(Duration?, Double)] {
            var story = try Story()
            _ = story.asks(.stepDown(fencingToken: nil, pause: pause), at: 1.5)
            story.happens(.timerFired, at: 2)
            let released = try #require(story.actions.write).committed(version: 5)
            story.happens(.writeEnded(.confirmed(released)), at: 2.1)
            #expect(story.candidacy.electors[0].nextWake == at(end))
        }
    }

    @Test func sayingItAgainIsAnsweredAlike() throws {
        var story = try Story()
        _ = story.asks(.stepDown(fencingToken: nil, pause: nil), at: 1.5)
        for named in [4, nil] as [UInt64?] {
            #expect(story.asks(.stepDown(fencingToken: named, pause: nil), at: 1.6) == .givingUp(fencingToken: 4))
            #expect(story.actions.isEmpty)
        }
    }

    @Test func anotherTermIsNotMeant() throws {
        var story = try Story()
        #expect(story.asks(.stepDown(fencingToken: 3, pause: nil), at: 1.5) == .otherTerm(fencingToken: 4))
        #expect(story.asks(.workStopped(fencingToken: 3), at: 1.5) == .otherTerm(fencingToken: 4))
        #expect(story.state(at: 1.5) == .leading)
        _ = story.asks(.stepDown(fencingToken: 4, pause: nil), at: 1.6)
        #expect(story.asks(.workStopped(fencingToken: 3), at: 1.6) == .otherTerm(fencingToken: 4))
        #expect(story.actions.write == nil)
    }

    @Test func workThatHasStoppedIsNotWaitedFor() throws {
        var story = try Story()
        _ = story.asks(.stepDown(fencingToken: nil, pause: nil), at: 1.5)
        #expect(story.asks(.workStopped(fencingToken: 4), at: 1.6) == .releasing(fencingToken: 4))
        #expect(story.actions.write?.record.isRelease == true)
    }

    @Test func aLeaderWhoseWorkHasStoppedIsNone() throws {
        var story = try Story()
        #expect(story.asks(.workStopped(fencingToken: 4), at: 1.5) == .releasing(fencingToken: 4))
        #expect(story.actions.notices == [.stoppedLeading(.resigned)])
        #expect(story.actions.write?.record.isRelease == true)
    }

    @Test func whoLeadsInNoTermHasNoneToGiveUp() throws {
        var story = try Story(stands: false)
        #expect(story.asks(.stepDown(fencingToken: nil, pause: nil), at: 1) == .notLeading)
        #expect(story.asks(.stepDown(fencingToken: 4, pause: nil), at: 1) == .notLeading)
        #expect(story.asks(.workStopped(fencingToken: 4), at: 1) == .notLeading)
    }

    @Test func whatIsHeldWithoutAuthorityCanBeGivenUpToo() throws {
        var story = try Story()
        story.happens(.timerFired, at: 7)
        #expect(story.state(at: 7) == .holding)
        #expect(story.asks(.stepDown(fencingToken: 4, pause: nil), at: 7) == .notLeading, "that term is over")
        #expect(story.asks(.stepDown(fencingToken: nil, pause: nil), at: 7) == .givingUp(fencingToken: nil))
        #expect(story.state(at: 7) == .resigning)
    }
}
