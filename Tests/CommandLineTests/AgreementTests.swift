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
}
