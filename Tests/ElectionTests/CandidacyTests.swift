import Election
import Testing

/// The two locks of a move from one kind to another in one hand: an old one (`first`) and a new one (`second`).
@Suite struct CandidacyTests {
    /// A pair and the two locks, whose answers come at once unless the story says otherwise.
    private struct Story {
        var candidacy: Candidacy
        var now = 0.0
        var locks: [LockSnapshot?] = [nil, nil]
        var version = 10
        /// Halves whose writes get no answer.
        var muted: Set<Candidacy.Half> = []
        var written: [(half: Candidacy.Half, write: Elector.Write)] = []
        var notices: [Elector.Notice] = []
        var ending: Elector.Ending?
        private var wakes: [Candidacy.Half: Instant] = [:]
        private var silent: Set<Candidacy.Half> = []

        init(
            first: LockSnapshot? = nil,
            second: LockSnapshot? = nil,
            createsLock: Bool = true,
            heedsHeirs: Bool = false
        ) throws {
            let candidate = Candidate(
                identity: "pod-0",
                podUID: "pod-uid-0",
                life: 7,
                holdsPodGuard: false,
                createsLock: createsLock
            )
            candidacy = Candidacy(
                candidate: candidate,
                timing: try Timing(),
                isPair: true,
                heedsHeirs: heedsHeirs,
                seed: 1
            )
            locks = [first, second]
            happens(.started)
        }

        mutating func happens(_ event: Elector.Event, of half: Candidacy.Half = .first) {
            for action in candidacy.handle(event, of: half, at: moment) { carryOut(action) }
        }

        private mutating func carryOut(_ action: Candidacy.Action) {
            let half = action.half
            switch action.action {
            case .read:
                happens(.readEnded(.success(locks[half.rawValue].map(Elector.Reading.found) ?? .absent)), of: half)
            case .write(let write, let deadline):
                written.append((half, write))
                if muted.contains(half) {
                    silent.insert(half)
                    wakes[half] = deadline
                    return
                }
                guard write.base?.version == locks[half.rawValue]?.version else {
                    return happens(.writeEnded(.conflict), of: half)
                }
                version += 1
                locks[half.rawValue] = write.committed(version: version)
                happens(.writeEnded(.confirmed(write.committed(version: version))), of: half)
            case .watch:
                happens(.watchOpened, of: half)
            case .sleep(let until):
                if !silent.contains(half) { wakes[half] = until }
            case .note(let notice):
                notices.append(notice)
            case .finish(let ending):
                self.ending = ending
            case .propose, .stopWatching:
                break
            }
        }

        /// Somebody else writes a lock, and the watch shows it.
        mutating func shows(_ lock: LockSnapshot, on half: Candidacy.Half) {
            version += 1
            var lock = lock
            lock.version = ObjectVersion(
                uid: locks[half.rawValue]?.version.uid ?? "lock",
                resourceVersion: String(version)
            )
            locks[half.rawValue] = lock
            happens(.watchSaw(lock), of: half)
        }

        /// Lets time pass, with timers and time-outs in their order.
        mutating func pass(until end: Double) {
            while let (half, wake) = wakes.min(by: { $0.value < $1.value }), wake <= at(end) {
                wakes[half] = nil
                now = max(now, seconds(wake))
                let isTimeOut = silent.remove(half) != nil
                happens(isTimeOut ? .writeEnded(.failed(.timedOut)) : .timerFired, of: half)
            }
            now = end
        }

        mutating func isAsked() -> Leadership { candidacy.answer(at: moment) }

        private var moment: Moment { Moment(instant: at(now), wall: wall(now)) }
    }

    @Test func theOldLockIsTakenBeforeTheNewOneAndItTakesBothToLead() throws {
        var story = try Story()
        #expect(story.written.map(\.half) == [.first, .second])
        let answer = story.isAsked()
        #expect(answer.isLeader && answer.name == "pod-0")
        #expect(answer.fencingToken == 12, "the greater of both versions")
        #expect(story.notices == [.becameLeader(fencingToken: 12)], "said once, for both")
    }

