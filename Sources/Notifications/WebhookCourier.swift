import Election
import HTTP
import StatusAPI

/// Decides when a webhook is told who leads: each change, one request at a time, and afterwards the newest state only.
///
/// # What it guarantees
///
/// What is sent is looked up for each attempt anew, so that none claims what was true at an earlier one. A failure is
/// followed by a pause of a second, doubled up to half a minute, or by what the receiver asks for; but where a yes failed,
/// what follows it is not held back for more than half a minute. What the receiver does not want is not sent to it twice.
///
/// # What it does not
///
/// That each change arrives: one that another follows before it was told is skipped, and counted. That one arrives only
/// once: an answer can get lost.
///
/// # What the caller must do
///
/// After every event of the election, and after each call, do what `next` says: send and report with `ended`, or come
/// back. Not to send what is outdated by the time that the connection is there, and report that.
package struct WebhookCourier: Sendable {
    /// How long an attempt may take.
    package static let patience = Duration.seconds(5)
    /// The longest that a receiver may ask us to wait.
    package static let longestWish = Duration.seconds(300)
    private static let longestPause = Duration.seconds(30)

    package enum Step: Hashable, Sendable {
        /// Send this now, and report with `ended` within `patience`.
        case send(Leadership)
        /// Ask again then.
        case wait(until: Instant)
        /// The end of the request that was sent comes first.
        case underWay
        /// What was told last is true.
        case rest
    }

    /// How an attempt ended.
    package enum Outcome: Hashable, Sendable {
        case delivered
        /// The receiver would refuse the same again.
        case refused(String)
        /// Another attempt may succeed, after what the receiver asked to wait for.
        case failed(String, retryAfter: Duration?)
        /// It was not sent, since it was no longer so.
        case outdated
    }

    /// What people are told.
    package enum Remark: Hashable, Sendable {
        /// A change that the receiver will not hear of.
        case refused(String)
        /// The first failure since something was delivered.
        case failing(String)
        /// The first delivery since then.
        case delivered(failures: Int)
    }

    /// What a failure is followed by.
    private struct Pause {
        /// What was not told.
        let failed: Revision
        let end: Instant
        /// For anything else than that.
        let endForNext: Instant
    }

    /// How many changes were followed by another before they were told.
    package private(set) var skipped = 0
    /// What was told last, or refused.
    private var settled: Revision
    private var newest: Revision
    private var underWay: Leadership?
    private var failures = 0
    private var pause: Pause?
    private var random: SeededGenerator

    /// - Parameters:
    ///   - known: the revision of which nobody has to be told: before anything was read, there is nothing to tell.
    ///   - seed: of the chance in the pauses.
    package init(knowing known: Revision, seed: UInt64) {
        settled = known
        newest = known
        random = SeededGenerator(seed: seed)
    }

    /// What to do now.
    package mutating func next(status: StatusSource, at now: Instant) -> Step {
        see(status.revision())
        guard underWay == nil else { return .underWay }
        guard newest != settled else { return .rest }
        if let pause {
            let end = newest == pause.failed ? pause.end : pause.endForNext
            if now < end { return .wait(until: end) }
        }
        let leadership = status.leadership()
        see(leadership.revision)
        underWay = leadership
        return .send(leadership)
    }

    /// Takes in the end of the attempt that `next` asked for.
    package mutating func ended(_ outcome: Outcome, at now: Instant) -> Remark? {
        guard let sent = underWay else { preconditionFailure("nothing was sent to the webhook: \(self)") }
        underWay = nil
        switch outcome {
        case .delivered:
            settled = sent.revision
            return recover().map { .delivered(failures: $0) }
        case .refused(let reason):
            settled = sent.revision
            _ = recover()
            return .refused(reason)
        case .failed(let reason, let wish):
            failures += 1
            let length = pauseLength(wish)
            pause = Pause(
                failed: sent.revision,
                end: now + length,
                endForNext: now + (sent.isLeader ? min(length, Self.longestPause) : length)
            )
            skip(sent.revision)
            return failures == 1 ? .failing(reason) : nil
        case .outdated:
            skip(sent.revision)
            return nil
        }
    }

    private mutating func see(_ revision: Revision) {
        guard revision != newest else { return }
        if newest != settled, newest != underWay?.revision { skipped += 1 }
        newest = revision
    }

    /// A state that was not told, unless it still is the one to tell.
    private mutating func skip(_ revision: Revision) {
        if revision != newest { skipped += 1 }
    }

    /// How many failures that ends; nil for none.
    private mutating func recover() -> Int? {
        defer { (failures, pause) = (0, nil) }
        return failures == 0 ? nil : failures
    }

    /// A second, doubled after each further failure, give or take a quarter; longer if the receiver asks for it.
    private mutating func pauseLength(_ wish: Duration?) -> Duration {
        let pause = min(Duration.seconds(1 << min(failures - 1, 5)), Self.longestPause)
        return max(random.duration(in: pause * 3 / 4...pause * 5 / 4), min(wish ?? .zero, Self.longestWish))
    }
}

extension WebhookCourier.Outcome {
    /// What the receiver's answer means.
    package init(_ response: HTTPResponse) {
        let reason = "it answers \(response.status)"
        switch response.status {
        case 200..<300: self = .delivered
        case 408, 429, 500..<600: self = .failed(reason, retryAfter: response.headers.retryAfter)
        case 300..<400: self = .refused("\(reason), and redirects are never followed; name the right address")
        default: self = .refused("\(reason); check its address and what it takes")
        }
    }
}
