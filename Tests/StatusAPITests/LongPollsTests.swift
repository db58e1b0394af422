import Election
import StatusAPI
import Testing

/// Who waits for a change, and until when.
@Suite struct LongPollsTests {
    private let first = Revision(life: 1, change: 1)
    private let second = Revision(life: 1, change: 2)

    private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    /// Questions by number, each with what it knows and the second of its end.
    private func polls(_ questions: (UInt64, Revision, Int64)...) throws -> LongPolls {
        var polls = LongPolls(limit: 3)
        for (id, known, end) in questions {
            let isHeld = polls.hold(id, knowing: known, until: at(end))
            try #require(isHeld)
        }
        return polls
    }

    @Test func aQuestionWaitsForAnotherRevision() throws {
        var polls = try polls((1, first, 30))
        let tooEarly = polls.due(revision: first, at: at(1))
        #expect(tooEarly.isEmpty && !polls.isOwedAnswer(revision: first))
        #expect(polls.isOwedAnswer(revision: second))
        let due = polls.due(revision: second, at: at(2))
        #expect(due == [1])
        let again = polls.due(revision: second, at: at(2))
        #expect(again.isEmpty)
    }

    @Test func orForItsEnd() throws {
        #expect(try polls().nextEnd == nil)
        var polls = try polls((1, first, 30), (2, first, 20))
        #expect(polls.nextEnd == at(20))
        let due = polls.due(revision: first, at: at(20))
        #expect(due == [2])
        #expect(polls.nextEnd == at(30))
    }

    @Test func allWhoKnowLessAreAnsweredInTheOrderInWhichTheyCame() throws {
        var polls = try polls((3, first, 30), (1, second, 30), (2, first, 30))
        let due = polls.due(revision: second, at: at(1))
        #expect(due == [3, 2])
    }

    @Test func whoHasGoneIsForgotten() throws {
        var polls = try polls((1, first, 30))
        polls.drop(1)
        #expect(polls.nextEnd == nil && !polls.isOwedAnswer(revision: second))
    }

    @Test func noMoreWaitThanMay() throws {
        var polls = try polls((1, first, 30), (2, first, 30), (3, first, 30))
        let beyond = polls.hold(4, knowing: first, until: at(30))
        #expect(!beyond)
        polls.drop(1)
        let instead = polls.hold(4, knowing: first, until: at(30))
        #expect(instead)
    }
}
