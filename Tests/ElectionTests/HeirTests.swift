import Election
import Testing

/// Who goes first when the lock becomes free, who proposes itself, and to whom a leader makes way (rule 14).
@Suite struct HeirTests {
    private static let other = Heir(identity: "pod-2", priority: 0, life: 98, counter: 1)

    private static func held(version: Int = 5, heir: Heir?) -> LockSnapshot {
        var lock = LockSnapshot.held(by: "pod-1", version: version)
        lock.heir = heir
        return lock
    }

    private static func released(version: Int = 6, heir: Heir?) -> LockSnapshot {
        var lock = LockSnapshot.released(at: 1, version: version)
        lock.heir = heir
        return lock
    }

    /// The proposals of a follower that is woken when it wants to be, until then, while the leader renews twice a second.
    private func proposals(of script: inout Script, until end: Double) -> [(time: Double, proposal: Elector.Proposal)] {
        var proposals: [(Double, Elector.Proposal)] = []
        var next = 0.5
        while min(next, end) < end || (script.elector.nextWake ?? at(end)) < at(end) {
            if let wake = script.elector.nextWake.map(seconds), wake <= next {
                let actions = script.happens(.timerFired, at: wake)
                if actions.containRead, let lock = script.elector.sight.snapshot {
                    script.happens(.readEnded(.success(.found(lock))), at: wake)
                }
                if let proposal = actions.proposal {
                    proposals.append((wake, proposal))
                    let version = Int(proposal.base.version.number ?? 0) + 1
                    script.happens(.proposalEnded(.confirmed(proposal.committed(version: version))), at: wake)
                }
            } else {
                var renewed = script.elector.sight.snapshot ?? Self.held(heir: nil)
                renewed.version.resourceVersion = "\((renewed.version.number ?? 0) + 1)"
                renewed.content = .record(.of("pod-1", renewed: next))
                script.happens(.watchSaw(renewed), at: next)
                next += 0.5
            }
        }
        return proposals
    }

    @Test(arguments: [
        (Heir(identity: "pod-0", priority: 0, life: 255, counter: 3), "0/ff/3/pod-0"),
        (Heir(identity: "a/b", priority: -7, life: 0, counter: 0), "-7/0/0/a/b"),
        (Heir(identity: "a", priority: .min, life: .max, counter: .max), "\(Int.min)/ffffffffffffffff/\(UInt64.max)/a"),
        (Heir(identity: "a", priority: .max, life: 1, counter: 1), "\(Int.max)/1/1/a"),
    ])
    func anHeirAndItsTextStandForEachOther(heir: Heir, text: String) {
        #expect(heir.text == text && Heir(text: text) == heir)
    }

    @Test(arguments: [
        "", "0/ff/3", "0/ff/3/", "+1/ff/3/a", "1/FF/3/a", "x/1/1/a", "0/ff/-3/a", "0/0ff/3/a", "-0/1/1/a", "-/1/1/a",
        "--1/1/1/a", "9223372036854775808/1/1/a", "-9223372036854775809/1/1/a", "1/1/1f/a",
    ])
    func whatIsNoHeirIsNone(text: String) {
        #expect(Heir(text: text) == nil)
    }

    @Test func aFollowerProposesItselfSoonAndGivesASignNowAndThen() throws {
        var script = try Script.following(heedsHeirs: true)
        let made = proposals(of: &script, until: 90)
        #expect(made.map(\.proposal.heir.counter) == [1, 2, 3])
        #expect(made.allSatisfy { $0.proposal.heir.identity == "pod-0" && $0.proposal.heir.life == 7 })
        #expect(made[0].time < 0.5)
        #expect((39...41).contains(made[1].time - made[0].time))
        #expect(script.isAsked(at: 90).heir == "pod-0")
    }

    @Test func whereThereIsAnHeirNobodyElseProposes() throws {
        var script = try Script.following(Self.held(heir: Self.other), heedsHeirs: true)
        #expect(proposals(of: &script, until: 80).isEmpty)
        #expect(script.isAsked(at: 80).heir == "pod-2")
        #expect(proposals(of: &script, until: 91).count == 1, "but one that gives no sign is none after 90 s")
    }

    @Test func aBetterOnePushesAside() throws {
        var script = try Script.following(Self.held(heir: Self.other), priority: 1, heedsHeirs: true)
        #expect(proposals(of: &script, until: 1).first?.proposal.heir.priority == 1)
        var worse = try Script.following(Self.held(heir: Self.other), priority: -1, heedsHeirs: true)
        #expect(proposals(of: &worse, until: 60).isEmpty)
    }

