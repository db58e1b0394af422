import Election
import HTTP

/// What the readers of `GET /watch` are sent, as server-sent events (WHATWG HTML, section 9.2): all of them the same.
///
/// - `leader`: who leads has changed; the data is the whole status, the id its revision. The first event of a reader
///   who does not know the present revision is one, too.
/// - `lease`: this pod still leads; the data is the whole status with a new deadline, sent before the last one runs out.
/// - A comment, when nothing else was sent for a while, so that whoever is on the way keeps the connection.
///
/// # What the caller must do
///
/// With readers there, ask for `news` after every event of the election and at `nextDue`, and send it to all of them.
package struct EventFeed: Sendable {
    /// The head of the answer that the events follow.
    package static let head = HTTPResponse(
        status: 200,
        headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"]
    )
    /// After how long without an event a comment is sent.
    package static let longestSilence = Duration.seconds(15)
    /// How soon a reader that lost its connection is to come back.
    private static let comeBack = "retry: 1000\n\n"

    private let api: StatusAPI
    private var news = LeadershipNews()
    private var silenceEnds: Instant

    /// A feed whose readers know nothing yet.
    package init(_ api: StatusAPI, at now: Instant) {
        self.api = api
        silenceEnds = now + Self.longestSilence
    }

    /// What a new reader is sent before everything else.
    ///
    /// - Parameter known: the revision that it was told over an earlier connection.
    package mutating func welcome(knowing known: Revision?, status: StatusSource, at now: Instant) -> [UInt8] {
        let leadership = status.leadership()
        let isNews = known != leadership.revision
        news.alsoTold(leadership, at: now)
        // Whoever leads has a deadline to tell even to those who know that it does.
        guard isNews || leadership.isLeader else { return Array(Self.comeBack.utf8) }
        return Array(Self.comeBack.utf8) + event(isNews ? "leader" : "lease", leadership)
    }

    /// What all readers are to be sent now; nil if there is nothing to say.
    package mutating func news(status: StatusSource, at now: Instant) -> [UInt8]? {
        let item = news.next(status: status, at: now)
        guard item != nil || silenceEnds <= now else { return nil }
        silenceEnds = now + Self.longestSilence
        return switch item {
        case .change(let leadership): event("leader", leadership)
        case .renewal(let leadership): event("lease", leadership)
        case nil: Array(":\n\n".utf8)
        }
    }

    /// When there is something to say, whatever the election does.
    package var nextDue: Instant { min(news.renewalDue ?? silenceEnds, silenceEnds) }

    private func event(_ name: String, _ leadership: Leadership) -> [UInt8] {
        let id = name == "leader" ? "id: \(leadership.revision)\n" : ""
        return Array("event: \(name)\n\(id)data: ".utf8) + api.body(of: leadership) + Array("\n\n".utf8)
    }
}
