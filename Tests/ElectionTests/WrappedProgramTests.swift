import Election
import Testing

/// When a wrapped program is started, told to stop and killed (rule 15): lead until 10 s, stop grace 2 s, termination
/// grace 25 s.
@Suite struct WrappedProgramTests {
    private var program: WrappedProgram
    private static let leading = WrappedProgram.Standing(isLeader: true, heldUntil: at(10))
    private static let following = WrappedProgram.Standing(isLeader: false, heldUntil: nil)

    init() {
        program = Self.program(.always)
    }

    private static func program(_ restart: WrappedProgram.Restart) -> WrappedProgram {
        let manner = WrappedProgram.Manner(
            restart: restart,
            stopGrace: .seconds(2),
            terminationGrace: .seconds(25)
        )
        return WrappedProgram(manner, at: at(0))
    }

    private static func running(_ restart: WrappedProgram.Restart) -> WrappedProgram {
        var program = program(restart)
        #expect(program.look(leading, at: at(1)) == .start)
        return program
    }

    @Test mutating func itIsStartedOnceAndOnlyWhereWeLead() {
        #expect(program.look(Self.following, at: at(1)) == nil)
        #expect(program.look(Self.leading, at: at(1)) == .start)
        #expect(program.look(Self.leading, at: at(1)) == nil)
        #expect(program.nextLook(Self.leading, at: at(1)).map(seconds) == 8)
    }

    @Test mutating func itIsNotStartedForTheRestOfAnAuthorityThatEnds() {
        #expect(program.look(Self.leading, at: at(8)) == nil)
    }

    @Test func itIsToldToStopAStopGraceBeforeTheEndAndKilledBeforeIt() {
        var program = Self.running(.always)
        #expect(program.look(Self.leading, at: at(7.999)) == nil)
        #expect(program.look(Self.leading, at: at(8)) == .terminate)
        #expect(program.nextLook(Self.leading, at: at(8)).map(seconds) == 9.95)
        #expect(program.look(Self.leading, at: at(9.9)) == nil)
        #expect(program.look(Self.leading, at: at(9.95)) == .kill)
        #expect(program.look(Self.leading, at: at(11)) == nil && program.isAlive, "until it is reaped")
    }

    @Test func aRenewalThatComesLateTakesNothingBackButGivesTime() {
        var program = Self.running(.always)
        #expect(program.look(Self.leading, at: at(8)) == .terminate)
        let renewed = WrappedProgram.Standing(isLeader: true, heldUntil: at(15))
        #expect(program.look(renewed, at: at(9.95)) == nil)
        #expect(program.ended(isSuccess: true, at: at(10)) == nil)
        #expect(program.look(renewed, at: at(10)) == .start, "and then we still lead")
    }

    @Test func whereAnotherHasTheLockItIsKilledAtOnce() {
        var program = Self.running(.always)
        #expect(program.look(Self.following, at: at(3)) == .terminate)
        #expect(program.look(Self.following, at: at(3)) == .kill)
    }

    @Test func aPoliteEndGivesTheTerminationGraceWhileTheLockIsRenewed() {
        var program = Self.running(.always)
        func resigning(until end: Double) -> WrappedProgram.Standing { .init(isLeader: false, heldUntil: at(end)) }
        #expect(program.look(resigning(until: 10), at: at(3)) == .terminate)
        #expect(program.nextLook(resigning(until: 10), at: at(3)).map(seconds) == 9.95)
        #expect(program.look(resigning(until: 30), at: at(27.9)) == nil)
        #expect(program.nextLook(resigning(until: 30), at: at(28)).map(seconds) == 28)
        #expect(program.look(resigning(until: 30), at: at(28)) == .kill)
    }

    @Test(arguments: [
        (WrappedProgram.Restart.never, true, WrappedProgram.Verdict?.some(.programEnded)),
        (.never, false, .programEnded), (.onFailure, true, .programEnded), (.onFailure, false, nil),
        (.always, true, nil), (.always, false, nil),
    ])
    func whatFollowsWhenItEndsByItself(
        restart: WrappedProgram.Restart,
        isSuccess: Bool,
        verdict: WrappedProgram.Verdict?
    ) {
        var program = Self.running(restart)
        #expect(program.ended(isSuccess: isSuccess, at: at(2)) == verdict)
        #expect(program.look(Self.leading, at: at(2)) == nil, "not in a loop")
        #expect((program.look(Self.leading, at: at(3)) == .start) == (verdict == nil))
    }

    @Test(arguments: [
        (WrappedProgram.Restart.never, WrappedProgram.Verdict?.some(.leadLost)), (.onFailure, nil), (.always, nil),
    ])
    func whatFollowsWhenTheLeadIsLost(restart: WrappedProgram.Restart, verdict: WrappedProgram.Verdict?) {
        var program = Self.running(restart)
        #expect(program.look(Self.following, at: at(2)) == .terminate)
        #expect(program.ended(isSuccess: true, at: at(2)) == verdict)
        #expect((program.look(Self.leading, at: at(2)) == .start) == (verdict == nil))
    }

    @Test func thePausesGrowWithEachShortRunAndALongOneEndsThat() {
        var program = program
        let forever = WrappedProgram.Standing(isLeader: true, heldUntil: at(10_000))
        var time = 0.0
        var pauses: [Double] = []
        for run in [1.0, 1, 1, 1, 1, 1, 1, 1, 60, 1] {
            #expect(program.look(forever, at: at(time)) == .start)
            time += run
            #expect(program.ended(isSuccess: false, at: at(time)) == nil)
            let next = program.nextLook(forever, at: at(time)).map(seconds) ?? 0
            pauses.append(next - time)
            time = next
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 1, 2])
    }

    @Test func whatIsToEndIsNotStartedAgain() {
        var program = program
        program.finish()
        #expect(program.look(Self.leading, at: at(1)) == nil && !program.isAlive)
    }
}
