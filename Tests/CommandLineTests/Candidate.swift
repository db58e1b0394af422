import Election
import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// A `leader-elector` process.
final class Candidate {
    /// What `/leader` says.
    struct Status: Decodable, Equatable {
        var name: String
        var identity: String
        var isLeader: Bool
        var state: String
        var reason: String?
        var fencingToken: UInt64?
        var validForMilliseconds: Int
        var transitions: Int?
        var heir: String?
    }

    let id: String
    /// What the pod's lives have in common.
    private let pod: String
    let program: Workbench.Program
    private let bench: Workbench
    private let witness: Witness

    init(id: String, podUID: String?, program: Workbench.Program, on bench: Workbench, _ witness: Witness) {
        self.id = id
        pod = "\(id) \(podUID ?? "of process \(program.child?.id ?? -1)")"
        self.program = program
        self.bench = bench
        self.witness = witness
    }

    var processID: Int32 { program.child?.id ?? -1 }
    var log: String { program.result.complaint }
    /// The names that it told its standard output.
    var names: [String] { program.result.output }

    /// The port that it says it answers on; waits until it has said so.
    func port(_ verb: String = "answering", sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
        func announced() -> Int? {
            let line = program.result.error.first { $0.contains("\(verb) on ") }
            return line?.split(separator: ":").last.flatMap { Int($0) }
        }
        bench.wait(for: "\(id) to listen", sourceLocation: sourceLocation) { announced() != nil || program.isEnded }
        return try #require(announced(), "\(log)", sourceLocation: sourceLocation)
    }

    /// What it answers on `/leader` now; nil if it does not.
    func status() throws -> Status? {
        let sent = SystemClock.instant()
        guard let response = try bench.get("http://127.0.0.1:\(port())/leader"), response.status == 200 else {
            return nil
        }
        let status = try JSONDecoder().decode(Status.self, from: Data(response.body))
        witness.heard(status, of: pod, sent: sent, received: SystemClock.instant())
        return status
    }

    /// The status code of a path; nil without an answer.
    func code(of path: String) throws -> Int? {
        try bench.get("http://127.0.0.1:\(port())\(path)")?.status
    }

    func send(_ signal: Int32) {
        program.child?.send(signal)
    }

    /// Waits for its end, and gives the time that took and the exit status.
    func waitForEnd(sourceLocation: SourceLocation = #_sourceLocation) -> (took: Duration, code: Int32) {
        let start = SystemClock.instant()
        bench.wait(for: "\(id) to end", sourceLocation: sourceLocation) { program.isEnded }
        return (SystemClock.instant() - start, program.result.code)
    }

    func waitForLog(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
        bench.wait(for: "\(id) to log '\(words)'", sourceLocation: sourceLocation) { log.contains(words) }
    }
}
