import Election
import Testing

@testable import Simulation

@Suite struct ExhaustiveWalkTests {
    @Test func noTwoDeparturesFromTheOrdinaryCourseBreakThePromise() throws {
        let outcome = try ExhaustiveWalk(depth: 12, departures: 2, timing: Timing()).run()
        #expect(outcome.violation == nil, "\(outcome.path.joined(separator: "\n"))")
        #expect(outcome.worlds > 5_000)
    }

    @Test func clocksAsFarApartAsIsAllowedKeepThePromise() throws {
        // The second runs faster than the first, by almost the lease duration to the renew deadline.
        let walk = try ExhaustiveWalk(depth: 24, departures: 1, timing: Timing(), skews: [0, 490_000])
        #expect(walk.run().violation == nil)
    }

    @Test func clocksThatAreFurtherApartAreCaught() throws {
        let walk = try ExhaustiveWalk(depth: 24, departures: 1, timing: Timing(), skews: [0, 600_000])
        let outcome = walk.run()
        #expect(outcome.violation?.description == "pod-1 leads while a yes of pod-0 is good")
        #expect(outcome.path.count > 4)
    }

    @Test func theOrdinaryCourseIsOneLeaderWhoRenews() throws {
        var world = SmallWorld(timing: try Timing(), skews: [0, 0], departures: 0)
        #expect(world.departingMoves.isEmpty)
        for _ in 0..<60 { world.make(try #require(world.ordinaryMove)) }
        let moment = world.members[0].clock.moment(at: world.now)
        let answers = world.members.map { $0.elector?.leadership(at: moment) }
        #expect(answers.map { $0?.name } == ["pod-0", "pod-0"])
        #expect(answers[0]?.isLeader == true && world.now > 10_000_000_000)
    }

    @Test func aWalkIsTheSameEachTime() throws {
        let walk = try ExhaustiveWalk(depth: 12, departures: 1, timing: Timing())
        #expect(walk.run().worlds == walk.run().worlds)
    }
}
