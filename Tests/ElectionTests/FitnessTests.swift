import Election
import Testing

/// What an application that cannot do the work means for its candidate.
@Suite struct FitnessTests {
    @Test(arguments: [Fitness.unproven, .unfit])
    func whoIsNotFitDoesNotTakeAFreeLockBeforeItIs(fitness: Fitness) throws {
        var script = try Script.following()
        script.happens(.fitnessChanged(fitness), at: 1)
        script.happens(.watchSaw(.released(at: 2)), at: 2)
        script.happens(.timerFired, at: 5)
        #expect(script.lastWrite == nil)
        #expect(script.happens(.fitnessChanged(.fit), at: 6).write?.isTakeOver == true)
    }

    @Test func whoIsNotFitDoesNotOfferToBeTheHeir() throws {
        var script = try Script.following(heedsHeirs: true)
        script.happens(.fitnessChanged(.unfit), at: 0.1)
        script.happens(.watchSaw(.held(by: "pod-1", renewed: 2, version: 6)), at: 2)
        script.happens(.timerFired, at: 5)
        #expect(script.lastProposal == nil)
        script.happens(.fitnessChanged(.fit), at: 5.1)
        script.happens(.timerFired, at: 5.9)
        #expect(script.lastProposal != nil)
    }

    @Test func whatAnEarlierLifeHoldsIsKeptWhileTheApplicationStarts() throws {
        var script = try Script()
        script.happens(.fitnessChanged(.unproven), at: 0)
        script.happens(.started, at: 0)
        let before = LockSnapshot.showing(.record(.of("pod-0")), mark: mark(3, life: 6), version: 5)
        #expect(script.happens(.readEnded(.success(.found(before))), at: 0.1).write != nil)
    }

    /// A leader on whose lock an heir has put itself, or nobody.
    private static func leading(heir: Heir?, stepsDownAlone: Bool = false) throws -> Candidacy {
        let candidate = Candidate(
            identity: "pod-0",
            podUID: "pod-uid-0",
            life: 7,
            holdsPodGuard: true,
            stepsDownAlone: stepsDownAlone
        )
        var candidacy = Candidacy(candidate: candidate, timing: try Timing(), seed: 1)
        _ = candidacy.handle(.started, at: moment(0))
        let actions = candidacy.handle(.readEnded(.success(.absent)), at: moment(0)).map(\.action)
        let write = try #require(actions.write)
        var lock = write.committed(version: 1)
        _ = candidacy.handle(.writeEnded(.confirmed(lock)), at: moment(0.1))
        _ = candidacy.handle(.watchOpened, at: moment(0.1))
        lock.version.resourceVersion = "2"
        lock.heir = heir
        _ = candidacy.handle(.watchSaw(lock), at: moment(0.2))
        return candidacy
    }

    private static func moment(_ seconds: Double) -> Moment {
        Moment(instant: at(seconds), wall: wall(seconds))
    }

    private static let heir = Heir(identity: "pod-2", priority: -5, life: 98, counter: 1)

    @Test func aLeaderThatBecomesUnfitMakesWayForAnHeirWhateverItsPriority() throws {
        var candidacy = try Self.leading(heir: Self.heir)
        let actions = candidacy.handle(.fitnessChanged(.unfit), at: Self.moment(1)).map(\.action)
        #expect(actions.notices == [.fitnessChanged(.unfit), .stoppedLeading(.resigned)])
        #expect(actions.write?.record.isRelease == true)
    }

    @Test func withoutAnHeirItLeadsOnUntilThereIsOne() throws {
        var candidacy = try Self.leading(heir: nil)
        let actions = candidacy.handle(.fitnessChanged(.unfit), at: Self.moment(1)).map(\.action)
        #expect(actions == [.note(.fitnessChanged(.unfit))])
        #expect(candidacy.leads(at: Self.moment(1)))
        var lock = try #require(candidacy.electors[0].sight.snapshot)
        lock.version.resourceVersion = "3"
        lock.heir = Self.heir
        let later = candidacy.handle(.watchSaw(lock), at: Self.moment(1.5)).map(\.action)
        #expect(later.notices == [.stoppedLeading(.resigned)])
    }

    @Test func anHeirThatGaveNoSignWhenItWasDueMayBeUnfitItself() throws {
        var candidacy = try Self.leading(heir: Self.heir)
        for second in stride(from: 2.0, through: 52, by: 2) {
            for action in candidacy.handle(.timerFired, at: Self.moment(second)) {
                guard case .write(let write, _) = action.action else { continue }
                let lock = write.committed(version: 100 + Int(second))
                _ = candidacy.handle(.writeEnded(.confirmed(lock)), at: Self.moment(second))
            }
        }
        _ = candidacy.handle(.fitnessChanged(.unfit), at: Self.moment(52))
        #expect(candidacy.leads(at: Self.moment(52)), "its last sign is more than five lease durations old")
    }

    @Test func itStepsDownAloneWhereItIsToldTo() throws {
        var candidacy = try Self.leading(heir: nil, stepsDownAlone: true)
        let actions = candidacy.handle(.fitnessChanged(.unfit), at: Self.moment(1)).map(\.action)
        #expect(actions.notices == [.fitnessChanged(.unfit), .stoppedLeading(.resigned)])
    }

    @Test func anApplicationThatIsStillStartingIsNoReasonToGiveUp() throws {
        var candidacy = try Self.leading(heir: Self.heir)
        _ = candidacy.handle(.fitnessChanged(.unproven), at: Self.moment(1))
        #expect(candidacy.leads(at: Self.moment(1)))
    }
}
