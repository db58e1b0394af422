import Election
import Testing

/// A candidate for a Lease looks, before it stands for the first time, whether a fleet still locks the Endpoints.
@Suite struct NeighbourTests {
    private struct Story {
        var candidacy: Candidacy
        var writes: [Elector.Write] = []
        var notices: [Elector.Notice] = []
        var isReadingNeighbour = false
        var neighbourWake: Instant?

        init(lease: Elector.Reading = .absent) throws {
            let candidate = Candidate(identity: "pod-0", podUID: "u", life: 7, holdsPodGuard: true)
            candidacy = Candidacy(
                candidate: candidate,
                timing: try Timing(),
                checksNeighbour: true,
                heedsHeirs: false,
                seed: 1
            )
            happens(.started, at: 0)
            happens(.readEnded(.success(lease)), at: 0)
        }

        mutating func happens(_ event: Elector.Event, of half: Candidacy.Half = .first, at time: Double) {
            let moment = Moment(instant: at(time), wall: wall(time))
            if half == .neighbour { isReadingNeighbour = false }
            for action in candidacy.handle(event, of: half, at: moment) {
                switch action.action {
                case .write(let write, _): writes.append(write)
                case .note(let notice): notices.append(notice)
                case .read where action.half == .neighbour: isReadingNeighbour = true
                case .sleep(let until) where action.half == .neighbour: neighbourWake = until
                case .read, .propose, .watch, .stopWatching, .sleep, .finish: break
                }
            }
        }

        mutating func reads(_ reading: Result<Elector.Reading, RequestFailure>, at time: Double) {
            if !isReadingNeighbour { happens(.timerFired, of: .neighbour, at: time) }
            #expect(isReadingNeighbour)
            happens(.readEnded(reading), of: .neighbour, at: time)
        }
    }

    @Test(
        arguments: [
            .success(.absent), .success(.found(.showing(.none, version: 3))), .success(.found(.released(at: 0))),
            .failure(.forbidden("no")),
        ] as [Result<Elector.Reading, RequestFailure>]
    )
    func whereNobodyLocksTheOldObjectItStandsAtOnce(reading: Result<Elector.Reading, RequestFailure>) throws {
        var story = try Story()
        #expect(story.writes.isEmpty, "not before it has looked")
        story.reads(reading, at: 0.01)
        #expect(story.writes.count == 1)
    }

    @Test func whatCannotBeReadIsReadAgain() throws {
        var story = try Story()
        story.reads(.failure(.timedOut), at: 1)
        #expect(story.writes.isEmpty)
        story.reads(.success(.absent), at: 3)
        #expect(story.writes.count == 1)
    }

    @Test func whatCannotBeReadForALeaseDurationIsNoReasonToWait() throws {
        var story = try Story()
        for second in stride(from: 1.0, through: 11, by: 2) {
            #expect(story.writes.isEmpty)
            story.reads(.failure(.serverError(status: 500, "no")), at: second)
        }
        #expect(story.writes.count == 1)
        var odd = try Story()
        odd.reads(.failure(.nonsense("what")), at: 0.01)
        #expect(odd.writes.count == 1)
    }

    @Test func theRecordOfAnEarlierLifeIsGoneOnFromAtOnce() throws {
        let mark = WriterMark(podUID: "u", life: 6, counter: 9)
        let story = try Story(lease: .found(.showing(.record(.of("pod-0")), mark: mark, version: 3)))
        #expect(story.writes.count == 1 && story.writes.first?.isTakeOver == false)
    }

    @Test func whoIsToldToWaitWaits() throws {
        var story = try Story()
        story.happens(.readEnded(.failure(.throttled(retryAfter: .seconds(30), "wait"))), of: .neighbour, at: 1)
        #expect(story.neighbourWake == at(31))
    }

    @Test func aLiveOldLockKeepsItFromStandingUntilItIsReleased() throws {
        var story = try Story()
        for second in 0..<20 {
            story.reads(.success(.found(.held(by: "old", renewed: Double(second)))), at: Double(second))
        }
        #expect(story.writes.isEmpty)
        #expect(story.notices == [.oldLockInUse(by: "old")], "said once")
        story.reads(.success(.found(.released(at: 20))), at: 20)
        #expect(story.writes.count == 1)
    }

    @Test func aDeadOldLockIsWaitedOut() throws {
        var story = try Story()
        for second in stride(from: 0.0, to: 10, by: 2) {
            story.reads(.success(.found(.held(by: "old"))), at: second)
            #expect(story.writes.isEmpty)
        }
        story.reads(.success(.found(.held(by: "old"))), at: 10)
        #expect(story.writes.count == 1 && story.notices.isEmpty)
    }

    @Test func whoHoldsBothIsALegalNeighbour() throws {
        var story = try Story(lease: .found(.held(by: "both")))
        story.reads(.success(.found(.held(by: "both"))), at: 0.01)
        story.happens(.timerFired, at: 10)
        #expect(story.writes.count == 1, "it stands as soon as the Lease is free")
    }
}
