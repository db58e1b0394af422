import Bench
import Election
import Glibc
import Runtime

extension BenchRunner {
    /// The time between two questions to a program that has just been started.
    private static let startPeriod = Duration.microseconds(100)

    func measureSizes() {
        inTurns("size", rounds: 1) { contestant in
            var status = stat()
            guard stat(try contestant.path(), &status) == 0 else { throw BenchFailure("its file cannot be looked at") }
            add(Double(status.st_size), of: .file, for: contestant)
        }
    }

    /// From before the fork to the first answer, and to the first that names the program itself.
    func measureStarts() {
        let answering = options.contestants.filter(\.answers)
        inTurns("start", rounds: plan.starts, of: answering) { contestant in
            let election = try BenchElection(of: contestant, size: 1, ttl: .seconds(10), on: server, patience)
            defer { election.close() }
            let candidate = election.candidates[0]
            var answered: Instant?
            var led: Instant?
            let poller = AnswerPoller(port: candidate.port, period: Self.startPeriod, loop: server.loop) { name, now in
                answered = answered ?? now
                if candidate.isNamed(name) { led = led ?? now }
            }
            defer { poller.stop() }
            let began = SystemClock.instant()
            try candidate.start()
            try patience.wait(for: "it to lead (\(election.lastWords))", atMost: .seconds(60)) {
                guard candidate.isRunning else { throw BenchFailure("it has ended: \(candidate.lastWords)") }
                return led != nil
            }
            if let answered { add(answered - began, of: .firstAnswer, for: contestant) }
            if let led { add(led - began, of: .leadership, for: contestant) }
        }
    }
}
