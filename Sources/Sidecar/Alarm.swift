import Election
import Runtime

/// One timer of an owner, set anew again and again.
final class Alarm {
    private let loop: EventLoop
    private var timer: TimerID?

    init(loop: EventLoop) {
        self.loop = loop
    }

    /// Calls the handler at that instant, in the place of what was set before; nil for nothing any more.
    func set(for instant: Instant?, _ handler: @escaping () -> Void = {}) {
        if let timer { loop.cancel(timer) }
        timer = instant.map { instant in
            loop.schedule(at: instant) { [weak self] in
                self?.timer = nil
                handler()
            }
        }
    }
}