    @Test func neitherIsTakenWhileTheNewOneIsHeld() throws {
        var story = try Story(second: .held(by: "pod-1"))
        story.pass(until: 9.9)
        #expect(story.written.isEmpty)
        #expect(story.isAsked().name == "pod-1", "who has moved already leads")
        story.pass(until: 10)
        #expect(story.written.map(\.half) == [.first, .second])
        #expect(story.isAsked().isLeader)
    }

    @Test func neitherIsTakenWhileTheOldOneIsHeld() throws {
        var story = try Story(first: .held(by: "pod-1"))
        story.pass(until: 9.9)
        #expect(story.written.isEmpty && story.isAsked().name == "pod-1")
    }

    @Test func aHalfWhoseClaimHasRunOutDoesNotHideTheOthersLeader() throws {
        var story = try Story(first: .held(by: "pod-1"), second: .held(by: "pod-2"))
        story.now = 9
        story.shows(.held(by: "pod-1", renewed: 9), on: .first)
        #expect(story.isAsked().reason == .halvesDisagree)
        story.now = 11
        story.happens(.timerFired, of: .second)
        #expect(story.isAsked().name == "pod-1")
    }

    @Test func halvesThatNameDifferentLeadersNameNobody() throws {
        var story = try Story(first: .held(by: "pod-1"), second: .held(by: "pod-2"))
        #expect(story.isAsked().name == "" && story.isAsked().reason == .halvesDisagree)
        story = try Story(first: .held(by: "pod-1"), second: .held(by: "pod-1"))
        #expect(story.isAsked().name == "pod-1")
    }

    @Test func aHalfAloneIsNoLeadAndTheEarlierEndOfBothCounts() throws {
        var story = try Story()
        story.muted = [.second]
        story.pass(until: 6.6)
        #expect(story.isAsked().isLeader && story.isAsked().validity <= .milliseconds(100))
        story.pass(until: 6.7)
        #expect(!story.isAsked().isLeader, "though the old one is renewed")
        #expect(story.isAsked().name == "" && story.isAsked().state == .holding)
        #expect(story.notices.last == .stoppedLeading(.expired))
    }

    @Test func aHalfThatWasWonIsGivenBackWhereAnotherHoldsTheOther() throws {
        var story = try Story()
        story.muted = [.second]
        story.pass(until: 7)
        story.shows(.held(by: "pod-1", renewed: 7), on: .second)
        #expect(story.locks[0]?.record?.isRelease == true)
        #expect(story.isAsked().name == "pod-1")
        story.muted = []
        story.pass(until: 16.9)
        #expect(story.locks[0]?.record?.isRelease == true, "and not taken again while the other is held")
        story.pass(until: 17.1)
        #expect(story.isAsked().isLeader)
    }

    @Test func aHalfThatStaysAloneForALeaseIsGivenBack() throws {
        var story = try Story()
        story.muted = [.second]
        story.pass(until: 20)
        #expect(story.locks[0]?.record?.isRelease == true)
    }

    @Test func aPairThatCannotHaveBothDisturbsOthersEverMoreSeldom() throws {
        var story = try Story()
        story.muted = [.second]
        story.pass(until: 120)
        let takeOvers = story.written.filter { $0.half == .first && $0.write.isTakeOver }
        #expect((3...4).contains(takeOvers.count), "\(takeOvers.count)")
    }

    @Test func theOldLockIsLeftAloneWhereTheNewOneIsNotToBeCreated() throws {
        var story = try Story(first: .released(), createsLock: false)
        story.pass(until: 40)
        #expect(story.written.isEmpty)
    }

    @Test func pairsThatWaitForTheNewLockTakeTurnsAtTheOldOne() throws {
        var story = try Story(first: .released(), second: .held(by: "pod-1"), heedsHeirs: true)
        story.pass(until: 1)
        story.shows(.released(at: 1), on: .second)
        #expect(story.written.isEmpty, "others have waited for it too")
        story.pass(until: 1.6)
        #expect(story.written.first?.half == .first)
        #expect(story.isAsked().isLeader)
    }

