import Election
import Testing

@testable import Bench

@Suite struct HandoverTests {
    private static func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test func theLastFollowerCounts() {
        var handover = Handover(from: "a", free: Self.at(100), answering: ["b", "c"], watched: ["b", "c"])
        handover.answered("b", naming: "a", at: Self.at(101))
        // A released lock names nobody.
        handover.wrote(holder: "", at: Self.at(101))
        handover.answered("b", naming: "", at: Self.at(102))
        handover.wrote(holder: "b", at: Self.at(103))
        handover.told("b", naming: "b", at: Self.at(104))
        handover.answered("b", naming: "b", at: Self.at(104))
        #expect(handover.delay(.answers) == nil && !handover.isComplete)
        handover.answered("c", naming: "b", at: Self.at(105))
        handover.answered("b", naming: "b", at: Self.at(106))
        handover.wrote(holder: "b", at: Self.at(106))
        #expect(handover.missing == "at every /watch client")
        handover.told("c", naming: "b", at: Self.at(107))
        #expect(handover.isComplete)
        #expect(handover.delay(.api) == .milliseconds(3))
        #expect(handover.delay(.answers) == .milliseconds(5))
        #expect(handover.delay(.watch) == .milliseconds(7))
    }

    @Test func aRenewalThatWasOnItsWayMovesTheLeasesEnd() {
        var handover = Handover(from: "a", free: Self.at(2000), answering: ["b"], watched: [])
        handover.renewed(until: Self.at(2400))
        handover.wrote(holder: "b", at: Self.at(2410))
        handover.answered("b", naming: "b", at: Self.at(2411))
        #expect(handover.isComplete)
        #expect(handover.delay(.api) == .milliseconds(10))
        #expect(handover.delay(.watch) == nil)
    }
}
