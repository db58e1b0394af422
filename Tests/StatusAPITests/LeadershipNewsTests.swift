import Election
import StatusAPI
import Testing

/// What is told to those who are kept informed, and when.
@Suite struct LeadershipNewsTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test func allIsNewToWhoKnowsNothingAndThenOnlyAChange() {
        let status = ScriptedStatus(.following)
        var news = LeadershipNews()
        #expect(news.next(status: status.source, at: at(0)) == .change(.following))
        let again = news.next(status: status.source, at: at(1))
        #expect(again == nil && news.renewalDue == nil)
        #expect(status.told == 1, "what is not told is not asked for: it would count as a yes")
        status.leadership = .leading
        #expect(news.next(status: status.source, at: at(2)) == .change(.leading))
        #expect(status.told == 2)
    }

    @Test func aDeadlineIsFollowedByAnotherAtHalfOfItsTime() {
        let status = ScriptedStatus(.leading)
        status.leadership.validity = .seconds(1)
        var news = LeadershipNews()
        _ = news.next(status: status.source, at: at(0))
        #expect(news.renewalDue == at(500))
        let early = news.next(status: status.source, at: at(499))
        #expect(early == nil)
        #expect(news.next(status: status.source, at: at(500)) == .renewal(status.leadership))
        #expect(news.renewalDue == at(1000))
    }

    @Test func theEndOfALeadEndsItsRenewals() {
        let status = ScriptedStatus(.leading)
        var news = LeadershipNews()
        _ = news.next(status: status.source, at: at(0))
        status.leadership = .following
        #expect(
            news.next(status: status.source, at: at(700)) == .change(.following),
            "a change, though a renewal is due"
        )
        #expect(news.renewalDue == nil)
    }

    @Test func shortValiditiesDoNotKeepTheLoopBusy() {
        let status = ScriptedStatus(.leading)
        status.leadership.validity = .milliseconds(2)
        var news = LeadershipNews()
        _ = news.next(status: status.source, at: at(0))
        #expect(news.renewalDue == at(20))
        status.leadership.validity = .zero
        _ = news.next(status: status.source, at: at(20))
        #expect(news.renewalDue == nil, "what cannot be relied on cannot be renewed")
    }
}
