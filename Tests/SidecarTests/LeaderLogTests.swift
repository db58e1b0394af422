import Election
import Kubernetes
import Testing

@testable import Sidecar

@Suite struct LeaderLogTests {
    private func leadership(of name: String, isLeader: Bool = false) -> Leadership {
        Leadership(
            name: name,
            isLeader: isLeader,
            state: isLeader ? .leading : .standby,
            reason: name.isEmpty ? .free : nil,
            fencingToken: nil,
            validity: .zero,
            validUntil: nil,
            transitions: nil,
            acquiredAt: nil,
            renewedAt: nil,
            revision: "1"
        )
    }

    private func session() throws -> LockSession {
        LockSession(name: try ObjectName("example"), namespace: try Namespace("lab"), version: "1.0")
    }

    @Test func everyChangeOfTheNameIsALineAsTheClassicPrintsIt() throws {
        var log = try LeaderLog(of: session())
        #expect(log.saw(leadership(of: "")).isEmpty)
        #expect(log.saw(leadership(of: "a")) == [.output("a is the leader"), .log(.info, "a leads")])
        #expect(log.saw(leadership(of: "a")).isEmpty)
        #expect(log.saw(leadership(of: "")) == [.log(.info, "no leader is known")])
        #expect(log.saw(leadership(of: "me", isLeader: true)) == [.output("me is the leader")])
    }

    @Test func aNamesakeIsToldOfOnceForEachOfItsLives() throws {
        var log = try LeaderLog(of: session())
        func mark(life: UInt64, counter: UInt64) -> WriterMark {
            WriterMark(podUID: "5b1c", life: life, counter: counter)
        }
        let first = log.note(.namesake(mark(life: 1, counter: 1)))
        guard case .log(.error, let line)? = first.first else { return #expect(Bool(false), "\(first)") }
        #expect(line.contains("under our name (pod 5b1c)") && line.contains("its own --id"))
        #expect(log.note(.namesake(mark(life: 1, counter: 2))).isEmpty)
        #expect(log.note(.namesake(mark(life: 2, counter: 1))).count == 1)
    }

    @Test func givingUpAsAskedIsNoWarningAndLosingTheLeadIsOne() throws {
        var log = try LeaderLog(of: session())
        #expect(log.note(.stoppedLeading(.resigned)) == [.log(.info, "stopped leading: giving up as asked")])
        let losses: [(Elector.Loss, String)] = [
            (.expired, "no renewal was confirmed in time"), (.replaced(by: ""), "somebody removed the holder"),
            (.replaced(by: "b"), "the lock has another record, of b"), (.deleted, "the lock was deleted"),
        ]
        for (loss, words) in losses {
            #expect(log.note(.stoppedLeading(loss)) == [.log(.warning, "stopped leading: \(words)")])
        }
    }

    @Test func theFencingTokenIsToldWhereThereIsOne() throws {
        var log = try LeaderLog(of: session())
        #expect(log.note(.becameLeader(fencingToken: 7)) == [.log(.info, "became leader, fencing token 7")])
        #expect(log.note(.becameLeader(fencingToken: nil)) == [.log(.info, "became leader")])
    }

    @Test func aMissingRightToWatchNamesTheRight() throws {
        var log = try LeaderLog(of: session())
        let lines = log.note(.watchRefused(.forbidden("leases is forbidden")))
        let line = "watching is not allowed, so the lock is polled; grant list and watch: leases is forbidden"
        #expect(lines == [.log(.warning, line)])
    }

    @Test func whoMayNotCreateTheLockIsToldHowItIsCreated() throws {
        var log = try LeaderLog(of: session())
        let line = """
            there is no leases/example in the namespace lab, and --create-lock is false; waiting until somebody creates \
            it: echo '{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"example"}}' \
            | kubectl --namespace lab create -f -
            """
        #expect(log.note(.awaitingLock) == [.log(.warning, line)])
    }

    @Test func anOutageIsSummedUp() throws {
        var log = try LeaderLog(of: session())
        let now = Instant(nanoseconds: 0)
        #expect(log.failed(.timedOut, at: now).count == 1)
        #expect(log.failed(.timedOut, at: now).isEmpty)
        #expect(log.succeeded(at: now).count == 1)
    }
}
