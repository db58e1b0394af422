import Election
import HTTP
import StatusAPI
import Testing

/// What the readers of /watch are sent, and when.
@Suite struct EventFeedTests {
    private struct Event: Equatable {
        var name: String?
        var id: String?
        var data: String?
    }

    private static let api = StatusAPI(
        subject: .init(
            identity: "pod-0",
            election: "example",
            namespace: "lab",
            lock: "leases/example",
            bootID: "3c5e",
            leaseDuration: .seconds(10)
        ),
        surface: .full
    )

    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    /// The events in a piece of the stream, as the specification has them read.
    private func events(_ bytes: [UInt8]?) -> [Event] {
        String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n\n").compactMap { block in
            var event = Event()
            for line in block.split(separator: "\n") {
                let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
                switch parts.first {
                case "event": event.name = parts.last
                case "id": event.id = parts.last
                case "data": event.data = parts.last
                default: break
                }
            }
            return event == Event() ? nil : event
        }
    }

    @Test func aNewReaderIsToldWhoLeads() {
        let subject = ScriptedStatus(.following)
        var feed = EventFeed(Self.api, at: at(0))
        let welcome = events(feed.welcome(knowing: nil, status: subject.source, at: at(0)))
        #expect(welcome.map(\.name) == ["leader"] && welcome[0].id == "5f-8")
        #expect(welcome[0].data?.hasPrefix(#"{"name":"pod-\"1\"\n","identity":"pod-0","isLeader":false"#) == true)
        let again = feed.news(status: subject.source, at: at(1))
        #expect(again == nil, "once is enough")
    }

    @Test func whoComesBackIsToldOnlyWhatIsNew() {
        let subject = ScriptedStatus(.following)
        var feed = EventFeed(Self.api, at: at(0))
        let nothing = feed.welcome(knowing: subject.leadership.revision, status: subject.source, at: at(0))
        #expect(events(nothing).isEmpty && String(decoding: nothing, as: UTF8.self) == "retry: 1000\n\n")
        let missed = feed.welcome(knowing: Revision(life: 0x5f, change: 7), status: subject.source, at: at(0))
        #expect(events(missed).map(\.id) == ["5f-8"])
        subject.leadership = .leading
        let deadline = feed.welcome(knowing: .init(life: 0x5f, change: 7), status: subject.source, at: at(0))
        #expect(events(deadline).map(\.name) == ["lease"] && events(deadline)[0].id == nil)
    }

    @Test func aChangeIsToldOnceToAll() {
        let subject = ScriptedStatus(.following)
        var feed = EventFeed(Self.api, at: at(0))
        _ = feed.welcome(knowing: nil, status: subject.source, at: at(0))
        let told = subject.told
        subject.leadership = .leading
        let news = events(feed.news(status: subject.source, at: at(5)))
        #expect(news.map(\.name) == ["leader"] && news[0].id == "5f-7")
        #expect(subject.told == told + 1)
        let again = feed.news(status: subject.source, at: at(5))
        #expect(again == nil)
    }

    @Test func aNewDeadlineComesBeforeTheOldOneRunsOut() {
        let subject = ScriptedStatus(.leading)
        var feed = EventFeed(Self.api, at: at(0))
        _ = feed.welcome(knowing: nil, status: subject.source, at: at(0))
        #expect(feed.nextDue > at(499) && feed.nextDue <= at(501), "half of a validity of a second")
        let early = feed.news(status: subject.source, at: at(499))
        #expect(early == nil)
        let lease = events(feed.news(status: subject.source, at: at(501)))
        #expect(lease.map(\.name) == ["lease"] && lease[0].id == nil)
        #expect(lease[0].data?.contains(#""isLeader":true"#) == true)
        #expect(feed.nextDue > at(1000))
    }

    @Test func aReaderThatComesLaterDoesNotMakeTheOthersWaitForTheirDeadline() {
        let subject = ScriptedStatus(.leading)
        var feed = EventFeed(Self.api, at: at(0))
        _ = feed.welcome(knowing: nil, status: subject.source, at: at(0))
        _ = feed.welcome(knowing: nil, status: subject.source, at: at(400))
        #expect(feed.nextDue <= at(501))
    }

    @Test func aValidityOfNothingIsNotRenewed() {
        let subject = ScriptedStatus(.leading)
        subject.leadership.validity = .zero
        var feed = EventFeed(Self.api, at: at(0))
        _ = feed.welcome(knowing: nil, status: subject.source, at: at(0))
        #expect(feed.nextDue == at(15_000))
    }

    @Test func aCommentBreaksALongSilence() {
        let subject = ScriptedStatus(.following)
        var feed = EventFeed(Self.api, at: at(0))
        _ = feed.welcome(knowing: nil, status: subject.source, at: at(0))
        #expect(feed.nextDue == at(15_000))
        let comment = feed.news(status: subject.source, at: at(15_000))
        #expect(comment.map { String(decoding: $0, as: UTF8.self) } == ":\n\n")
        #expect(feed.nextDue == at(30_000))
    }
}
