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
            revision: Revision(life: 0, change: 1)
        )
    }

    private func session() throws -> LockSession {
        LockSession(kind: .leases, name: try ObjectName("example"), namespace: try Namespace("lab"), version: "1.0")
    }

    /// What a sidecar needs, with or without creating locks and Events.
    private func rights(to create: Bool = true) -> Rights {
        Rights(lock: .leases, createsLock: create, recordsEvents: create)
    }

    @Test func everyChangeOfTheNameIsALineAsTheClassicPrintsIt() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        #expect(log.saw(leadership(of: "")).isEmpty)
        #expect(log.saw(leadership(of: "a")) == [.output("a is the leader"), .log(.info, "a leads")])
        #expect(log.saw(leadership(of: "a")).isEmpty)
        #expect(log.saw(leadership(of: "")) == [.log(.info, "no leader is known")])
        #expect(log.saw(leadership(of: "me", isLeader: true)) == [.output("me is the leader")])
    }

    @Test func aNamesakeIsToldOfOnceForEachOfItsLives() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        func mark(life: UInt64, counter: UInt64) -> WriterMark {
            WriterMark(podUID: "5b1c", life: life, counter: counter)
        }
        let first = log.note(.namesake(mark(life: 1, counter: 1)))
        guard case .log(.error, let line)? = first.first else { return #expect(Bool(false), "\(first)") }
        #expect(line.contains("under our name (pod 5b1c)") && line.contains("its own --id"))
        #expect(log.note(.namesake(mark(life: 1, counter: 2))).isEmpty)
        #expect(log.note(.namesake(mark(life: 2, counter: 1))).count == 1)
    }

    @Test func aNamesakeThatDoesNotKnowItsPodIsToldOfWithoutOne() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        guard case .log(.error, let line)? = log.note(.namesake(WriterMark(podUID: "", life: 1, counter: 1))).first
        else {
            return #expect(Bool(false))
        }
        #expect(line.contains("under our name; waiting it out"))
    }

    @Test func givingUpAsAskedIsNoWarningAndLosingTheLeadIsOne() throws {
        var log = try LeaderLog(of: session(), rights: rights())
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
        var log = try LeaderLog(of: session(), rights: rights())
        #expect(log.note(.becameLeader(fencingToken: 7)) == [.log(.info, "became leader, fencing token 7")])
        #expect(log.note(.becameLeader(fencingToken: nil)) == [.log(.info, "became leader")])
    }

    private func denial(_ verb: String, user: String = "system:serviceaccount:lab:elector") -> RequestFailure {
        .forbidden(
            """
            leases.coordination.k8s.io "example" is forbidden: User "\(user)" cannot \(verb) resource "leases" in API \
            group "coordination.k8s.io" in the namespace "lab"
            """
        )
    }

    @Test func aMissingRightToWatchNamesTheRight() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        guard case .log(.warning, let line)? = log.note(.watchRefused(denial("watch"))).first else {
            return #expect(Bool(false))
        }
        #expect(line.hasPrefix("watching is not allowed, so the lock is polled: \(denial("watch")); what leases/"))
        #expect(line.contains("verbs: [get, update, watch]"))
        let missing = RequestFailure.rejected(status: 404, "no such path")
        let plain = "watching is not allowed, so the lock is polled: 404: no such path"
        #expect(log.note(.watchRefused(missing)) == [.log(.warning, plain)])
    }

    @Test func whatToGrantIsOfTheLocksKind() throws {
        let session = LockSession(
            kind: .configmaps,
            name: try ObjectName("example"),
            namespace: try Namespace("lab"),
            version: "1.0"
        )
        let rights = Rights(lock: .configmaps, createsLock: true, recordsEvents: false)
        var log = LeaderLog(of: session, rights: rights)
        let denial = RequestFailure.forbidden(
            #"configmaps "example" is forbidden: User "bob" cannot get resource "configmaps" in API group "" in the "#
                + #"namespace "lab""#
        )
        let lines = "\(log.failed(denial, at: Instant(nanoseconds: 0)))"
        #expect(lines.contains("what configmaps/example needs, for"))
        #expect(lines.contains("resources: [configmaps], resourceNames: ["))
    }

    @Test func whatToGrantIsToldOnceAnOutage() throws {
        var log = try LeaderLog(of: session(), rights: rights(to: false))
        let now = Instant(nanoseconds: 0)
        for _ in 1...2 {
            guard case .log(.warning, let line)? = log.failed(denial("get"), at: now).first else {
                return #expect(Bool(false))
            }
            #expect(line.hasPrefix("\(denial("get")); trying again"))
            #expect(line.contains("what leases/example needs, for 'kubectl apply -f -':\napiVersion: rbac"))
            #expect(line.contains("metadata: {name: leader-elector-example, namespace: \"lab\"}"))
            #expect(line.contains("verbs: [get, update, watch]"))
            #expect(line.hasSuffix("{kind: ServiceAccount, name: \"elector\", namespace: \"lab\"}"))
            #expect(log.failed(denial("get"), at: now).isEmpty)
            // Another kind of failure between them is news, the rights are not.
            #expect(log.failed(.timedOut, at: now).count == 1)
            #expect(!"\(log.failed(denial("update"), at: now))".contains("kubectl"))
            #expect(log.succeeded(at: now).count == 1)
        }
    }

    @Test func nobodyIsToldToGrantRightsToEverybody() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        let lines = log.failed(denial("get", user: "system:anonymous"), at: Instant(nanoseconds: 0))
        #expect("\(lines)".contains("no credentials were sent: "))
        #expect(!"\(lines)".contains("rbac"))
    }

    @Test func aRefusalForAnotherReasonOrRightNamesNoRights() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        for failure in [.forbidden("exceeded quota"), denial("delete")] {
            #expect(!"\(log.failed(failure, at: Instant(nanoseconds: 0)))".contains("kubectl"))
            _ = log.succeeded(at: Instant(nanoseconds: 0))
        }
    }

    @Test func whoMayNotCreateTheLockIsToldHowItIsCreated() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        let line = """
            there is no leases/example in the namespace lab, and --create-lock is false; waiting until somebody creates \
            it: echo '{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"example"}}' \
            | kubectl --namespace lab create -f -
            """
        #expect(log.note(.awaitingLock) == [.log(.warning, line)])
    }

    @Test func aWarningOfTheAPIServerIsToldOnce() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        let line = LeaderLog.Line.log(.warning, "the API server warns: v1 Endpoints is deprecated")
        #expect(log.answered(["Warning": "299 - \"v1 Endpoints is deprecated\""]) == [line])
        #expect(log.answered(["Warning": "299 - \"v1 Endpoints is deprecated\""]).isEmpty)
    }

    @Test func anOutageIsSummedUp() throws {
        var log = try LeaderLog(of: session(), rights: rights())
        let now = Instant(nanoseconds: 0)
        #expect(log.failed(.timedOut, at: now).count == 1)
        #expect(log.failed(.timedOut, at: now).isEmpty)
        #expect(log.succeeded(at: now).count == 1)
    }
}
