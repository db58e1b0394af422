import Election
import Runtime

/// Turns the loop until something holds, so that what is measured step by step reads like a story.
///
/// It looks every millisecond; what has to be timed more finely is timed by its own handler.
final class Patience {
    private static let look = Duration.milliseconds(1)

    let loop: EventLoop

    init(loop: EventLoop) {
        self.loop = loop
    }

    /// - Throws: `BenchFailure` where it does not come about in time, and what the condition throws.
    func wait(
        for what: @autoclosure () -> String,
        atMost limit: Duration = .seconds(20),
        until isReached: () throws -> Bool
    ) throws {
        let deadline = SystemClock.instant() + limit
        while try !isReached() {
            let now = SystemClock.instant()
            guard now < deadline else { throw BenchFailure("waited \(limit.text) for \(what())") }
            turn(until: min(deadline, now + Self.look))
        }
    }

    /// Lets everything go on for a while.
    func pause(_ duration: Duration) {
        turn(until: SystemClock.instant() + duration)
    }

    private func turn(until instant: Instant) {
        loop.schedule(at: instant) { [loop] in loop.stop() }
        loop.run()
    }
}
