import Election
import Runtime
import Testing

extension EventLoop {
    /// Runs until a handler stops the loop, and reports the test as failed if none does within `limit`.
    func run(atMost limit: Duration, _ location: SourceLocation = #_sourceLocation) {
        let failsafe = schedule(at: SystemClock.instant() + limit) { [unowned self] in
            Issue.record("nothing stopped the loop within \(limit)", sourceLocation: location)
            stop()
        }
        run()
        cancel(failsafe)
    }
}

extension EventLoop {
    /// Runs until something is so, looking every few milliseconds; gives up silently after `limit`.
    func run(until isSo: @escaping () -> Bool, atMost limit: Duration = .seconds(5)) -> Bool {
        let end = SystemClock.instant() + limit
        while !isSo(), SystemClock.instant() < end {
            schedule(at: SystemClock.instant() + .milliseconds(5)) { [unowned self] in stop() }
            run()
        }
        return isSo()
    }
}
