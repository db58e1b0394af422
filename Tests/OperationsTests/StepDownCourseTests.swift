import Election
import Kubernetes
import Locks
import Operations
import Testing

/// How a leader is asked to step down.
@Suite struct StepDownCourseTests {
    private var course = StepDownCourse(
        of: "leases/example",
        waits: true,
        limit: .seconds(60),
        at: Instant(nanoseconds: 0)
    )

    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1_000_000_000)) }

    private mutating func next(
        _ lock: LockSnapshot?,
        by name: String = "pod-0",
        reason: Leadership.Reason? = nil,
        at seconds: Double
    ) -> StepDownCourse.Step {
        course.next(Lock.leadership(name, reason: reason), [lock], at: at(seconds))
    }

    private mutating func asked(_ outcome: Elector.WriteOutcome, on base: LockSnapshot, at seconds: Double) throws {
        course.asked(outcome, on: base, of: try Lock.session(), at: at(seconds))
    }

    private let lock = Lock.held(by: "pod-0", version: 5, renewed: 2, fencingToken: 3)

    /// The lock with the wish on it.
    private var wished: LockSnapshot {
        Lock.held(by: "pod-0", version: 6, renewed: 2, fencingToken: 3, stepDownToken: 3)
    }

    private mutating func ask(at seconds: Double = 0.1) throws {
        #expect(next(lock, at: seconds) == .ask(token: 3, on: lock))
        try asked(.confirmed(wished), on: lock, at: seconds + 0.1)
        #expect(next(wished, at: seconds + 0.1) == .wait(until: at(60)))
    }

    @Test mutating func theWishNamesTheTermAndTheTimeToTheNextLeaderCountsFromIt() throws {
        #expect(next(nil, by: "", reason: .noAnswerYet, at: 0) == .wait(until: at(60)))
        try ask()
        #expect(next(Lock.released(version: 7), by: "", at: 0.3) == .wait(until: at(60)))
        let next = next(Lock.held(by: "pod-1", version: 8), by: "pod-1", at: 0.4)
        #expect(next == .end(.handedOver(from: "pod-0", to: "pod-1", took: .milliseconds(300))))
    }

    @Test mutating func onlyOneWishIsUnderWay() {
        _ = next(lock, at: 0)
        #expect(next(lock, at: 0.1) == .wait(until: at(60)))
    }

    @Test mutating func aConflictIsTriedAgainOnWhatIsSeenNext() throws {
        _ = next(lock, at: 0)
        try asked(.conflict, on: lock, at: 0.1)
        #expect(next(lock, at: 0.1) == .wait(until: at(60)), "it would meet it again")
        var renewed = Lock.held(by: "pod-0", version: 6, renewed: 4, fencingToken: 3)
        renewed.mark?.counter += 1
        #expect(next(renewed, at: 0.2) == .ask(token: 3, on: renewed))
    }

    @Test mutating func aTermIsAskedOnlyOnceItTellsItsToken() {
        var young = lock
        young.fencingToken = nil
        #expect(next(young, at: 0) == .wait(until: at(10)))
        #expect(next(lock, at: 2) == .ask(token: 3, on: lock))
    }

    @Test mutating func whoNeverTellsItsTokenCannotBeAsked() {
        var young = lock
        young.fencingToken = nil
        _ = next(young, at: 0)
        guard case .end(.failed(let failure)) = next(young, at: 10) else { return #expect(Bool(false)) }
        #expect(failure.cause == .configuration && failure.description.contains("localhost:4040/step-down"))
    }

    @Test mutating func aNewerTermOfTheSameHolderIsAskedAnew() throws {
        try ask()
        var newer = Lock.held(by: "pod-0", version: 9, renewed: 4, fencingToken: 8, stepDownToken: 3)
        newer.mark?.counter += 1
        #expect(next(newer, at: 1) == .ask(token: 8, on: newer))
    }

    @Test mutating func aWishThatStandsAlreadyIsNotWrittenAgain() {
        #expect(next(wished, at: 0) == .wait(until: at(60)))
    }

    @Test mutating func withoutWaitingTheWishIsAllThereIsToDo() throws {
        course = StepDownCourse(of: "leases/example", waits: false, limit: .seconds(60), at: at(0))
        _ = next(lock, at: 0)
        try asked(.confirmed(wished), on: lock, at: 0.1)
        #expect(next(wished, at: 0.1) == .end(.asked("pod-0")))
    }

    @Test mutating func whoIsAloneComesBack() throws {
        try ask()
        _ = next(Lock.released(version: 7), by: "", at: 0.3)
        let back = Lock.held(by: "pod-0", version: 8)
        #expect(next(back, at: 10.1) == .end(.cameBack("pod-0", took: .seconds(10))))
    }

    @Test mutating func nothingIsWaitedForLongerThanTheLimit() throws {
        try ask()
        #expect(next(wished, at: 60) == .end(.ignored(by: "pod-0")))
        course = StepDownCourse(of: "leases/example", waits: true, limit: .seconds(60), at: at(0))
        try ask()
        _ = next(Lock.released(version: 7), by: "", at: 0.3)
        #expect(next(Lock.released(version: 7), by: "", at: 60) == .end(.noneTook(from: "pod-0")))
        course = StepDownCourse(of: "leases/example", waits: true, limit: .seconds(60), at: at(0))
        guard case .end(.nobodyLeads) = next(nil, by: "", reason: .noAnswerYet, at: 60) else {
            return #expect(Bool(false))
        }
    }

    /// Its mark is that of the elector before, which it leaves as it is.
    @Test mutating func aForeignElectorIsKnownByItsFirstRenewal() {
        _ = next(wished, at: 0)
        guard case .end(.failed(let failure)) = next(Lock.held(by: "pod-0", version: 7, renewed: 4), at: 2) else {
            return #expect(Bool(false))
        }
        #expect(failure.cause == .configuration && failure.description.contains("another kind of elector"))
    }

    @Test mutating func aMissingRightEndsItWithWhatGrantsIt() throws {
        _ = next(lock, at: 0)
        let message = """
            leases "example" is forbidden: User "bob" cannot update resource "leases" in API group \
            "coordination.k8s.io" in the namespace "lab"
            """
        try asked(.failed(.forbidden(message)), on: lock, at: 0.1)
        guard case .end(.failed(let failure)) = next(lock, at: 0.1) else { return #expect(Bool(false)) }
        #expect(failure.cause == .rights && failure.manifest?.contains("verbs: [get, update, watch]") == true)
    }

    @Test mutating func anOutageIsTriedAgainAFewTimes() throws {
        for seconds in [0.0, 1, 2, 3, 4] {
            #expect(next(lock, at: seconds) == .ask(token: 3, on: lock))
            try asked(.failed(.timedOut), on: lock, at: seconds)
            if seconds < 4 { #expect(next(lock, at: seconds) == .wait(until: at(seconds + 0.5))) }
        }
        guard case .end(.failed(let failure)) = next(lock, at: 4) else { return #expect(Bool(false)) }
        #expect(failure.cause == .unreachable)
    }

    // MARK: Before anything is asked

    private func refusal(_ snapshot: LockSnapshot, at server: Double = 1) -> StepDownCourse.Outcome? {
        StepDownCourse.refusal([LockReport(snapshot, of: Lock.lease, serverTime: Lock.time(server))])
    }

    @Test func whoeverDoesNotLeadIsNotAsked() {
        #expect(refusal(lock) == nil)
        #expect(refusal(Lock.released(version: 1)) == .nobodyLeads("leases/example is free"))
        #expect(
            StepDownCourse.refusal([LockReport(absent: Lock.lease)])
                == .nobodyLeads("there is no leases/example in lab")
        )
        guard case .nobodyLeads(let why) = refusal(lock, at: 100) else { return #expect(Bool(false)) }
        #expect(why == "the lease of pod-0 has run out; a candidate that is there takes it by itself")
    }

    @Test func whoDoesNotListenIsNotAsked() {
        guard case .failed(let foreign) = refusal(Lock.held(by: "other", mark: nil)) else {
            return #expect(Bool(false))
        }
        #expect(foreign.cause == .configuration && foreign.description.contains("another kind of elector"))
        var coordinated = lock
        coordinated.isCoordinated = true
        guard case .failed(let failure) = refusal(coordinated) else { return #expect(Bool(false)) }
        #expect(failure.description.contains("has a strategy"))
    }
}
