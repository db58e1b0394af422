import Election
import HTTP
import StatusAPI
import Testing

/// All routes tell the same of one instant, through thousands of changes of one candidate's fortune.
@Suite struct AgreementTests {
    /// One candidate whose lock, clock and luck are drawn.
    private struct Life {
        private(set) var candidacy: Candidacy
        private(set) var now = Moment(instant: Instant(nanoseconds: 1_000_000_000), wall: WallTime(microseconds: 1))
        private var random: SeededGenerator
        private var version = 1
        private var write: Elector.Write?
        private var isReading = false

        init(seed: UInt64) throws {
            random = SeededGenerator(seed: seed)
            let candidate = Candidate(identity: "pod-0", podUID: "uid", life: seed, holdsPodGuard: true)
            candidacy = Candidacy(candidate: candidate, timing: try Timing(), heedsHeirs: false, seed: seed)
            happens(.started)
        }

        /// The next thing of those that can happen.
        mutating func goOn() {
            let pause = Int64.random(in: 0...4_000_000_000, using: &random)
            now.instant = now.instant + .nanoseconds(pause)
            now.wall.microseconds += pause / 1000
            version += 1
            if let write {
                self.write = nil
                switch Int.random(in: 0..<6, using: &random) {
                case 0: happens(.writeEnded(.conflict))
                case 1: happens(.writeEnded(.failed(.timedOut)))
                default: happens(.writeEnded(.confirmed(snapshot(write.record, write.mark))))
                }
                return
            }
            if isReading {
                isReading = false
                let isAbsent = Int.random(in: 0..<3, using: &random) == 0
                let found = Elector.Reading.found(snapshot(record(of: "pod-2", duration: 10)))
                return happens(.readEnded(.success(isAbsent ? .absent : found)))
            }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: happens(.watchSaw(snapshot(record(of: "pod-1", duration: 10))))
            case 1: happens(.watchSaw(snapshot(record(of: "", duration: 1))))
            default: happens(.timerFired)
            }
        }

        private mutating func happens(_ event: Elector.Event) {
            for action in candidacy.handle(event, at: now) {
                switch action.action {
                case .write(let write, _): self.write = write
                case .read: isReading = true
                case .propose, .watch, .stopWatching, .sleep, .note, .finish: break
                }
            }
        }

        private func record(of holder: String, duration: Int) -> LeaderRecord {
            LeaderRecord(
                holderIdentity: holder,
                leaseDurationSeconds: duration,
                acquireTime: now.wall,
                renewTime: now.wall,
                leaderTransitions: version
            )
        }

        private func snapshot(_ record: LeaderRecord, _ mark: WriterMark? = nil) -> LockSnapshot {
            let object = ObjectVersion(uid: "lock", resourceVersion: String(version))
            return LockSnapshot(version: object, content: .record(record), mark: mark)
        }

        /// Where a status server looks it up at this instant.
        var status: StatusSource {
            var asked = candidacy
            return StatusSource(
                leadership: { asked.answer(at: now) },
                revision: { asked.revision(at: now) },
                health: { Health() }
            )
        }
    }

    private static let api = StatusAPI(
        subject: .init(
            identity: "pod-0",
            election: "e",
            namespace: "n",
            lock: "leases/e",
            bootID: "b",
            leaseDuration: .seconds(10)
        ),
        surface: .full
    )

    private func get(_ target: String, _ status: StatusSource) -> HTTPResponse? {
        let request = HTTPRequest(method: "GET", target: target)
        guard case .now(let response) = Self.api.reply(to: request, fromLoopback: true, status: status) else {
            return nil
        }
        return response
    }

    @Test func noRouteEverContradictsAnother() throws {
        var revisions: Set<Revision> = []
        var yeses = 0
        for seed in 1...10 as ClosedRange<UInt64> {
            var life = try Life(seed: seed)
            for _ in 0..<300 {
                life.goOn()
                let status = life.status
                let truth = status.leadership()
                let leader = try #require(get("/leader", status))
                let isLeader = try #require(get("/is-leader", status))
                #expect(leader.body == isLeader.body && leader.status == 200)
                #expect(isLeader.status == (truth.isLeader ? 200 : 503))
                #expect(leader.text.contains("\"isLeader\":\(truth.isLeader),"))
                #expect(leader.text.contains("\"revision\":\"\(truth.revision)\""))
                #expect(try #require(get("/", status)).text == "{\"name\":\"\(truth.name)\"}")
                #expect(leader.text.hasPrefix("{\"name\":\"\(truth.name)\","))
                #expect((truth.name == "pod-0") == truth.isLeader)
                #expect(get("/leader?wait=1s&revision=\(truth.revision)", status) == nil, "it is no news")
                var feed = EventFeed(Self.api, at: life.now.instant)
                let event = String(
                    decoding: feed.welcome(knowing: nil, status: status, at: life.now.instant),
                    as: UTF8.self
                )
                #expect(event.hasSuffix("id: \(truth.revision)\ndata: \(leader.text)\n\n"))
                let news = feed.news(status: status, at: life.now.instant)
                #expect(news == nil)
                revisions.insert(truth.revision)
                yeses += truth.isLeader ? 1 : 0
            }
        }
        #expect(revisions.count > 1000 && yeses > 200, "\(revisions.count) changes, \(yeses) yeses")
    }
}
