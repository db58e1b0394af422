import Election
import Testing

@testable import Demo

@Suite struct SceneTests {
    @Test func allAgreeOnceTheLastNamesTheLeader() {
        var theatre = Theatre()
        theatre.startAll()
        theatre.leader(0, token: 4)
        theatre.follower(1, names: "pod-0")
        theatre.follower(2, names: "")
        #expect(theatre.scene.agreement == nil)
        theatre.wait(5)
        theatre.follower(2, names: "pod-0")
        #expect(theatre.scene.agreement == .init(name: "pod-0", since: theatre.now))
        #expect(theatre.news.last == "every port names pod-0")
        let since = theatre.now
        theatre.wait(5)
        theatre.follower(2, names: "pod-0")
        #expect(theatre.scene.agreement?.since == since)
    }

    @Test func aDeadLeaderIsNobodyToAgreeOn() {
        var theatre = Theatre.elected
        theatre.play(.signalled(0, .kill))
        theatre.play(.ended(0, .signalled(number: 9)))
        #expect(theatre.scene.agreement == nil)
        #expect(theatre.scene.leader == nil)
    }

    @Test func aTakeoverIsMeasuredFromTheRelease() {
        var theatre = Theatre.elected
        theatre.play(.signalled(0, .terminate))
        theatre.wait(1000)
        theatre.lease("", term: 1)
        #expect(theatre.scene.vacancy == Vacancy(cause: .released, since: theatre.now))
        theatre.play(.ended(0, .exited(code: 0)))
        theatre.wait(4)
        theatre.lease("pod-1", term: 2)
        theatre.leader(1, token: 6)
        theatre.follower(2, names: "pod-1")
        #expect(
            theatre.news == [
                "pod-0 is told to stop (SIGTERM)", "pod-0 releases the lock", "pod-0 exited, code 0",
                "pod-1 takes the lock", "pod-1 leads with fencing token 6",
                "every port names pod-1, 4.0 ms after the release",
            ]
        )
    }

    @Test func aTakeoverIsMeasuredFromTheEndOfTheLastRenewal() {
        var theatre = Theatre.elected
        theatre.wait(600)
        theatre.lease("pod-0", term: 1)
        theatre.play(.signalled(0, .kill))
        theatre.play(.ended(0, .signalled(number: 9)))
        theatre.wait(3007)
        theatre.lease("pod-2", term: 2)
        theatre.leader(2, token: 9)
        theatre.follower(1, names: "pod-2")
        #expect(theatre.scene.vacancy?.cause == .ranOut)
        #expect(theatre.news.last == "every port names pod-2, 7.0 ms after the lease ran out")
        #expect(theatre.scene.violations.isEmpty)
    }

    @Test func theFirstAnswerAfterWakingIsTheOneThatWasAskedInTheFreeze() {
        var theatre = Theatre.elected
        theatre.play(.signalled(0, .freeze))
        #expect(theatre.scene.pods[0].poll == nil)
        theatre.wait(1)
        theatre.play(.stoodStill(0))
        let asked = theatre.now
        theatre.wait(4000)
        theatre.play(.signalled(0, .thaw))
        theatre.wait(2)
        theatre.play(.answered(0, Answer(name: ""), asked: asked))
        theatre.play(.answered(0, theatre.yes(0, token: 4), asked: theatre.now))
        #expect(theatre.scene.pods[0].firstAnswerAwake?.answer.isLeader == false)
        #expect(theatre.news.contains("pod-0 woke; its first answer: not me"))
    }

    @Test func aReplacedProcessForgetsTheOneBeforeIt() {
        var theatre = Theatre.elected
        theatre.play(.signalled(0, .kill))
        theatre.play(.ended(0, .signalled(number: 9)))
        theatre.start(0, life: "b")
        #expect(theatre.scene.pods[0].poll == nil)
        #expect(!theatre.scene.pods[0].mayEnd)
        #expect(theatre.scene.agreement == nil)
    }

    @Test func aProcessThatEndsByItselfIsAViolation() {
        var theatre = Theatre.elected
        theatre.play(.ended(1, .exited(code: 1)))
        #expect(theatre.scene.violations == ["pod-1 exited, code 1 without having been told to"])
    }

    @Test func aProcessThatSomebodyElseEndsIsNone() {
        var theatre = Theatre.elected
        theatre.play(.ended(1, .signalled(number: 9)))
        theatre.play(.ended(2, .exited(code: 0)))
        #expect(theatre.scene.violations.isEmpty)
    }
}
