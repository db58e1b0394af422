import Election
import FoundationEssentials
import HTTP
import JSON
import Kubernetes
import TestKit
import Testing

/// A coordinated election, as it was recorded, met by a candidate that takes no part in it.
struct CoordinatedElectionTests {
    /// A candidate that stands for the recorded Lease, and all that it wanted to do so far.
    private struct Story {
        let session: LockSession
        var watch: LockWatch
        var elector: Elector
        var actions: [Elector.Action] = []

        init() throws {
            session = try Wire.session(name: "coordinated")
            watch = LockWatch(of: session)
            let candidate = Candidate(identity: "pod-0", podUID: "u", life: 1, holdsPodGuard: true)
            elector = Elector(candidate: candidate, timing: try Timing(), seed: 1)
            happens(.started, at: 0)
        }

        mutating func happens(_ event: Elector.Event, at seconds: Double) {
            actions += elector.handle(event, at: Self.moment(seconds))
        }

        mutating func watched(_ line: JSONValue, at seconds: Double) {
            for event in watch.receive(line.bytes + [UInt8(ascii: "\n")]) { happens(event, at: seconds) }
        }

        func name(at seconds: Double) -> String { elector.leadership(at: Self.moment(seconds)).name }

        var writes: [Elector.Write] {
            actions.compactMap { if case .write(let write, _) = $0 { write } else { nil } }
        }

        var notices: [Elector.Notice] {
            actions.compactMap { if case .note(let notice) = $0 { notice } else { nil } }
        }

        private static func moment(_ seconds: Double) -> Moment {
            Moment(
                instant: Instant(nanoseconds: Int64(seconds * 1e9)),
                wall: WallTime(microseconds: 1_795_256_860_000_000 + Int64(seconds * 1e6))
            )
        }
    }

    /// What a watch of the Lease showed, and when, in seconds.
    private func timeline() throws -> [(seconds: Double, line: JSONValue)] {
        let text = try WireExchange.text(of: "55-coordinated-timeline.txt")
        return try text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: true)
            guard words.count == 7, words[1] == "lease", let seconds = Double(words[0]) else { return nil }
            // The words are: time, what, type, name, "rv", version, and the spec.
            let object: JSONValue = [
                "kind": "Lease", "apiVersion": "coordination.k8s.io/v1",
                "metadata": [
                    "name": .string(String(words[3])), "namespace": "lab",
                    "uid": "1284999f-60a6-4733-95c0-72a122ee2966",
                    "resourceVersion": .string(String(words[5])),
                ],
                "spec": try JSONValue(parsing: words[6].utf8),
            ]
            return (seconds, ["type": .string(String(words[2])), "object": object])
        }
    }

    @Test func itIsWatchedToItsEndAndNeverStoodIn() throws {
        let timeline = try timeline()
        try #require(timeline.count == 25)
        var story = try Story()
        story.happens(.readEnded(.success(.found(try recorded("53-lease-with-preferred-holder")))), at: 0)
        _ = story.watch.receiveHead(status: 200, headers: [:])
        story.happens(.watchOpened, at: 0)
        for (seconds, line) in timeline {
            story.watched(line, at: seconds)
            #expect(story.name(at: seconds) == line["object"]?["spec"]?["holderIdentity"]?.string)
        }
        // The holder falls silent; the Lease is not ours all the same.
        for second in 40...100 { story.happens(.timerFired, at: Double(second)) }
        #expect(story.writes.isEmpty && story.name(at: 100) == "")
        #expect(story.notices == [.coordinated], "said once")
    }

    @Test func itIsStoodForOnceTheStrategyIsRemoved() throws {
        var story = try Story()
        let held = try recorded("54-lease-coordinated")
        story.happens(.readEnded(.success(.found(held))), at: 0)
        _ = story.watch.receiveHead(status: 200, headers: [:])
        story.happens(.watchOpened, at: 0)
        var object = try JSONValue(parsing: held.source)
        object["spec"]?["strategy"] = nil
        object["metadata"]?["resourceVersion"] = "299"
        story.watched(["type": "MODIFIED", "object": object], at: 1)
        #expect(story.writes.isEmpty, "its holder may lead for what is left of the claim")
        story.happens(.timerFired, at: 10.5)
        let write = try #require(story.writes.first)
        #expect(write.record.holderIdentity == "pod-0")
        let body = try JSONValue(parsing: story.session.writeRequest(write).body)
        #expect(body["metadata"]?["resourceVersion"] == "299" && body["spec"]?["strategy"] == nil)
        #expect(body["metadata"]?["managedFields"] == object["metadata"]?["managedFields"])
    }

    private func recorded(_ name: String) throws -> LockSnapshot {
        let session = try Wire.session(name: "coordinated")
        let event = try session.readOutcome(.success(WireExchange(named: name).response))
        guard case .readEnded(.success(.found(let snapshot))) = event else { throw NotRead() }
        #expect(snapshot.isCoordinated)
        return snapshot
    }

    private struct NotRead: Error {}
}
