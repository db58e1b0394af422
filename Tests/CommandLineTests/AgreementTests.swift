import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// What a process tells at about one instant, by all of its shapes, through many changes.
@Suite(.ownThread) struct AgreementTests {
    private struct Status: Decodable, Hashable {
        var name: String
        var isLeader: Bool
        var fencingToken: UInt64?
        var revision: String
    }

    private static func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n" }

    /// The JSON objects in what came, each on a line of its own but for what is pipelined behind it.
    private static func objects(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let start = line.firstIndex(of: "{"), let end = line.lastIndex(of: "}") else { return nil }
            return line[start...end]
        }
    }

    /// What is told under one revision is the same, whichever way it is told; and between two equal ones, so is the name.
    @Test func allShapesTellTheSameOfEachRevision() throws {
        let stage = try Stage()
        let bench = stage.bench
        let pods = try (0..<2).map { try stage.candidate("pod-\($0)", "--ttl", "2s", "--handover-grace", "0s") }
        try stage.waitForOneLeader(of: pods)
        let ports = try pods.map { UInt16(try $0.port()) }
        let watches = try ports.map { try RawClient(port: $0, loop: bench.loop) }
        for watch in watches { watch.send(Self.get("/watch")) }
        let askers = try ports.map { try RawClient(port: $0, loop: bench.loop) }

        var told: [String: Status] = [:]
        func note(_ status: Status) {
            let known = told.updateValue(status, forKey: status.revision)
            #expect(known == nil || known == status)
        }
        var rounds = 0
        var ended: UInt64 = 0
        let deadline = SystemClock.instant() + .seconds(12)
        while told.count < 40, SystemClock.instant() < deadline {
            rounds += 1
            for asker in askers {
                asker.forget()
                asker.send(["/leader", "/", "/is-leader", "/leader"].map(Self.get).joined())
            }
            bench.wait(for: "four answers of each") { askers.allSatisfy { Self.objects($0.text).count == 4 } }
            for asker in askers {
                let bodies = Self.objects(asker.text)
                let whole = try [0, 2, 3].map { try JSONDecoder().decode(Status.self, from: Data(bodies[$0].utf8)) }
                whole.forEach(note)
                let codes = asker.text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
                #expect(codes.count == 4 && codes[2] == (whole[1].isLeader ? "200" : "503"), "\(codes)")
                if whole[0].revision == whole[2].revision {
                    #expect(bodies[1] == "{\"name\":\"\(whole[0].name)\"}")
                }
                if let token = whole[2].fencingToken, token > ended {
                    ended = token
                    try stage.stepDown(token)
                }
            }
        }
        for watch in watches {
            for event in Self.objects(watch.text) {
                note(try JSONDecoder().decode(Status.self, from: Data(event.utf8)))
            }
        }
        #expect(told.count >= 20 && rounds >= 20, "\(told.count) changes in \(rounds) rounds")
    }

    private struct File: Decodable {
        var isLeader: Bool
        var revision: String
        var validUntilUptimeMilliseconds: Int64?
    }

    private struct List: Decodable {
        struct Item: Decodable {
            struct Metadata: Decodable { var name: String }
            var metadata: Metadata
        }
        var items: [Item]
    }

    /// Between two equal revisions of `/leader` the metrics say the same and the file claims nothing else; a label that is
    /// stale is so for less than three seconds, which is what a release waits for it and a little more.
    @Test func metricsFileAndLabelContradictNothing() throws {
        let stage = try Stage()
        let bench = stage.bench
        let names = ["pod-0", "pod-1"]
        for name in names { try stage.createPod(name) }
        let files = names.map { "\(bench.home)/\($0).json" }
        let pods = try zip(names, files).map { name, file in
            try stage.start(
                name,
                ["--http", "localhost:0", "--server", stage.url, "--ttl", "2s", "--label-pod", "--leader-file", file],
                environment: ["POD_NAME": name]
            )
        }
        try stage.waitForOneLeader(of: pods)
        let askers = try pods.map { try RawClient(port: UInt16(try $0.port()), loop: bench.loop) }
        let selector = "labelSelector=leader-elector%2Frole%3Dleader"
        let lister = try RawClient(
            port: try #require(UInt16(stage.url.split(separator: ":").last ?? "")),
            loop: bench.loop
        )

        var revisions: Set<String> = []
        var (compared, claims, labels) = (0, 0, 0)
        var lastLed = Array(repeating: SystemClock.instant(), count: pods.count)
        var ended: UInt64 = 0
        let deadline = SystemClock.instant() + .seconds(15)
        while revisions.count < 24, SystemClock.instant() < deadline {
            for (index, asker) in askers.enumerated() {
                asker.forget()
                asker.send(["/leader", "/metrics"].map(Self.get).joined())
                bench.wait(for: "a status and metrics") { asker.text.contains("process_start_time_seconds ") }
                let file = try? JSONDecoder().decode(File.self, from: Data(readFile(files[index])))
                let read = SystemClock.instant()
                asker.send(Self.get("/leader"))
                bench.wait(for: "another status") { Self.statuses(asker.text).count == 2 }
                let both = try Self.statuses(asker.text).map {
                    try JSONDecoder().decode(Status.self, from: Data($0.utf8))
                }
                let status = both[0]
                revisions.insert(status.revision)
                if both.contains(where: \.isLeader) { lastLed[index] = SystemClock.instant() }
                if let token = both[1].fencingToken, token > ended {
                    ended = token
                    try stage.stepDown(token)
                }
                guard status == both[1] else { continue }
                compared += 1
                let gauge = asker.text.split(separator: "\n").first { $0.hasPrefix("leader_election_master_status{") }
                #expect(gauge?.last == (status.isLeader ? "1" : "0"), "\(status)")
                let end = file?.validUntilUptimeMilliseconds.map { Instant(nanoseconds: $0 * 1_000_000) }
                if let file, file.isLeader, let end, read < end {
                    claims += 1
                    #expect(status.isLeader && file.revision == status.revision, "\(file) beside \(status)")
                }
            }
            lister.forget()
            lister.send(Self.get("/api/v1/namespaces/default/pods?\(selector)"))
            bench.wait(for: "the labels") { Self.objects(lister.text).count == 1 }
            let list = try JSONDecoder().decode(List.self, from: Data(Self.objects(lister.text)[0].utf8))
            for name in list.items.map(\.metadata.name) {
                labels += 1
                let index = try #require(names.firstIndex(of: name))
                #expect(SystemClock.instant() - lastLed[index] < .seconds(3), "\(name) is labelled")
            }
        }
        #expect(revisions.count >= 8 && compared >= 20, "\(revisions.count) changes, \(compared) comparisons")
        #expect(claims > 0 && labels > 0, "\(claims) claims of files, \(labels) labels")
    }

    /// The bodies of `/leader` in what came.
    private static func statuses(_ text: String) -> [Substring] {
        objects(text).filter { $0.hasPrefix("{\"name\":") && $0.contains("\"revision\"") }
    }
}
