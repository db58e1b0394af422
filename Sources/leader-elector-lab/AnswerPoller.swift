import Election
import Runtime

/// Asks one program who leads, again and again, whether it answers or not.
final class AnswerPoller {
    private let loop: EventLoop
    private var asker: HTTPAsker?
    private var timer: TimerID?

    /// - Parameters:
    ///   - period: The time from one question to the next; an answer that takes longer is waited for.
    ///   - onAnswer: Gets the name in each answer, empty where there is none, and when it was received.
    init(port: UInt16, period: Duration, loop: EventLoop, onAnswer: @escaping (String, Instant) -> Void) {
        self.loop = loop
        let asker = HTTPAsker(
            port: port,
            loop: loop,
            onAnswer: { [unowned self] answer in
                let name = answer.body.leaderName ?? ""
                askAgain(at: answer.asked + period)
                onAnswer(name, answer.received)
            },
            onFailure: { [unowned self] in askAgain(at: SystemClock.instant() + period) }
        )
        self.asker = asker
        asker.ask()
    }

    func stop() {
        if let timer { loop.cancel(timer) }
        timer = nil
        asker?.close()
        asker = nil
    }

    private func askAgain(at instant: Instant) {
        timer = loop.schedule(at: instant) { [unowned self] in
            timer = nil
            asker?.ask()
        }
    }
}
