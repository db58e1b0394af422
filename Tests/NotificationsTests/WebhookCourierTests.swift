import Election
import HTTP
import Notifications
import StatusAPI
import Testing

/// When a webhook is told what.
@Suite struct WebhookCourierTests {
    private let status = ScriptedStatus()
    private var courier: WebhookCourier

    init() {
        courier = WebhookCourier(knowing: status.leadership.revision, seed: 7)
    }

    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    private mutating func next(_ milliseconds: Int64 = 0) -> WebhookCourier.Step {
        courier.next(status: status.source, at: at(milliseconds))
    }

    private mutating func ended(_ outcome: WebhookCourier.Outcome, _ milliseconds: Int64 = 0) -> WebhookCourier.Remark?
    {
        courier.ended(outcome, at: at(milliseconds))
    }

    /// The time until the next attempt.
    private mutating func pause(_ milliseconds: Int64) throws -> Duration {
        guard case .wait(let instant) = next(milliseconds) else {
            Issue.record("it does not wait")
            return .zero
        }
        return instant - at(milliseconds)
    }

    @Test mutating func nothingIsToldBeforeAnythingChanges() {
        #expect(next() == .rest)
        #expect(status.told == 0, "an answer that nobody gets is no yes")
    }

    @Test mutating func eachChangeIsToldOnce() {
        status.lead(7)
        #expect(next() == .send(status.leadership))
        #expect(next() == .underWay)
        #expect(ended(.delivered) == nil)
        #expect(next() == .rest && status.told == 1)
        status.follow("pod-1")
        #expect(next() == .send(status.leadership))
        #expect(ended(.delivered) == nil)
        #expect(courier.skipped == 0)
    }

    @Test mutating func whatComesDuringARequestIsFollowedByTheNewestStateOnly() {
        status.lead(7)
        _ = next()
        for name in ["", "pod-1", "pod-2"] {
            status.follow(name)
            #expect(next() == .underWay)
        }
        #expect(ended(.delivered) == nil)
        #expect(next() == .send(status.leadership) && status.leadership.name == "pod-2")
        #expect(ended(.delivered) == nil)
        #expect(courier.skipped == 2)
    }

    @Test mutating func aFailureIsRepeatedWithWhatIsTrueThen() throws {
        status.lead(7)
        _ = next()
        #expect(ended(.failed("broken", retryAfter: nil)) == .failing("broken"))
        status.follow("pod-1")
        let pause = try pause(0)
        #expect(pause >= .milliseconds(750) && pause <= .milliseconds(1250))
        #expect(status.told == 1, "looked up when it is sent, and not before")
        #expect(next(1250) == .send(status.leadership))
        #expect(ended(.delivered) == .delivered(failures: 1))
        #expect(courier.skipped == 1)
    }

    @Test mutating func pausesDoubleUpToHalfAMinuteAndOnlyTheFirstFailureIsWorthAWord() throws {
        status.lead(7)
        var now: Int64 = 0
        for (number, seconds) in [1, 2, 4, 8, 16, 30, 30, 30].enumerated() {
            guard case .send = next(now) else { throw Missing() }
            let remark = ended(.failed("broken", retryAfter: nil), now)
            #expect((remark == nil) == (number > 0))
            let pause = try pause(now)
            #expect(pause >= .seconds(seconds) * 3 / 4 && pause <= .seconds(seconds) * 5 / 4, "\(number): \(pause)")
            now += pause.milliseconds + 1
        }
        _ = next(now)
        #expect(ended(.delivered, now) == .delivered(failures: 8))
        status.follow("pod-1")
        _ = next(now)
        #expect(ended(.failed("again", retryAfter: nil), now) == .failing("again"))
        let pause = try pause(now)
        #expect(pause <= .milliseconds(1250), "from the beginning")
    }

    private struct Missing: Error {}

    @Test mutating func aReceiverMayAskForMoreTimeButNotForEver() throws {
        status.lead(7)
        _ = next()
        _ = ended(.failed("busy", retryAfter: .seconds(20)))
        #expect(try pause(0) == .seconds(20))
        _ = next(20_000)
        _ = ended(.failed("busy", retryAfter: .seconds(3600)), 20_000)
        #expect(try pause(20_000) == WebhookCourier.longestWish)
    }

    @Test mutating func aNoIsNotHeldBackAsLongAsTheYesBeforeIt() throws {
        status.lead(7)
        _ = next()
        _ = ended(.failed("busy", retryAfter: .seconds(300)))
        #expect(try pause(0) == .seconds(300), "as long as the yes is true")
        status.follow("pod-1")
        #expect(try pause(1000) == .seconds(29))
        #expect(next(30_000) == .send(status.leadership))
        _ = ended(.failed("busy", retryAfter: .seconds(300)), 30_000)
        #expect(try pause(30_000) == .seconds(300), "the receiver has heard the no")
    }

    @Test mutating func whatIsRefusedIsNotSentAgainButTheNextChangeIs() {
        status.lead(7)
        _ = next()
        #expect(ended(.refused("it answers 404")) == .refused("it answers 404"))
        #expect(next(60_000) == .rest)
        status.follow("pod-1")
        #expect(next(60_000) == .send(status.leadership))
    }

    @Test mutating func whatWasOutdatedBeforeItWasSentIsFollowedAtOnce() {
        status.lead(7)
        _ = next()
        status.follow("pod-1")
        #expect(ended(.outdated) == nil)
        #expect(next() == .send(status.leadership))
        #expect(courier.skipped == 1)
    }

    @Test(arguments: [
        (200, true, false), (204, true, false), (301, false, true), (400, false, true), (404, false, true),
        (408, false, false), (429, false, false), (500, false, false), (503, false, false),
    ])
    func answersMeanWhatTheirCodesSay(code: Int, isDelivered: Bool, isRefused: Bool) {
        let outcome = WebhookCourier.Outcome(HTTPResponse(status: code, headers: ["Retry-After": "20"]))
        switch outcome {
        case .delivered: #expect(isDelivered)
        case .refused(let reason): #expect(isRefused && reason.contains("\(code)"))
        case .failed(_, let wish): #expect(!isDelivered && !isRefused && wish == .seconds(20))
        case .outdated: Issue.record("it was sent")
        }
    }
}
