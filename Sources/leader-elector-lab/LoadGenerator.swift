import Bench
import Election
import Glibc
import Runtime

/// Asks over a number of connections as fast as answers come, one question at a time on each.
///
/// It never sleeps: on a virtual machine it takes longer to wake somebody up than to answer a question, and what is
/// measured is who answers.
final class LoadGenerator {
    /// What came of it.
    struct Load {
        var latencies = LatencyHistogram()
        var duration = Duration.zero

        var perSecond: Double {
            Double(latencies.count) / max(1e-9, Double(duration.nanoseconds) / 1e9)
        }
    }

    private let patience: Patience
    private var askers: [HTTPAsker] = []
    private var latencies = LatencyHistogram()
    private var isOver = false
    private var failures = 0
    /// Answers that were not 200.
    private var refusals = 0

    init(port: UInt16, connections: Int, patience: Patience) {
        self.patience = patience
        for place in 0..<connections {
            askers.append(
                HTTPAsker(
                    port: port,
                    loop: patience.loop,
                    onAnswer: { [unowned self] in answered($0, at: place) },
                    onFailure: { [unowned self] in failures += 1 }
                )
            )
        }
    }

    deinit { askers.forEach { $0.close() } }

    /// Asks for some time.
    ///
    /// - Throws: `BenchFailure` where a connection is lost, or an answer is not 200.
    func run(for duration: Duration) throws -> Load {
        let end = SystemClock.instant() + duration
        return try run { _ in SystemClock.instant() >= end }
    }

    /// Asks until so many answers have come.
    ///
    /// - Throws: `BenchFailure` where a connection is lost, or an answer is not 200.
    func run(answers count: Int) throws -> Load {
        try run { $0 >= UInt64(count) }
    }

    private func run(until isEnough: (UInt64) -> Bool) throws -> Load {
        latencies = LatencyHistogram()
        isOver = false
        let insomnia = try Insomnia(on: patience.loop)
        defer { insomnia.end() }
        let start = SystemClock.instant()
        askers.forEach { $0.ask() }
        try patience.wait(for: "answers under load", atMost: .seconds(600)) {
            guard failures == 0 else { throw BenchFailure("\(failures) connections were lost under load") }
            guard refusals == 0 else { throw BenchFailure("\(refusals) answers under load were not 200") }
            return isEnough(latencies.count)
        }
        let load = Load(latencies: latencies, duration: SystemClock.instant() - start)
        isOver = true
        // The last answers, so that the next run finds the connections idle.
        patience.pause(.milliseconds(50))
        return load
    }

    private func answered(_ answer: HTTPAsker.Answer, at place: Int) {
        if answer.status != 200 { refusals += 1 }
        guard !isOver else { return }
        latencies.add(nanoseconds: (answer.received - answer.asked).nanoseconds)
        askers[place].ask()
    }
}

/// Keeps a loop from sleeping, by a socket that can always be written to.
private final class Insomnia {
    private let loop: EventLoop
    private var pair: [Int32] = [-1, -1]

    /// - Throws: `BenchFailure` or `RuntimeError` where the kernel gives no descriptors.
    init(on loop: EventLoop) throws {
        self.loop = loop
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw BenchFailure("the kernel gives no sockets to keep awake by")
        }
        try loop.watch(pair[0], for: .write) { _ in }
    }

    func end() {
        loop.unwatch(pair[0])
        pair.forEach { _ = close($0) }
    }
}
