import Election
import Testing

@testable import Demo

/// What may be believed of two answers, and what may not.
@Suite struct ClaimsTests {
    @Test func twoYesesThatAreGoodAtOneTimeAreAViolation() {
        var theatre = Theatre.elected
        theatre.wait(400)
        theatre.leader(1, token: 6)
        #expect(
            theatre.scene.violations == [
                "two leaders: pod-1 says yes while a yes of pod-0 is good for 600.0 ms more"
            ]
        )
        #expect(theatre.news.last?.hasPrefix("WRONG: two leaders") == true)
    }

    @Test func aYesAfterTheOtherRanOutIsNone() {
        var theatre = Theatre.elected
        theatre.wait(1000)
        theatre.leader(1, token: 6)
        #expect(theatre.scene.violations.isEmpty)
    }

    @Test func aKilledLeadersYesStaysGood() {
        var theatre = Theatre.elected
        theatre.play(.signalled(0, .kill))
        theatre.play(.ended(0, .signalled(number: 9)))
        theatre.wait(999)
        theatre.leader(1, token: 6)
        #expect(theatre.scene.violations.count == 1)
    }

    @Test func aYesThatIsOverWhenItArrivesIsNotLookedAt() {
        var theatre = Theatre.elected
        let late = theatre.yes(0, token: 4)
        let asked = theatre.now
        theatre.wait(1001)
        theatre.leader(1, token: 6)
        theatre.play(.answered(0, late, asked: asked))
        theatre.leader(1, token: 6)
        #expect(theatre.scene.violations.isEmpty)
    }

    @Test(arguments: [3, 4] as [UInt64])
    func aTokenThatDoesNotGrowIsAViolation(token: UInt64) {
        var theatre = Theatre.elected
        theatre.wait(1000)
        theatre.leader(1, token: token)
        #expect(theatre.scene.violations.count == 1)
    }

    @Test func aLeaderWithoutATokenIsAViolation() {
        var theatre = Theatre.elected
        theatre.leader(0, token: nil)
        #expect(theatre.scene.violations == ["pod-0 leads without a fencing token"])
    }
}
