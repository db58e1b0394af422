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
