import Election
import Kubernetes
import Testing

/// Which Events are sent, and when: stories told to one recorder, in seconds since its start.
struct EventRecorderTests {
    private var recorder = EventRecorder(
        candidate: Candidate(identity: "pod-0", podUID: "p", life: 1_234_567, holdsPodGuard: false)
    )

    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    private mutating func becomesLeader(at seconds: Double, lockUID: String? = "lock") {
        recorder.noted(.becameLeader(fencingToken: 7), lockUID: lockUID, at: wall(seconds))
    }

    private mutating func stopsLeading(_ loss: Elector.Loss = .expired, at seconds: Double, lockUID: String? = "lock") {
        recorder.noted(.stoppedLeading(loss), lockUID: lockUID, at: wall(seconds))
    }

    private func wall(_ seconds: Double) -> WallTime {
        WallTime(microseconds: 1_700_000_000_000_000 + Int64(seconds * 1e6))
    }

    /// The Event that is to be sent now; nil if none is.
    private mutating func sends(at seconds: Double) -> LeaderEvent? {
        guard case .send(let event) = recorder.next(at: at(seconds)) else { return nil }
        return event
    }

    private func waits(_ step: EventRecorder.Step) -> Double? {
        guard case .wait(let until) = step else { return nil }
        return Double(until.nanoseconds) / 1e9
    }

    @Test mutating func aTermIsTwoEventsOneAfterTheOther() throws {
        #expect(recorder.next(at: at(0)) == .rest)
        becomesLeader(at: 1)
        let first = try #require(sends(at: 1))
        #expect(first.change == .becameLeader && first.identity == "pod-0" && first.lockUID == "lock")
        stopsLeading(.resigned, at: 2)
        #expect(recorder.next(at: at(2)) == .underWay)
        #expect(recorder.ended(.recorded, at: at(3)) == nil)
        let second = try #require(sends(at: 3))
        #expect(second.change == .stoppedLeading && second.time == wall(2))
        #expect(recorder.ended(.recorded, at: at(4)) == nil)
        #expect(recorder.next(at: at(4)) == .rest)
    }

    @Test mutating func whatEndsIsToldOnTheObjectOnWhichItBegan() throws {
        becomesLeader(at: 0, lockUID: "first")
        _ = sends(at: 0)
        _ = recorder.ended(.recorded, at: at(0.1))
        stopsLeading(.deleted, at: 1, lockUID: nil)
        #expect(try #require(sends(at: 1)).lockUID == "first")
        _ = recorder.ended(.recorded, at: at(1.1))
        becomesLeader(at: 2, lockUID: "second")
        #expect(try #require(sends(at: 2)).lockUID == "second")
    }

    @Test mutating func otherNoticesAreNoEvents() {
        let others: [Elector.Notice] = [
            .adopting, .namesake(nil), .waitingOutEdit, .coordinated, .awaitingLock, .watchRefused(.timedOut),
            .stoppedLeading(.expired),
        ]
        for notice in others { recorder.noted(notice, lockUID: "lock", at: wall(0)) }
        #expect(recorder.next(at: at(0)) == .rest)
    }

    @Test mutating func noTwoEventsHaveOneName() throws {
        var serials: Set<UInt64> = []
        // The clock stands still, then goes back.
        for second in [5, 5, 5, 3] as [Double] {
            becomesLeader(at: second)
            stopsLeading(at: second)
            for _ in 0..<2 {
                serials.insert(try #require(sends(at: 100)).serial)
                _ = recorder.ended(.recorded, at: at(100))
            }
        }
        #expect(serials.count == 8)
        // Nanoseconds of the first, and three digits that another pod has otherwise.
        #expect(serials.min() == 1_700_000_005_000_000_567)
    }

    @Test mutating func aMissingRightEndsItForGood() {
        becomesLeader(at: 0)
        _ = sends(at: 0)
        stopsLeading(at: 1)
        #expect(recorder.ended(.failed(.forbidden("no")), at: at(1)) == .forbidden("no"))
        #expect(recorder.next(at: at(1)) == .rest)
        becomesLeader(at: 1000)
        #expect(recorder.next(at: at(1000)) == .rest)
    }

    @Test(arguments: [
        RequestFailure.timedOut, .unreachable("x"), .unauthorized("x"), .throttled(retryAfter: nil, "x"),
        .serverError(status: 500, "x"),
    ])
    mutating func aFailureIsTriedAgainLaterAndLaterAndThenDropped(failure: RequestFailure) throws {
        becomesLeader(at: 0)
        let event = try #require(sends(at: 0))
        var now = 0.0
        for pause in [1.0, 2, 4, 8] {
            #expect(recorder.ended(.failed(failure), at: at(now)) == nil)
            let until = try #require(waits(recorder.next(at: at(now))))
            #expect((pause * 0.75...pause * 1.25).contains(until - now))
            now = until
            #expect(sends(at: now) == event)
        }
        #expect(recorder.ended(.failed(failure), at: at(now)) == .dropped(failure))
        #expect(recorder.next(at: at(now)) == .rest)
        // The next Event begins anew, and its loss is no news.
        stopsLeading(at: now)
        #expect(sends(at: now) != nil)
        #expect(recorder.ended(.failed(.rejected(status: 422, "x")), at: at(now)) == nil)
    }

    @Test(arguments: [RequestFailure.rejected(status: 404, "x"), .nonsense("x")])
    mutating func whatWouldFailAgainIsDroppedAtOnce(failure: RequestFailure) {
        becomesLeader(at: 0)
        _ = sends(at: 0)
        #expect(recorder.ended(.failed(failure), at: at(1)) == .dropped(failure))
        #expect(recorder.next(at: at(1)) == .rest)
    }

    @Test mutating func theServersWishToWaitIsObeyed() throws {
        becomesLeader(at: 0)
        _ = sends(at: 0)
        _ = recorder.ended(.failed(.throttled(retryAfter: .seconds(30), "x")), at: at(1))
        #expect(waits(recorder.next(at: at(1))) == 31)
    }

    @Test mutating func theNewestOfThoseThatWaitStay() throws {
        becomesLeader(at: 0)
        let underWay = try #require(sends(at: 0))
        for second in 1...20 {
            if second % 2 == 1 { stopsLeading(at: Double(second)) } else { becomesLeader(at: Double(second)) }
        }
        _ = recorder.ended(.failed(.timedOut), at: at(21))
        var sent: [LeaderEvent] = []
        while let event = sends(at: 30) {
            sent.append(event)
            _ = recorder.ended(.recorded, at: at(30))
        }
        #expect(sent.first == underWay)
        #expect(sent.dropFirst().map(\.time) == [wall(18), wall(19), wall(20)])
    }

    @Test mutating func aLeadThatFlapsDoesNotFlood() {
        var sent: [Double] = []
        for step in 0..<6000 {
            let now = Double(step) / 10
            if step % 2 == 0 { becomesLeader(at: now) } else { stopsLeading(at: now) }
            while sends(at: now) != nil {
                sent.append(now)
                _ = recorder.ended(.recorded, at: at(now))
            }
        }
        for first in sent { #expect(sent.count { $0 >= first && $0 < first + 60 } <= EventRecorder.limitPerMinute) }
        #expect(sent.count == 100)
    }
}
