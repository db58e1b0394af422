import Election
import Testing

/// Events in any order that a caller may deliver them in, with content that no server should send: nothing traps, no
/// action is over when it begins, and every answer is one that an asker can make sense of.
@Suite struct NoiseTests {
    @Test(arguments: UInt64(1)...60)
    func anElectorSurvivesNoise(seed: UInt64) throws {
        var noise = Noise(seed: seed, script: try Script(guarded: seed % 2 == 0, heedsHeirs: seed % 3 > 0))
        noise.happens(.started)
        for _ in 0..<400 where !noise.isFinished { noise.step() }
        if !noise.isFinished { noise.happens(.resignationAsked) }
        for _ in 0..<200 where !noise.isFinished { noise.step() }
        #expect(noise.isFinished, "a polite end comes to an end whatever happens")
        #expect(noise.script.happens(.timerFired, at: noise.now + 1).isEmpty)
    }

    /// Draws the events, and keeps the caller's side of the contract.
    private struct Noise {
        var random: SeededGenerator
        var script: Script
        var now = 0.0
        var isReading = false
        var isWriting = false
        var isProposing = false
        var isWatching = false
        var isWatchOpen = false
        var isFinished = false
        var seen: [LockSnapshot] = []

        init(seed: UInt64, script: Script) {
            random = SeededGenerator(seed: seed)
            self.script = script
        }

        mutating func happens(_ event: Elector.Event) {
            for action in script.happens(event, at: now) {
                #expect(!isFinished, "nothing follows the end")
                switch action {
                case .read, .write, .propose:
                    #expect(!isReading && !isWriting && !isProposing, "one request at a time")
                    if case .read = action { isReading = true }
                    if case .write = action { isWriting = true }
                    if case .propose = action { isProposing = true }
                case .watch:
                    #expect(!isWatching, "one watch at a time")
                    isWatching = true
                case .stopWatching:
                    isWatching = false
                    isWatchOpen = false
                case .finish:
                    isFinished = true
                case .sleep, .note:
                    break
                }
            }
        }

        mutating func step() {
            now += pick(30) == 0 ? 30 : [0, 0.001, 0.05, 0.3, 1][pick(5)]
            if pick(50) == 0 { script.wallAhead = [0, -1e9, 5, 1e11, -1e11][pick(5)] }
            switch pick(6) {
            case 0 where isReading:
                isReading = false
                happens(.readEnded([.success(.found(snapshot())), .success(.absent), .failure(failure())][pick(3)]))
            case 1 where isWriting:
                isWriting = false
                let written = script.written(version: 100 + Int(now))
                let outcomes: [Elector.WriteOutcome] = [
                    .confirmed(written), .confirmed(written), .confirmed(snapshot()), .conflict, .failed(failure()),
                ]
                if pick(2) == 0 { seen.append(written) }
                happens(.writeEnded(outcomes[pick(5)]))
            case 2, 3:
                watchEvent()
            case 0 where isProposing:
                isProposing = false
                let outcomes: [Elector.WriteOutcome] = [.confirmed(snapshot()), .conflict, .failed(failure())]
                happens(.proposalEnded(outcomes[pick(3)]))
            case 4 where pick(20) == 0:
                happens(.stepDownAsked(fencingToken: pick(2) == 0 ? nil : UInt64(pick(100)), pause: .seconds(pick(5))))
            case 4 where pick(60) == 0:
                happens(.workStopped(fencingToken: UInt64(pick(100))))
            default:
                happens(.timerFired)
            }
            askIfNotFinished()
        }

        private mutating func watchEvent() {
            guard isWatching else { return }
            let ends: [Elector.WatchEnd] = [.finished, .expired, .refused(failure()), .failed(failure())]
            switch pick(6) {
            case 0:
                isWatching = false
                isWatchOpen = false
                happens(.watchEnded(ends[pick(4)]))
            case _ where !isWatchOpen:
                isWatchOpen = true
                happens(.watchOpened)
            case 1: happens(.watchSawDeletion(snapshot()))
            case 2: happens(.watchAdvanced(resourceVersion: "\(pick(100))"))
            default: happens(.watchSaw(snapshot()))
            }
        }

        private mutating func askIfNotFinished() {
            let answer = script.isAsked(at: now)
            #expect((answer.name == "pod-0") == answer.isLeader)
            #expect((answer.reason == nil) == !answer.name.isEmpty)
            #expect(answer.validity <= .seconds(1) && (answer.validity > .zero) == answer.isLeader)
            #expect((answer.validUntil == nil) == !answer.isLeader)
        }

        /// Something new, or something that was there before, under some version.
        private mutating func snapshot() -> LockSnapshot {
            var result = seen.isEmpty || pick(3) == 0 ? freshSnapshot() : seen[pick(seen.count)]
            if pick(2) == 0 { result.version.resourceVersion = "\(pick(100))" }
            seen.append(result)
            return result
        }

        private mutating func freshSnapshot() -> LockSnapshot {
            let holder = ["", "pod-0", "pod-1"][pick(3)]
            var record = LeaderRecord.of(holder, lasts: [0, 1, 10, .max, .min][pick(5)], transitions: pick(5) - 2)
            if pick(4) == 0 { record.renewTime = nil }
            if pick(8) == 0 { record.renewTime = WallTime(microseconds: [.min, .max][pick(2)]) }
            let contents: [LockSnapshot.Content] = [.none, .unreadable("nonsense"), .record(record), .record(record)]
            var result = LockSnapshot.showing(contents[pick(4)], version: pick(100), uid: "lock \(pick(3))")
            if pick(10) == 0 { result.version.resourceVersion = "not a number" }
            if pick(2) == 0 { result.mark = WriterMark(podUID: "pod-uid-0", life: UInt64(6 + pick(3)), counter: 1) }
            result.isCoordinated = pick(20) == 0
            if pick(3) == 0 {
                result.heir = Heir(identity: "pod-2", priority: pick(3) - 1, life: UInt64(7 + pick(2)), counter: 1)
            }
            return result
        }

        private mutating func failure() -> RequestFailure {
            [
                .timedOut, .unreachable("reset"), .unauthorized("no"), .forbidden("no"),
                .throttled(retryAfter: [nil, .zero, .seconds(-5), .seconds(Int64.max)][pick(4)], "wait"),
                .serverError(status: 500, "oops"), .rejected(status: 422, "no"), .nonsense("?"),
            ][pick(8)]
        }

        private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    }
}
