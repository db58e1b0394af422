import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// Many readers of `GET /watch`, and some that read nothing.
@Suite(.ownThread) struct WatcherTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }

    /// What half of five hundred may take; a build without optimization takes several times as long.
    #if DEBUG
        private static let halfTime = Duration.milliseconds(40)
    #else
        private static let halfTime = Duration.milliseconds(10)
    #endif

    init() throws {
        stage = try Stage()
    }

    private func watchers(_ count: Int, of candidate: Candidate, isStuck: Bool = false) throws -> [RawClient] {
        let port = UInt16(try candidate.port())
        return try (0..<count).map { _ in
            let client = try RawClient(port: port, loop: bench.loop, isStuck: isStuck)
            client.send("GET /watch HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return client
        }
    }

    /// What a process has computed since its start.
    private func processorTime(of candidate: Candidate) throws -> Duration {
        let text = String(decoding: try readFile("/proc/\(candidate.processID)/schedstat"), as: UTF8.self)
        return .nanoseconds(try #require(text.split(separator: " ").first.flatMap { Int64($0) }))
    }

    private func descriptors(of candidate: Candidate) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(candidate.processID)/fd").count
    }

    /// Fast enough for all of them, and the stuck one costs nothing.
    ///
    /// The reader in the middle hears of it when the sidecar has done half of its work for all of them: by the processor
    /// time that this took, since a test has a machine seldom for itself. By the clock of this process, which reads 499 of
    /// the sockets, from the instant at which the first had an event, the change counts that went best.
    @Test func fiveHundredReadersOfWhomOneIsStuckHearOfAChangeAtOnce() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "2s")
        try stage.waitForOneLeader(of: [leader])
        let follower = try stage.candidate("pod-1", "--ttl", "2s")
        try stage.waitForOneLeader(of: [leader, follower])
        let stuck = try watchers(1, of: follower, isStuck: true)
        let readers = try watchers(499, of: follower)
        bench.wait(for: "the first event of all") { readers.allSatisfy { $0.text.contains("\"name\":\"pod-0\"") } }
        let calm = try anonymousKilobytes(of: follower)

        var heard: [Substring: [Instant]] = [:]
        var events = 0
        for reader in readers {
            reader.forget()
            reader.onNews = { [unowned reader] in
                let now = SystemClock.instant()
                for line in reader.text.split(separator: "\n") {
                    if line.hasPrefix("id: ") { heard[line, default: []].append(now) }
                    if line.contains("event: ") { events += 1 }
                }
                reader.forget()
            }
        }
        let start = try processorTime(of: follower)
        leader.send(SIGTERM)
        for _ in 0..<3 {
            try bench.wait(for: "the successor") { try follower.status()?.isLeader == true }
            try stage.stepDown(try #require(try follower.status()?.fencingToken))
            try bench.wait(for: "its end") { try follower.status()?.isLeader == false }
        }
        bench.wait(for: "all to hear of all") { heard.values.allSatisfy { $0.count == readers.count } }
        let half = (try processorTime(of: follower) - start) / (events / readers.count) / 2
        let medians = heard.values.map { ($0[$0.count / 2] - $0[0]).milliseconds }.sorted()
        #expect(heard.count >= 5 && half < Self.halfTime, "\(half.text) for half of them; \(medians) ms")
        #expect(medians[0] < 100, "\(medians) ms")
        let memory = try anonymousKilobytes(of: follower)
        #expect(memory < calm + 4 << 10, "\(memory) kB after \(calm)")
        #expect(readers.allSatisfy { !$0.isEnded })
        withExtendedLifetime(stuck) {}
    }

    /// With a grace of 40 ms there is a new deadline every 20 ms, so that a minute's worth comes in a second.
    @Test func aReaderThatIsStuckIsCutAndCostsLittle() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "4s", "--handover-grace", "40ms")
        try stage.waitForOneLeader(of: [leader])
        let readers = try watchers(5, of: leader)
        bench.wait(for: "the first events") { readers.allSatisfy { !$0.received.isEmpty } }
        let before = try descriptors(of: leader)
        let calm = try anonymousKilobytes(of: leader)
        let stuck = try watchers(5, of: leader, isStuck: true)
        try bench.wait(for: "the stuck ones' connections") { try descriptors(of: leader) == before + stuck.count }
        try bench.wait(for: "their end") { try descriptors(of: leader) == before }
        let memory = try anonymousKilobytes(of: leader)
        #expect(memory < calm + 4 << 10, "\(memory) kB after \(calm)")
        #expect(readers.allSatisfy { !$0.isEnded })
        let counts = readers.map(\.received.count)
        bench.wait(for: "more for the others") { zip(readers, counts).allSatisfy { $0.received.count > $1 } }
    }
}
