import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// Whatever comes in at the status address, the leader goes on renewing in time.
@Suite(.ownThread) struct FloodTests {
    private let stage: Stage
    private var bench: Workbench { stage.bench }
    /// At `--ttl 4s` it is 800 ms, and the lead is lost after 2.67 s.
    private static let retryPeriod = Duration.milliseconds(800)
    /// By how much a renewal may come later on a machine that does a lot besides; before connections took turns with the
    /// election, pipelined requests cost the lead.
    private static let slack = Duration.seconds(1)

    init() throws {
        stage = try Stage()
    }

    @Test func noFloodDelaysARenewal() throws {
        let leader = try stage.candidate("pod-0", "--ttl", "4s")
        try stage.waitForOneLeader(of: [leader])
        let renewals = try Renewals(of: stage)
        try bench.wait(for: "a renewal") { try renewals.times.count >= 2 }
        let token = try leader.status()?.fencingToken
        let port = UInt16(try leader.port())
        let calm = try anonymousKilobytes(of: leader)
        let slowHeaders = Storm(.slowHeaders, port: port, loop: bench.loop)
        for flood in Flood.all {
            let before = try renewals.times.count
            let storm = Storm(flood, port: port, loop: bench.loop)
            try bench.expect(throughout: .milliseconds(600), "the process lives through \(flood.name)") {
                try storm.wave()
                try slowHeaders.wave()
                return !leader.program.isEnded
            }
            let memory = try anonymousKilobytes(of: leader)
            #expect(memory < calm + 32 << 10, "\(flood.name): \(memory) kB after \(calm)")
            try bench.wait(for: "renewals after \(flood.name)") { try renewals.times.count >= before + 2 }
            let gap = try renewals.longestGap(from: before - 1)
            #expect(gap < Self.retryPeriod + Self.slack, "\(flood.name): \(gap.text) without a renewal")
        }
        try bench.wait(for: "an answer") { try leader.status() != nil }
        #expect(try leader.status()?.fencingToken == token && leader.status()?.isLeader == true, "\(leader.log)")
        #expect(try renewals.holders == ["pod-0"])
        #expect(!leader.log.contains("stopped leading"), "\(leader.log)")
    }

    /// A process that may have fewer descriptors than connections come needs some for the API server all the same.
    @Test func connectionsTakeNoDescriptorFromTheElection() throws {
        let command = ["prlimit", "--nofile=200:200", try Workbench.path(of: "leader-elector")]
        let flags = ["--election", stage.election, "--id", "pod-0", "--server", stage.url, "--ttl", "4s"]
        let program = try bench.start(command + flags + ["--http", "localhost:0"])
        let leader = Candidate(id: "pod-0", podUID: nil, program: program, on: bench, stage.witness)
        try stage.waitForOneLeader(of: [leader])
        let renewals = try Renewals(of: stage)
        let port = UInt16(try leader.port())
        let flood = Flood(
            name: "connections",
            clients: 400,
            bytes: Array("GET /watch HTTP/1.0\r\n\r\n".utf8),
            manner: .once
        )
        let storm = Storm(flood, port: port, loop: bench.loop)
        try bench.expect(throughout: .seconds(1), "it leads") {
            try storm.wave()
            return !leader.program.isEnded
        }
        // Right after a renewal, so that the next one waits in vain until its deadline, and needs a new connection.
        let seen = try renewals.times.count
        try bench.wait(for: "a renewal") { try renewals.times.count > seen }
        stage.signalServer(SIGSTOP)
        bench.expect(throughout: .milliseconds(1900), "it waits") { !leader.program.isEnded }
        stage.signalServer(SIGCONT)
        let before = try renewals.times.count
        try bench.wait(for: "three renewals") { try renewals.times.count >= before + 3 }
        #expect(try renewals.holders == ["pod-0"])
        #expect(!leader.log.contains("stopped leading") && !leader.log.contains("descriptor"), "\(leader.log)")
    }
}

/// What a process keeps in memory that is no file, in kilobytes.
func anonymousKilobytes(of candidate: Candidate) throws -> Int {
    let text = String(decoding: try readFile("/proc/\(candidate.processID)/smaps_rollup"), as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Anonymous:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
}
