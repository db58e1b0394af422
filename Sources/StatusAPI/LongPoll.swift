import Election
import HTTP

/// A question that is answered when who leads is no longer what its asker knows, or after a while:
/// `GET /leader?wait=30s&revision=X`.
package struct LongPoll: Hashable, Sendable {
    /// The longest wait that may be asked for: what proxies and clients bear without a word.
    package static let longestWait = Duration.seconds(300)

    /// What the asker was told last; nil where that is no revision of this program's.
    package var known: Revision?
    /// How long it waits at most.
    package var wait: Duration

    /// - Returns: nil for a request that does not ask to wait.
    /// - Throws: `LongPollError` where it asks for a wait that there is not.
    package init?(_ request: HTTPRequest) throws(LongPollError) {
        guard let text = request.query["wait"] else { return nil }
        guard let wait = Duration(goText: text), wait >= .zero, wait <= Self.longestWait else {
            throw .badWait(text)
        }
        self.wait = wait
        known = request.query["revision"].flatMap { Revision($0) }
    }
}

/// What is wrong with a wait that was asked for.
package enum LongPollError: Error, Hashable, CustomStringConvertible {
    case badWait(String)

    package var description: String {
        switch self {
        case .badWait(let text):
            "wait=\(text) is no wait of 0s to \(LongPoll.longestWait.text); write it as 30s or 1m30s, with the revision of"
                + " your last answer: /leader?wait=30s&revision=..."
        }
    }
}