    @Test func workThatStoppedIsHeardOfWhereAPairMakesWayToo() throws {
        var story = try Story(heedsHeirs: true)
        var lock = try #require(story.locks[0])
        lock.heir = Heir(identity: "pod-1", priority: 5, life: 99, counter: 1)
        story.shows(lock, on: .first)
        story.pass(until: 19.9)
        #expect(story.isAsked().isLeader)
        story.pass(until: 20.1)
        #expect(!story.isAsked().isLeader && story.locks[1]?.record?.isRelease == false)
        story.happens(.workStopped(fencingToken: 12))
        #expect(story.locks.allSatisfy { $0?.record?.isRelease == true }, "at once, not after the grace")
    }

    @Test func theNewLockIsReleasedBeforeTheOldOne() throws {
        var story = try Story()
        _ = story.isAsked()
        story.happens(.resignationAsked)
        story.pass(until: 0.9)
        #expect(story.written.count == 2, "somebody relies on a yes")
        story.pass(until: 1.1)
        #expect(story.written.suffix(2).map(\.half) == [.second, .first])
        #expect(story.written.suffix(2).allSatisfy { $0.write.record.isRelease })
        #expect(story.ending == .released)
    }

    @Test func workThatStoppedIsNamedByThePairsToken() throws {
        var story = try Story()
        _ = story.isAsked()
        story.happens(.resignationAsked)
        story.happens(.workStopped(fencingToken: 11))
        #expect(story.ending == nil, "the old half's own token names no term")
        story.happens(.workStopped(fencingToken: 12))
        #expect(story.ending == .released)
    }

    @Test func anOperatorsAnnotationEndsTheTermThatItNames() throws {
        for half in [Candidacy.Half.first, .second] {
            for (token, ends) in [(UInt64(12), true), (11, false)] {
                var story = try Story()
                var lock = try #require(story.locks[half.rawValue])
                lock.stepDownToken = token
                story.shows(lock, on: half)
                #expect(story.isAsked().isLeader != ends, "\(half) \(token)")
                story.pass(until: 5)
                #expect(story.locks.allSatisfy { $0?.record?.isRelease == ends })
            }
        }
    }

    @Test func oneLockIsAnElectionOfItsOwn() throws {
        let candidate = Candidate(identity: "pod-0", podUID: "u", life: 7, holdsPodGuard: false)
        var candidacy = Candidacy(candidate: candidate, timing: try Timing(), seed: 1)
        var elector = Elector(candidate: candidate, timing: try Timing(), seed: 1)
        for event in [Elector.Event.started, .readEnded(.success(.absent))] {
            let moment = Moment(instant: at(0), wall: wall(0))
            #expect(candidacy.handle(event, at: moment).map(\.action) == elector.handle(event, at: moment))
        }
    }

    @Test func anOperatorsAnnotationEndsATermOfOneLockToo() throws {
        let candidate = Candidate(identity: "pod-0", podUID: "u", life: 7, holdsPodGuard: false)
        var candidacy = Candidacy(candidate: candidate, timing: try Timing(), heedsHeirs: false, seed: 1)
        func moment(_ time: Double) -> Moment { Moment(instant: at(time), wall: wall(time)) }
        _ = candidacy.handle(.started, at: moment(0))
        let actions = candidacy.handle(.readEnded(.success(.absent)), at: moment(0)).map(\.action)
        var lock = try #require(actions.write).committed(version: 4)
        _ = candidacy.handle(.writeEnded(.confirmed(lock)), at: moment(0.1))
        _ = candidacy.handle(.watchOpened, at: moment(0.1))
        lock.version.resourceVersion = "5"
        lock.stepDownToken = 4
        let release = candidacy.handle(.watchSaw(lock), at: moment(1)).map(\.action).write
        #expect(release?.record.isRelease == true)
        var released = try #require(release).committed(version: 6)
        released.stepDownToken = 4
        _ = candidacy.handle(.writeEnded(.confirmed(released)), at: moment(1.1))
        #expect(candidacy.handle(.timerFired, at: moment(11)).map(\.action).write == nil)
        #expect(candidacy.handle(.timerFired, at: moment(11.1)).map(\.action).write?.isTakeOver == true)
    }
}
