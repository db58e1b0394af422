import Demo
import Election
import Glibc
import Runtime

/// Plays the tour as often as asked for, on a new stage each time.
final class TourRunner {
    /// How often a tour that hears nothing looks at the clock.
    private static let tick = Duration.milliseconds(50)

    private let loop: EventLoop
    private let options: Stage.Options
    private var stage: Stage?
    private var tour: Tour
    private var nextLook: TimerID?
    /// Why it ends early; nil while all is right.
    private var failure: Stage.Failure?

    init(_ options: Stage.Options, loop: EventLoop) {
        self.options = options
        self.loop = loop
        tour = Tour(at: SystemClock.instant())
    }

    /// - Throws: `Stage.Failure` at the first tour that is not right, once no process is left.
    func run(rounds: Int) throws(Stage.Failure) {
        do throws(RuntimeError) {
            for signal in [SIGINT, SIGTERM, SIGHUP] {
                try loop.onSignal(signal) { [unowned self] in fail("interrupted in \(tour.place)") }
            }
        } catch {
            throw Stage.Failure(sentence: "\(error)", exitCode: Exit.failure.rawValue)
        }
        var figures = Figures()
        for round in 1...rounds where failure == nil {
            if rounds > 1 { say("Tour \(round) of \(rounds)") }
            try play()
            for figure in tour.figures { figures.add(figure) }
        }
        if let failure { throw failure }
        if rounds > 1 {
            say("All right: \(rounds) of \(rounds) tours.")
            figures.lines.forEach(say)
        }
    }

    private func play() throws(Stage.Failure) {
        let stage = try Stage(options, loop: loop)
        self.stage = stage
        tour = Tour(at: SystemClock.instant())
        stage.onFailure = { [unowned self] in end(because: $0) }
        stage.onChange = { [unowned self] _ in lookSoon() }
        look()
        loop.run()
        self.stage = nil
    }

    /// Not within the event: what the tour does then brings about events of its own.
    private func lookSoon() {
        schedule(after: .zero)
    }

    private func look() {
        guard let stage else { return }
        for output in tour.look(at: stage.scene, now: SystemClock.instant()) {
            switch output {
            case .say(let line): say(line)
            case .act(let action): stage.act(action)
            }
        }
        switch tour.verdict {
        case nil: if nextLook == nil { schedule(after: Self.tick) }
        case .allRight: end(because: nil)
        case .notRight(let sentence): fail(sentence)
        }
    }

    private func schedule(after duration: Duration) {
        if let nextLook { loop.cancel(nextLook) }
        nextLook = loop.schedule(at: SystemClock.instant() + duration) { [unowned self] in
            nextLook = nil
            look()
        }
    }

    private func fail(_ sentence: String) {
        end(because: Stage.Failure(sentence: "not right: \(sentence)", exitCode: Exit.failure.rawValue))
    }

    private func end(because failure: Stage.Failure?) {
        if self.failure == nil { self.failure = failure }
        if let nextLook { loop.cancel(nextLook) }
        nextLook = nil
        stage?.close { [loop] in loop.stop() }
    }

    private func say(_ line: String) {
        Console.output.writeLine(line)
    }
}
