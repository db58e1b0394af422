import Election
import Testing

@testable import Demo

/// What people see, word for word, in a terminal of 80 by 24.
@Suite struct ScreenTests {
    private let lookCommand = "kubectl --server http://127.0.0.1:8001 get leases/demo -w"

    @Test func aLeaderWithItsFollowers() {
        var (theatre, screen) = elected()
        theatre.wait(400)
        theatre.leader(0, token: 4)
        theatre.follower(1, names: "pod-0")
        theatre.follower(2, names: "pod-0")
        #expect(
            text(screen, theatre) == """
                leader-elector demo: three processes, one lock, an API server of its own

                LEADER  pod-0 for 0.4 s, fencing token 4
                LEASE   held by pod-0, 2.6 s left of 3.0 s  ###############################-----

                PROCESS  PID      PORT   STATE       LEADER IS             LEADS  VALID FOR
                pod-0    100      4040   running     pod-0                 YES    1.0 s
                pod-1    101      4041   running     pod-0                 no
                pod-2    102      4042   running     pod-0                 no

                From another terminal:
                  curl localhost:4040/leader
                  kubectl --server http://127.0.0.1:8001 get leases/demo -w

                k kill the leader   s stop it politely   f freeze or thaw   r replace   q quit

                   0.0 s  every port names pod-0
                """
        )
    }

    @Test func oneKilledOneFrozenAndOneThatKnowsNoLeader() {
        var (theatre, screen) = elected()
        theatre.play(.signalled(0, .kill))
        theatre.play(.ended(0, .signalled(number: 9)))
        theatre.play(.signalled(2, .freeze))
        theatre.play(.stoodStill(2))
        for line in theatre.news { screen.add(line, at: theatre.now) }
        theatre.wait(3100)
        theatre.play(.answered(1, Answer(name: "", reason: "expired"), asked: theatre.now))
        #expect(
            text(screen, theatre) == """
                leader-elector demo: three processes, one lock, an API server of its own

                LEADER  nobody says yes
                LEASE   held by pod-0, but it has run out

                PROCESS  PID      PORT   STATE       LEADER IS             LEADS  VALID FOR
                pod-0             4040   killed, signal 9; a new pod comes in 1.9 s
                pod-1    101      4041   running     "" (expired)          no
                pod-2    102      4042   frozen      (no answer for 3.1 s)

                From another terminal:
                  curl localhost:4041/leader
                  kubectl --server http://127.0.0.1:8001 get leases/demo -w

                k kill the leader   s stop it politely   f freeze or thaw   r replace   q quit

                   0.0 s  every port names pod-0
                   0.0 s  pod-0 is killed (SIGKILL)
                   0.0 s  pod-2 is frozen (SIGSTOP)
                """
        )
    }

    @Test func beforeAnythingHasHappened() {
        let theatre = Theatre()
        let screen = Screen(lookCommand: lookCommand, at: theatre.now)
        let rows = screen.lines(of: theatre.scene, at: theatre.now).map(\.text)
        #expect(rows[2] == "LEADER  nobody says yes")
        #expect(rows[3] == "LEASE   there is none yet")
        #expect(rows[6] == "pod-0                    not started")
    }

    @Test func aYesThatIsOldIsNotShownAsOne() {
        var (theatre, screen) = elected()
        theatre.wait(700)
        #expect(screen.lines(of: theatre.scene, at: theatre.now)[6].text.hasSuffix("(no answer for 0.7 s)"))
        #expect(screen.lines(of: theatre.scene, at: theatre.now)[2].text == "LEADER  nobody says yes")
    }

    @Test func itFitsHoweverMuchHappens() {
        var (theatre, screen) = elected()
        for number in 1...50 { screen.add("\(number)", at: theatre.now + .seconds(3600)) }
        theatre.play(.signalled(0, .terminate))
        theatre.play(.ended(0, .signalled(number: 11)))
        theatre.play(.answered(1, Answer(name: "", reason: "noAnswerYet"), asked: theatre.now))
        let lines = screen.lines(of: theatre.scene, at: theatre.now)
        #expect(lines.count <= 24)
        #expect(lines.allSatisfy { $0.text.count <= 80 })
        #expect(lines.last?.text == "3600.0 s  50")
    }

    private func elected() -> (Theatre, Screen) {
        let theatre = Theatre.elected
        var screen = Screen(lookCommand: lookCommand, at: theatre.now)
        screen.add("every port names pod-0", at: theatre.now)
        return (theatre, screen)
    }

    private func text(_ screen: Screen, _ theatre: Theatre) -> String {
        screen.lines(of: theatre.scene, at: theatre.now).map(\.text).joined(separator: "\n")
    }
}
