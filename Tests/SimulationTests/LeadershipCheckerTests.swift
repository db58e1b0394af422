import Election
import Testing

@testable import Simulation

/// The checker can fail: what it must catch, and what it must let pass.
@Suite struct LeadershipCheckerTests {
    private var checker = LeadershipChecker()

    /// Seconds of the story become nanoseconds of true time.
    private mutating func yes(_ pod: String, from asked: Double, to end: Double, token: UInt64, seen: UInt64 = 0) {
        checker.told(
            .init(pod: pod, asked: Int64(asked * 1e9), end: Int64(end * 1e9), fencingToken: token, seen: seen)
        )
    }

    private mutating func claim(
        _ name: String,
        from asked: Double,
        to end: Double,
        token: UInt64,
        _ source: LeadershipChecker.Source
    ) {
        checker.told(
            .init(
                pod: name,
                asked: Int64(asked * 1e9),
                end: Int64(end * 1e9),
                fencingToken: token,
                seen: token,
                source: source
            )
        )
    }

    private var complaint: String { checker.violation?.description ?? "" }

    @Test mutating func twoYesesAtOneInstantAreCaught() {
        yes("pod-0", from: 1, to: 2, token: 5)
        yes("pod-1", from: 1.9, to: 2.9, token: 6)
        #expect(complaint.hasPrefix("two leaders"))
    }

    @Test mutating func aLongYesIsRememberedBehindAShortOne() {
        yes("pod-0", from: 1, to: 3, token: 5)
        yes("pod-0", from: 1.5, to: 2, token: 5)
        yes("pod-1", from: 2.5, to: 3, token: 6)
        #expect(complaint.hasPrefix("two leaders"))
    }

    @Test mutating func yesesThatTouchAreNoOverlap() {
        yes("pod-0", from: 1, to: 2, token: 5)
        yes("pod-1", from: 2, to: 3, token: 6)
        #expect(checker.violation == nil && checker.yeses == 2)
    }

    @Test mutating func aRestartedContainerOfOnePodMayGoOn() {
        yes("pod-0", from: 1, to: 2, token: 5)
        yes("pod-0", from: 1.5, to: 2.5, token: 6)
        #expect(checker.violation == nil)
    }

    @Test mutating func aTokenThatFallsIsCaught() {
        yes("pod-0", from: 1, to: 2, token: 6)
        yes("pod-1", from: 3, to: 4, token: 5)
        #expect(complaint.hasPrefix("the fencing token did not grow"))
    }

    @Test mutating func aTokenOfTwoPodsIsCaught() {
        yes("pod-0", from: 1, to: 2, token: 6)
        yes("pod-1", from: 3, to: 4, token: 6)
        #expect(complaint.hasPrefix("the fencing token did not grow"))
    }

    @Test mutating func whoDidNotSeeADeletedLockIsExcusedForAWhile() {
        checker.sawDeletion(showingUntil: 3_000_000_000)
        yes("pod-0", from: 1, to: 2, token: 5)
        yes("pod-1", from: 1.5, to: 2.5, token: 8, seen: 4)
        #expect(checker.violation == nil)
        yes("pod-0", from: 2.2, to: 3.2, token: 5)
        #expect(checker.violation == nil)
        yes("pod-1", from: 3.1, to: 4, token: 8, seen: 4)
        #expect(complaint.hasPrefix("two leaders"), "the time for it is over")
    }

    @Test mutating func whoSawADeletedLockIsNotExcused() {
        checker.sawDeletion(showingUntil: 3_000_000_000)
        yes("pod-0", from: 1, to: 2, token: 5)
        yes("pod-1", from: 1.5, to: 2.5, token: 8, seen: 5)
        #expect(complaint.hasPrefix("two leaders"))
    }

    @Test mutating func weMustNotLeadBesideAForeignersClaim() {
        claim("other", from: 1, to: 7, token: 5, .hastyForeigner)
        yes("pod-1", from: 6, to: 7, token: 6)
        #expect(complaint.hasPrefix("two leaders"))
    }

    @Test mutating func aForeignerThatJudgesARecordRightMustNotTakeItFromUs() {
        yes("pod-1", from: 1, to: 2, token: 5)
        claim("other", from: 1.5, to: 7, token: 6, .foreigner)
        #expect(complaint.hasPrefix("two leaders"))
    }

    @Test mutating func whatAHastyForeignerTakesFromUsIsItsOwnBreach() {
        yes("pod-1", from: 1, to: 2, token: 5)
        claim("other", from: 1.5, to: 7, token: 6, .hastyForeigner)
        yes("pod-1", from: 1.6, to: 2.6, token: 5)
        #expect(checker.violation == nil, "we cannot know of it yet")
    }

    @Test mutating func whatForeignersTakeFromEachOtherIsTheirs() {
        claim("one", from: 1, to: 7, token: 5, .foreigner)
        claim("other", from: 2, to: 8, token: 6, .foreigner)
        #expect(checker.violation == nil)
    }

    @Test mutating func whatAnApplicationGaveUpOverlapsWithNothing() {
        yes("pod-0", from: 1, to: 2, token: 5)
        #expect(checker.retract(pod: "pod-0", at: 1_500_000_000) == 5)
        #expect(checker.retract(pod: "pod-1", at: 1_500_000_000) == nil)
        yes("pod-1", from: 1.5, to: 2.5, token: 6)
        #expect(checker.violation == nil)
    }

    @Test(arguments: [("pod-0", false), ("pod-1", true), ("", true)])
    mutating func aNameThatIsNotWhatIsSaidIsCaught(name: String, isLeader: Bool) {
        checker.told(answer(name, isLeader: isLeader), to: "pod-0", identity: "pod-0")
        #expect(complaint.contains("with isLeader \(isLeader)"))
    }

    @Test(arguments: [("pod-0", true), ("pod-1", false), ("", false)])
    mutating func aNameThatFitsIsLeftAlone(name: String, isLeader: Bool) {
        checker.told(answer(name, isLeader: isLeader), to: "pod-0", identity: "pod-0")
        #expect(checker.violation == nil)
    }

    @Test mutating func theFirstComplaintIsKept() {
        checker.fail("first")
        checker.fail("second")
        #expect(complaint == "first")
    }

    private func answer(_ name: String, isLeader: Bool) -> Leadership {
        Leadership(
            name: name,
            isLeader: isLeader,
            state: isLeader ? .leading : .standby,
            reason: nil,
            fencingToken: isLeader ? 5 : nil,
            validity: isLeader ? .seconds(1) : .zero,
            validUntil: nil,
            transitions: nil,
            acquiredAt: nil,
            renewedAt: nil,
            revision: Revision(life: 0, change: 1)
        )
    }
}
