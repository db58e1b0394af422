import Demo
import Election
import Glibc
import Runtime

/// The demo that goes on until somebody ends it: in a terminal a live table with keys, otherwise a line a change.
final class Show {
    private static let redrawPeriod = Duration.milliseconds(100)

    private let loop: EventLoop
    private let stage: Stage
    private let terminal: Terminal?
    private var screen: Screen
    private var failure: Stage.Failure?
    private var isEnding = false

    init(_ options: Stage.Options, loop: EventLoop) throws(Stage.Failure) {
        self.loop = loop
        stage = try Stage(options, loop: loop)
        terminal = Terminal(loop: loop)
        screen = Screen(lookCommand: stage.lookCommand, at: SystemClock.instant())
    }

    /// - Throws: `Stage.Failure` if it could not go on, once no process is left and the terminal is as it was.
    func run() throws(Stage.Failure) {
        stage.onChange = { [unowned self] news in take(news) }
        stage.onFailure = { [unowned self] in end(because: $0) }
        do throws(RuntimeError) {
            for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
                try loop.onSignal(signal) { [unowned self] in end(because: nil) }
            }
            try prepareOutput()
        } catch {
            terminal?.leave()
            throw Stage.Failure(sentence: "\(error)", exitCode: Exit.failure.rawValue)
        }
        for place in stage.scene.pods.indices { stage.act(.start(place)) }
        redraw()
        loop.run()
        terminal?.leave()
        if let failure { throw failure }
    }

    private func prepareOutput() throws(RuntimeError) {
        guard let terminal else {
            say("the API server: \(stage.lookCommand)")
            return endWhenNobodyReads()
        }
        terminal.onKey = { [unowned self] in press($0) }
        terminal.onHangup = { [unowned self] in end(because: nil) }
        try loop.onSignal(SIGWINCH) { [unowned self] in
            terminal.forget()
            draw()
        }
        // Somebody stopped us and has let us go on: the shell has used the terminal meanwhile.
        try loop.onSignal(SIGCONT) { [unowned self] in retakeTerminal() }
        try terminal.enter()
    }

    /// A pipe tells when its reader is gone; a file has none, and cannot be waited for.
    private func endWhenNobodyReads() {
        do throws(RuntimeError) {
            try loop.watch(STDOUT_FILENO, for: []) { [unowned self] readiness in
                guard readiness.contains(.hangup) else { return }
                loop.unwatch(STDOUT_FILENO)
                end(because: nil)
            }
        } catch {
            return
        }
    }

    private func retakeTerminal() {
        do throws(RuntimeError) {
            try terminal?.enter()
        } catch {
            end(because: Stage.Failure(sentence: "\(error)", exitCode: Exit.failure.rawValue))
        }
    }

    // MARK: What happens

    private func take(_ news: [String]) {
        for line in news { say(line) }
        if !news.isEmpty { draw() }
    }

    private func say(_ line: String) {
        let now = SystemClock.instant()
        if terminal == nil {
            Console.output.writeLine(screen.timed(line, at: now))
        } else {
            screen.add(line, at: now)
        }
    }

    /// Draws, and looks after those that are to be replaced, now and then.
    private func redraw() {
        guard !isEnding else { return }
        let now = SystemClock.instant()
        for (place, pod) in stage.scene.pods.enumerated() {
            if let endedAt = pod.endedAt, now - endedAt >= Screen.replacementDelay { stage.act(.start(place)) }
        }
        draw()
        loop.schedule(at: now + Self.redrawPeriod) { [unowned self] in redraw() }
    }

    private func draw() {
        terminal?.draw(screen.lines(of: stage.scene, at: SystemClock.instant()))
    }

    // MARK: What people do

    private func press(_ key: Character) {
        switch key {
        case "k": signalLeader(.kill)
        case "s": signalLeader(.terminate)
        case "f":
            if let frozen = stage.scene.frozen {
                stage.act(.signal(frozen, .thaw))
            } else {
                signalLeader(.freeze)
            }
        case "r":
            for (place, pod) in stage.scene.pods.enumerated() where pod.isEnded { stage.act(.start(place)) }
        case "q": end(because: nil)
        default: return
        }
    }

    private func signalLeader(_ signal: Signal) {
        guard let leader = stage.scene.leader else {
            say("nobody holds the lock at the moment")
            return draw()
        }
        stage.act(.signal(leader, signal))
    }

    private func end(because failure: Stage.Failure?) {
        if self.failure == nil { self.failure = failure }
        guard !isEnding else { return }
        isEnding = true
        stage.close { [loop] in loop.stop() }
    }
}