    @Test func theHeirTakesAReleasedLockAtOnce() throws {
        var script = try Script.following(heedsHeirs: true)
        let heir = try #require(proposals(of: &script, until: 1).first).proposal.heir
        let write = script.happens(.watchSaw(Self.released(version: 90, heir: heir)), at: 1.1).write
        #expect(write?.isTakeOver == true)
    }

    @Test func theOthersLetTheHeirGoFirstForLessThanHalfASecond() throws {
        var script = try Script.following(Self.held(heir: Self.other), heedsHeirs: true)
        let actions = script.happens(.watchSaw(Self.released(heir: Self.other)), at: 1)
        #expect(actions.write == nil)
        let wake = seconds(try #require(script.elector.nextWake))
        #expect((1.03...1.48).contains(wake))
        #expect(script.happens(.timerFired, at: wake).write?.isTakeOver == true)
    }

    @Test func ofAThousandFewGoFirst() throws {
        var times: [Double] = []
        for life in 1...1000 {
            var script = try Script.following(Self.held(heir: Self.other), heedsHeirs: true, seed: UInt64(life))
            script.happens(.watchSaw(Self.released(heir: Self.other)), at: 1)
            times.append(seconds(try #require(script.elector.nextWake)))
        }
        times.sort()
        let beforeTheFirstIsHeardOf = times.filter { $0 < times[0] + 0.04 }
        #expect(beforeTheFirstIsHeardOf.count <= 10)
    }

    @Test func whereTheLockWasFreeFromTheStartNobodyWaits() throws {
        var script = try Script(heedsHeirs: true)
        script.happens(.started, at: 0)
        #expect(script.happens(.readEnded(.success(.found(Self.released(heir: nil)))), at: 0).write != nil)
    }

    @Test func aNewHolderDrawsANewTime() throws {
        var script = try Script.following(Self.held(heir: Self.other), heedsHeirs: true)
        var times: Set<Double> = []
        for round in 0..<3 {
            let start = Double(round) * 10 + 1
            script.happens(.watchSaw(Self.released(version: 10 * round + 6, heir: Self.other)), at: start)
            times.insert(seconds(try #require(script.elector.nextWake)) - start)
            var taken = LockSnapshot.held(by: "pod-\(round + 3)", renewed: start, version: 10 * round + 7)
            taken.heir = Self.other
            script.happens(.watchSaw(taken), at: start + 0.001)
        }
        #expect(times.count == 3)
    }

    @Test func aProposalThatFailsCostsNothing() throws {
        for outcome in [Elector.WriteOutcome.conflict, .failed(.serverError(status: 500, "oops"))] {
            var script = try Script.following(heedsHeirs: true)
            let wake = seconds(try #require(script.elector.nextWake))
            #expect(script.happens(.timerFired, at: wake).proposal != nil)
            script.happens(.proposalEnded(outcome), at: wake + 0.01)
            #expect(proposals(of: &script, until: wake + 1.9).isEmpty, "not in a hurry")
            #expect(!proposals(of: &script, until: 6).isEmpty, "it is made again")
        }
    }

    @Test func afterAnOutageTheHeirGoesFirstAndTheOthersLookBeforeTheyWrite() throws {
        var script = try Script.following(Self.held(heir: Self.other), heedsHeirs: true)
        script.happens(.watchEnded(.failed(.unreachable("reset"))), at: 9)
        var time = 10.0
        for _ in 0..<6 {
            time = max(time, seconds(try #require(script.elector.nextWake)))
            let actions = script.happens(.timerFired, at: time)
            #expect(actions.write == nil)
            if actions.containRead { script.happens(.readEnded(.failure(.unreachable("refused"))), at: time) }
        }
        while !script.happens(.timerFired, at: time).containRead {
            time = seconds(try #require(script.elector.nextWake))
        }
        let actions = script.happens(.readEnded(.success(.found(Self.held(heir: Self.other)))), at: time)
        #expect(actions.write == nil, "it is free, but everybody learns that now")
        let wake = seconds(try #require(actions.wake ?? script.elector.nextWake))
        #expect((0.03...0.48).contains(wake - time))
    }

    @Test func aProposalThatFailedDoesNotHoldUpATakeOver() throws {
        for failure in [RequestFailure.throttled(retryAfter: .seconds(30), "wait"), .serverError(status: 500, "oops")] {
            var script = try Script.following(heedsHeirs: true)
            let wake = seconds(try #require(script.elector.nextWake))
            #expect(script.happens(.timerFired, at: wake).proposal != nil)
            script.happens(.proposalEnded(.failed(failure)), at: wake + 0.01)
            script.happens(.watchSaw(.released(at: 1)), at: wake + 0.02)
            #expect(script.happens(.timerFired, at: wake + 0.02 + 0.49).write?.isTakeOver == true)
        }
    }

    @Test func writesThatFailBetweenReadsThatDoNotAreBackedOffFrom() throws {
        var script = try Script(heedsHeirs: true)
        script.happens(.started, at: 0)
        script.happens(.readEnded(.success(.found(.held(by: "pod-1")))), at: 0)
        script.happens(.watchEnded(.refused(.forbidden("no"))), at: 0)
        var (time, writes) = (0.0, 0)
        var actions = script.happens(.timerFired, at: 0)
        while time < 60 {
            if actions.write != nil {
                if time > 12 { writes += 1 }
                actions = script.happens(.writeEnded(.failed(.serverError(status: 500, "no"))), at: time)
            } else if actions.containRead {
                let lock = time < 1 ? LockSnapshot.held(by: "pod-1") : .released(at: 1)
                actions = script.happens(.readEnded(.success(.found(lock))), at: time)
            } else {
                time = seconds(try #require(script.elector.nextWake))
                actions = script.happens(.timerFired, at: time)
            }
        }
        #expect((5..<40).contains(writes), "some 190 without a back-off")
    }

    // MARK: Making way

    private static let better = Heir(identity: "pod-2", priority: 5, life: 99, counter: 1)

    private func isNamed(_ heir: Heir, in script: inout Script, version: Int, at time: Double) {
        var lock = script.written(version: version)
        lock.heir = heir
        script.happens(.watchSaw(lock), at: time)
    }

    /// The leader renews until then; when it first stops leading, if it does.
    private func end(of script: inout Script, renewingFrom version: Int, until end: Double) -> Double? {
        var version = version
        while let wake = script.elector.nextWake, wake <= at(end) {
            let actions = script.happens(.timerFired, at: seconds(wake))
            if !script.isAsked(at: seconds(wake)).isLeader { return seconds(wake) }
            if let write = actions.write {
                version += 1
                var committed = write.committed(version: version)
                committed.heir = script.elector.heir(at: wake)
                script.happens(.writeEnded(.confirmed(committed)), at: seconds(wake) + 0.01)
            }
        }
        return nil
    }

    @Test func aLeaderMakesWayForABetterHeirAfterTwoLeases() throws {
        var script = try Script.leading(heedsHeirs: true)
        isNamed(Self.better, in: &script, version: 2, at: 1)
        #expect(end(of: &script, renewingFrom: 2, until: 60) == 21)
        #expect(script.isAsked(at: 21).state == .resigning)
    }

    @Test func aLeaderStaysBesideAnHeirThatIsNoBetter() throws {
        var script = try Script.leading(priority: 5, heedsHeirs: true)
        isNamed(Self.better, in: &script, version: 2, at: 1)
        #expect(end(of: &script, renewingFrom: 2, until: 60) == nil)
    }

    @Test func anHeirThatComesAndGoesIsNotMadeWayFor() throws {
        var script = try Script.leading(heedsHeirs: true)
        isNamed(Self.better, in: &script, version: 2, at: 1)
        #expect(end(of: &script, renewingFrom: 2, until: 15) == nil)
        isNamed(Self.other, in: &script, version: 50, at: 15)
        #expect(end(of: &script, renewingFrom: 50, until: 24) == nil)
        isNamed(Self.better, in: &script, version: 90, at: 24)
        #expect(end(of: &script, renewingFrom: 90, until: 60) == 44)
    }

    @Test func aHandoverThatSomebodyElseTookWasInVainToo() throws {
        var script = try Script.leading(heedsHeirs: true)
        isNamed(Self.better, in: &script, version: 2, at: 1)
        #expect(end(of: &script, renewingFrom: 2, until: 60) == 21)
        #expect(script.lastWrite?.record.isRelease == true)
        script.confirmWrite(version: 50, at: 21.01)
        // The story's watch has shown nothing lately, so the lock is read.
        script.happens(.readEnded(.success(.found(.held(by: "pod-3", renewed: 21, version: 51)))), at: 21.1)
        script.happens(.watchOpened, at: 21.2)
        script.happens(.watchSaw(.released(at: 22, version: 52)), at: 22)
        let wake = seconds(try #require(script.elector.nextWake))
        #expect(script.happens(.timerFired, at: wake).write?.isTakeOver == true)
        script.confirmWrite(version: 53, at: wake + 0.01)
        isNamed(Self.better, in: &script, version: 54, at: wake + 0.1)
        #expect(end(of: &script, renewingFrom: 54, until: wake + 35) == nil, "four lease durations by now")
    }
}
