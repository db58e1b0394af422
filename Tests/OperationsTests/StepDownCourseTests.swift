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

    /// At the first look.
    private let first = Lock.held(by: "pod-0", version: 4, fencingToken: 3)
    /// With the first renewal that is seen.
    private let lock = Lock.held(by: "pod-0", version: 5, renewed: 2, mark: Self.mark(10), fencingToken: 3)

    /// The lock with the wish on it.
    private var wished: LockSnapshot {
        Lock.held(by: "pod-0", version: 6, renewed: 2, mark: Self.mark(10), fencingToken: 3, stepDownToken: 3)
    }

    private static func mark(_ counter: UInt64) -> WriterMark { WriterMark(podUID: "5b1c", life: 1, counter: counter) }

    private mutating func ask(at seconds: Double = 0.1) throws {
        _ = next(first, at: 0)
        #expect(next(lock, at: seconds) == .ask(token: 3, on: lock, half: .first))
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

    // MARK: Whom to ask

    /// Its record may say any time, and a Lease of ours that somebody edits is no renewal.
    @Test mutating func nobodyIsAskedBeforeOneRenewalIsSeen() {
        #expect(next(first, at: 0) == .wait(until: at(60)))
        var edited = first
        edited.version.resourceVersion = "5"
        #expect(next(edited, at: 1) == .wait(until: at(60)))
        #expect(next(lock, at: 2) == .ask(token: 3, on: lock, half: .first))
    }

    @Test mutating func aHolderThatIsNotSeenToRenewHasNoLeaseInTheEnd() {
        _ = next(first, at: 0)
        guard case .end(.nobodyLeads(let why)) = next(first, by: "", reason: .expired, at: 10) else {
            return #expect(Bool(false))
        }
        #expect(why == "the lease of pod-0 has run out; a candidate that is there takes it by itself")
    }

    @Test mutating func withoutTimeForARenewalNoWishIsMade() {
        _ = next(first, at: 0)
        guard case .end(.notAsked(let why)) = next(first, at: 60) else { return #expect(Bool(false)) }
        #expect(why.contains("was not seen to renew it") && why.contains("no wish was made"))
    }

    /// The mark and the token are those of the elector before, which it leaves as they are; a wish may stand there too.
    @Test(arguments: [true, false])
    mutating func aForeignElectorIsKnownByItsFirstRenewal(waits: Bool) {
        course = StepDownCourse(of: "leases/example", waits: waits, limit: .seconds(60), at: at(0))
        #expect(next(wished, at: 0) == .wait(until: at(60)))
        let renewed = Lock.held(by: "pod-0", version: 7, renewed: 4, mark: Self.mark(10), fencingToken: 3)
        guard case .end(.failed(let failure)) = next(renewed, at: 2) else { return #expect(Bool(false)) }
        #expect(failure.cause == .configuration && failure.description.contains("another kind of elector"))
    }

    @Test mutating func aForeignElectorMayRemoveTheMarkToo() {
        _ = next(first, at: 0)
        let renewed = Lock.held(by: "pod-0", version: 7, renewed: 4, mark: nil)
        guard case .end(.failed) = next(renewed, at: 2) else { return #expect(Bool(false)) }
    }

    @Test mutating func whoTakesTheLockBeforeAnybodyIsAskedHasNoTimeSinceTheWish() {
        _ = next(first, at: 0)
        let outcome = StepDownCourse.Outcome.handedOver(from: "pod-0", to: "pod-1", took: nil)
        #expect(next(Lock.held(by: "pod-1", version: 8), by: "pod-1", at: 1) == .end(outcome))
        #expect(outcome.sentence == "pod-1 leads after pod-0, which was not asked")
    }

    @Test mutating func aTermThatEndsByItselfIsNotThatWhichIsAsked() throws {
        _ = next(first, at: 0)
        #expect(next(Lock.released(version: 5), by: "", at: 1) == .wait(until: at(60)))
        let back = Lock.held(by: "pod-0", version: 6, renewed: 6, mark: Self.mark(12))
        #expect(next(back, at: 2) == .wait(until: at(60)))
        let renewed = Lock.held(by: "pod-0", version: 7, renewed: 8, mark: Self.mark(13), fencingToken: 6)
        #expect(next(renewed, at: 4) == .ask(token: 6, on: renewed, half: .first))
    }

    // MARK: The wish

    @Test mutating func onlyOneWishIsUnderWay() {
        _ = next(first, at: 0)
        _ = next(lock, at: 0)
        #expect(next(lock, at: 0.1) == .wait(until: at(60)))
    }

    @Test mutating func aConflictIsTriedAgainOnWhatIsSeenNext() throws {
        _ = next(first, at: 0)
        _ = next(lock, at: 0)
        try asked(.conflict, on: lock, at: 0.1)
        #expect(next(lock, at: 0.1) == .wait(until: at(60)), "it would meet it again")
        let renewed = Lock.held(by: "pod-0", version: 6, renewed: 4, mark: Self.mark(11), fencingToken: 3)
        #expect(next(renewed, at: 0.2) == .ask(token: 3, on: renewed, half: .first))
    }

    /// The watch shows the wish later than the answer to it.
    @Test mutating func aConfirmedWishIsNotSentAgain() throws {
        _ = next(first, at: 0)
        _ = next(lock, at: 0.1)
        try asked(.confirmed(wished), on: lock, at: 0.2)
        #expect(next(lock, at: 0.2) == .wait(until: at(60)))
    }

    @Test mutating func aTermIsAskedOnlyOnceItTellsItsToken() {
        let young = Lock.held(by: "pod-0", version: 5, renewed: 2, mark: Self.mark(10))
        _ = next(first, at: 0)
        #expect(next(young, at: 1) == .wait(until: at(11)))
        let renewed = Lock.held(by: "pod-0", version: 6, renewed: 4, mark: Self.mark(11), fencingToken: 3)
        #expect(next(renewed, at: 3) == .ask(token: 3, on: renewed, half: .first))
    }

    @Test mutating func whoNeverTellsItsTokenCannotBeAsked() {
        let young = Lock.held(by: "pod-0", version: 5, renewed: 2, mark: Self.mark(10))
        _ = next(first, at: 0)
        _ = next(young, at: 1)
        guard case .end(.failed(let failure)) = next(young, at: 11) else { return #expect(Bool(false)) }
        #expect(failure.cause == .configuration && failure.description.contains("localhost:4040/step-down"))
    }

    /// A leader of a lease of two minutes renews every 24 s.
    @Test mutating func aLongLeaseIsGivenTheTimeThatItsRenewalTakes() {
        func held(renewed: Double, version: Int, counter: UInt64) -> LockSnapshot {
            let record = Lock.record("pod-0", renewed: renewed, seconds: 120)
            return Lock.snapshot(.record(record), version: version, mark: Self.mark(counter))
        }
        course = StepDownCourse(of: "leases/example", waits: true, limit: .seconds(600), at: at(0))
        _ = next(held(renewed: 0, version: 4, counter: 9), at: 0)
        #expect(next(held(renewed: 2, version: 5, counter: 10), at: 2) == .wait(until: at(62)))
    }

    @Test mutating func aWishThatWasNotMadeDoesNotStand() {
        course = StepDownCourse(of: "leases/example", waits: true, limit: .seconds(5), at: at(0))
        let young = Lock.held(by: "pod-0", version: 5, renewed: 2, mark: Self.mark(10))
        _ = next(first, at: 0)
        #expect(next(young, at: 1) == .wait(until: at(5)))
        guard case .end(.failed) = next(young, at: 5) else { return #expect(Bool(false)) }
    }

    @Test mutating func aNewerTermOfTheSameHolderIsAskedAnew() throws {
        try ask()
        let newer = Lock.held(
            by: "pod-0",
            version: 9,
            renewed: 4,
            mark: Self.mark(12),
            fencingToken: 8,
            stepDownToken: 3
        )
        #expect(next(newer, at: 1) == .ask(token: 8, on: newer, half: .first))
    }

    @Test mutating func aWishThatStandsAlreadyIsNotWrittenAgain() {
        _ = next(first, at: 0)
        #expect(next(wished, at: 0) == .wait(until: at(60)))
        #expect(next(wished, at: 60) == .end(.ignored(by: "pod-0")))
    }

    @Test mutating func withoutWaitingTheWishIsAllThereIsToDo() throws {
        course = StepDownCourse(of: "leases/example", waits: false, limit: .seconds(60), at: at(0))
        _ = next(first, at: 0)
        _ = next(lock, at: 0)
        try asked(.confirmed(wished), on: lock, at: 0.1)
        #expect(next(lock, at: 0.1) == .end(.asked("pod-0")))
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
        course = StepDownCourse(of: "leases/example", waits: true, limit: .seconds(60), at: at(0))
        _ = next(first, at: 0)
        _ = next(lock, at: 0)
        guard case .end(.notAsked) = next(lock, at: 60) else { return #expect(Bool(false)) }
    }

    // MARK: A pair

    private mutating func next(_ locks: [LockSnapshot?], by name: String = "pod-0", at seconds: Double)
        -> StepDownCourse.Step
    {
        course.next(Lock.leadership(name, reason: name.isEmpty ? .halvesDisagree : nil), locks, at: at(seconds))
    }

    @Test mutating func aPairIsAskedByTheGreaterTokenOnceBothTellOne() {
        var young = first
        young.fencingToken = nil
        var renewed = lock
        renewed.fencingToken = 7
        _ = next([first, young], at: 0)
        #expect(next([lock, young], at: 1) == .wait(until: at(11)))
        #expect(next([lock, renewed], at: 2) == .ask(token: 7, on: lock, half: .first))
    }

    @Test mutating func theWishIsPutOnTheHalfThatItsHolderHolds() {
        let old = Lock.held(by: "classic", version: 90, mark: nil, fencingToken: 80)
        _ = next([nil, first], at: 0)
        #expect(next([nil, lock], at: 1) == .ask(token: 3, on: lock, half: .second))
        course = StepDownCourse(of: "endpoints/example+leases/example", waits: true, limit: .seconds(60), at: at(0))
        #expect(next([old, first], by: "", at: 0) == .wait(until: at(60)), "until the old one's claim has run out")
        _ = next([old, first], at: 9)
        #expect(next([old, lock], at: 10) == .ask(token: 3, on: lock, half: .second))
    }

    @Test mutating func aMissingRightEndsItWithWhatGrantsIt() throws {
        _ = next(first, at: 0)
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
        _ = next(first, at: 0)
        for seconds in [0.0, 1, 2, 3, 4] {
            #expect(next(lock, at: seconds) == .ask(token: 3, on: lock, half: .first))
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
    }

    /// Two machines' clocks may be any time apart.
    @Test(arguments: [-100.0, 1, 100])
    func whatTheRecordSaysOfTheTimeRefusesNobody(server: Double) {
        #expect(refusal(lock, at: server) == nil)
    }

    @Test func aHalfThatNobodyHoldsDoesNotSpeakAgainstTheOther() {
        let old = ElectionLock(kind: .endpoints, name: "example", namespace: "lab")
        let held = LockReport(lock, of: Lock.lease, serverTime: Lock.time(1))
        let dead = LockReport(Lock.held(by: "classic", mark: nil), of: old, serverTime: Lock.time(100))
        let free = LockReport(Lock.released(version: 1), of: old, serverTime: Lock.time(1))
        for other in [LockReport(absent: old), dead, free] {
            #expect(StepDownCourse.refusal([other, held]) == nil)
            #expect(StepDownCourse.refusal([held, other]) == nil)
        }
        #expect(StepDownCourse.refusal([free, free]) == .nobodyLeads("endpoints/example is free"))
        let odd = LockReport(Lock.snapshot(.unreadable("odd")), of: old, serverTime: nil)
        #expect(StepDownCourse.refusal([held, odd]) == .nobodyLeads("endpoints/example: odd"))
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
