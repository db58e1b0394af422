import Bench
import Election
import Runtime

/// Measures one topic after the other, all programs in turns, and keeps what comes of it.
final class BenchRunner {
    struct Options {
        var topics: Set<Topic>
        var plan: Plan
        /// Our own program first.
        var contestants: [Contestant]
        /// Many candidates in one process, ours first.
        var crowds: [Contestant]
        /// The file that leads to a cluster; nil for the API server in this process.
        var kubeconfig: String?
    }

    let options: Options
    let server: BenchServer
    let patience: Patience
    private(set) var report: Report
    private(set) var failures: [String] = []
    /// The progress that people were told last.
    private var told: (topic: String, instant: Instant)?

    /// - Throws: what the API server's place says.
    init(_ options: Options, loop: EventLoop) throws {
        self.options = options
        server = try BenchServer(kubeconfig: options.kubeconfig, loop: loop)
        patience = Patience(loop: loop)
        report = Report(ourName: options.contestants.first?.name ?? "")
    }

    var plan: Plan { options.plan }

    /// Measures; what fails is told, kept in `failures`, and does not keep the rest from being measured.
    func run() {
        for fact in MachineFacts(options).facts { report.add(fact: fact.name, fact.text) }
        if server.host == nil, !options.topics.isDisjoint(with: [.memory, .traffic, .handover, .growth]) {
            Console.error.writeLine("left out with a cluster: traffic, growth, renewals, partitions")
        }
        if wants(.size) { measureSizes() }
        if wants(.start) { measureStarts() }
        if wants(.memory) || wants(.cpu) { measureRest() }
        if wants(.traffic) { measureTraffic() }
        if wants(.http) { measureAnswers() }
        if wants(.memory) { measureMemoryGrowth() }
        if wants(.handover) { measureHandovers() }
        if wants(.growth) { measureCrowds() }
    }

    func wants(_ topic: Topic) -> Bool { options.topics.contains(topic) }

    func add(_ value: Double, of figure: Figure, for contestant: Contestant) {
        report.add(value, of: figure, for: contestant.name)
    }

    func add(_ duration: Duration, of figure: Figure, for contestant: Contestant) {
        add(Double(duration.nanoseconds), of: figure, for: contestant)
    }

    /// Goes through the rounds, and in each through the programs, beginning with another one each time.
    ///
    /// A program that fails once is left out of the rounds that follow.
    func inTurns(
        _ topic: String,
        rounds: Int,
        of contestants: [Contestant]? = nil,
        _ measure: (Contestant) throws -> Void
    ) {
        let contestants = contestants ?? options.contestants
        var failed: Set<String> = []
        for round in 0..<rounds {
            for turn in contestants.indices {
                let contestant = contestants[(turn + round) % contestants.count]
                guard !failed.contains(contestant.name) else { continue }
                progress(topic, "\(contestant.name), round \(round + 1) of \(rounds)")
                do {
                    try measure(contestant)
                } catch {
                    failed.insert(contestant.name)
                    fail("\(topic), \(contestant.name): \(error)")
                }
            }
        }
    }

    func fail(_ sentence: String) {
        failures.append(sentence)
        Console.error.writeLine("not measured: \(sentence)")
    }

    /// Tells people what is being done: each topic, and of one that takes long a line a second at most.
    private func progress(_ topic: String, _ step: String) {
        let now = SystemClock.instant()
        if let told, told.topic == topic, now - told.instant < .seconds(1) { return }
        told = (topic, now)
        Console.error.writeLine("\(topic): \(step)")
    }
}
