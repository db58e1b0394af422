import Election
import Testing

@testable import Demo

@Suite struct TourTests {
    @Test func itBeginsByStartingAllProcesses() {
        let theatre = Theatre()
        var tour = Tour(at: theatre.now)
        let outputs = tour.look(at: theatre.scene, now: theatre.now)
        #expect(outputs.dropFirst() == [.act(.start(0)), .act(.start(1)), .act(.start(2))])
    }

    @Test func anElectionIsFollowedByAPoliteHandover() {
        var theatre = Theatre()
        var tour = Tour(at: theatre.now)
        _ = tour.look(at: theatre.scene, now: theatre.now)
        theatre.startAll()
        theatre.lease("pod-1", term: 1)
        theatre.wait(30)
        theatre.leader(1, token: 4)
        theatre.follower(0, names: "pod-1")
        #expect(tour.look(at: theatre.scene, now: theatre.now).isEmpty)
        theatre.follower(2, names: "pod-1")
        let outputs = tour.look(at: theatre.scene, now: theatre.now)
        #expect(outputs.first == .say("  ok    every port names pod-1, 30.0 ms after the start"))
        #expect(outputs.last == .act(.signal(1, .terminate)))
        #expect(tour.figures == [Figure(.start, .milliseconds(30))])
    }

    @Test func aSuccessorThatWaitsForTheLeaseToRunOutIsNoHandover() {
        var (theatre, tour) = handover()
        theatre.play(.ended(0, .exited(code: 0)))
        theatre.wait(3000)
        theatre.lease("pod-1", term: 2)
        theatre.leader(1, token: 6)
        theatre.follower(2, names: "pod-1")
        let outputs = tour.look(at: theatre.scene, now: theatre.now)
        #expect(
            outputs.first
                == .say(
                    "  WRONG every other port names pod-1, 0.0 ms after the lease ran out, 3.00 s after the signal"
                )
        )
        guard case .notRight(let sentence) = tour.verdict else {
            Issue.record("the tour goes on")
            return
        }
        #expect(sentence.hasPrefix("step 2, Polite handover"))
    }

    @Test func aProcessThatDoesNotEndWellIsNotRight() {
        var (theatre, tour) = handover()
        theatre.lease("", term: 1)
        theatre.play(.ended(0, .exited(code: 1)))
        theatre.wait(1000)
        theatre.lease("pod-1", term: 2)
        theatre.leader(1, token: 6)
        theatre.follower(2, names: "pod-1")
        _ = tour.look(at: theatre.scene, now: theatre.now)
        #expect(tour.verdict != nil)
    }

    @Test func aStepThatIsNeverOverIsGivenUpWithWhatWasSeen() {
        var (theatre, tour) = handover()
        theatre.wait(18_001)
        #expect(tour.look(at: theatre.scene, now: theatre.now).isEmpty)
        #expect(
            tour.verdict
                == .notRight(
                    "step 2, Polite handover: SIGTERM to the leader: waited 18.00 s for the leader to release the "
                        + "lock and end, and the others to name a successor; pod-0 names 'pod-0', pod-1 names "
                        + "'pod-0', pod-2 names 'pod-0', the lock is held by 'pod-0' for -15.00 s more"
                )
        )
    }

    @Test func twoLeadersEndItInAnyStep() {
        var (theatre, tour) = handover()
        theatre.leader(1, token: 6)
        _ = tour.look(at: theatre.scene, now: theatre.now)
        #expect(tour.verdict != nil)
    }

    /// A tour that has just told pod-0 to stop.
    private func handover() -> (Theatre, Tour) {
        var theatre = Theatre.elected
        var tour = Tour(at: theatre.now)
        _ = tour.look(at: Scene(identities: []), now: theatre.now)
        _ = tour.look(at: theatre.scene, now: theatre.now)
        theatre.play(.signalled(0, .terminate))
        return (theatre, tour)
    }
}
