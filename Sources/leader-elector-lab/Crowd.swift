import Election
import Glibc
import Runtime

/// A `candidates` process: many candidates over real sockets.
final class Crowd {
    /// Something that it has told.
    private struct News {
        let what: String
        let election: String
        let name: String
        let instant: Instant
    }

    private let patience: Patience
    private var child: ChildProcess?
    private var news: [News] = []
    private var lastWords = ""

    /// - Throws: `RuntimeError` where it cannot be started.
    init(_ command: [String], patience: Patience) throws {
        self.patience = patience
        child = try ChildProcess(
            command,
            loop: patience.loop,
            onLine: { [weak self] output, line in
                if output == .standard { self?.hear(line) } else { self?.lastWords = line }
            },
            onEnd: { _ in }
        )
    }

    deinit { close() }

    var probe: ProcessProbe { ProcessProbe(processID: child?.id ?? 0) }

    /// Waits until each of so many elections has a leader whom all its candidates name; gives the last one's instant.
    ///
    /// - Throws: `BenchFailure`
    @discardableResult
    func waitForLeaders(of elections: Int = 1) throws -> Instant {
        try patience.wait(for: "the candidates to name a leader (\(lastWords))", atMost: .seconds(180)) {
            guard child?.ending == nil else { throw BenchFailure("the candidates have ended: \(lastWords)") }
            return Set(news.filter { $0.what == "named" }.map(\.election)).count >= elections
        }
        return news.last { $0.what == "named" }?.instant ?? SystemClock.instant()
    }

    /// Takes the leaders away, and with them all that was told.
    func takeLeaderAway() {
        news = []
        child?.send(SIGUSR1)
    }

    func close() {
        child?.send(SIGKILL)
    }

    private func hear(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 4, let nanoseconds = Int64(words[3]) else { return }
        let instant = Instant(nanoseconds: nanoseconds)
        news.append(News(what: words[0], election: words[1], name: words[2], instant: instant))
    }
}
