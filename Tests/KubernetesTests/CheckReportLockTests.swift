import Election
import Kubernetes
import Locks
import Testing

/// What a check says of the lock and of others under its name.
struct CheckReportLockTests: CheckReporting {
    @Test func aMissingLockIsCreatedOrWaitedFor() throws {
        expect(.ok, "lock", "does not exist yet; the first candidate creates it", in: try facts())
        let facts = try facts(createsLock: false)
        expect(.warning, "lock", "waited for; create it: echo '{", in: facts)
        expect(.warning, "lock", "| kubectl --namespace lab create -f -", in: facts)
    }

    @Test func aMissingNamespaceHasNoLocks() throws {
        var facts = try facts(createsLock: false)
        facts.isNamespaceMissing = true
        expect(.failed(.configuration), "lock", "lab cannot exist, since that namespace does not: create it", in: facts)
    }

    @Test func aFreeLockIsFree() throws {
        var empty = held(by: "")
        expect(.ok, "lock", "leases/example in lab is free", in: try facts(lock: .found(empty)))
        empty.content = .none
        expect(.ok, "lock", "leases/example in lab is free", in: try facts(lock: .found(empty)))
        empty.content = .unreadable("no record")
        expect(.warning, "lock", "waited out, and then written over: no record", in: try facts(lock: .found(empty)))
    }

    @Test func aLockThatCannotBeReadIsNoGoodSign() throws {
        var facts = try facts(lock: nil)
        expect(.failed(.unreachable), "lock", "was not told in time", in: facts)
        facts.saw(.leases, .failure(.nonsense("HTML")))
        expect(.failed(.unreachable), "lock", "cannot be read: HTML", in: facts)
    }

    @Test func aLeaseOfACoordinatedElectionFails() throws {
        var lock = held(by: "cand-a")
        lock.isCoordinated = true
        expect(.failed(.configuration), "lock", "has a strategy", in: try facts(lock: .found(lock)))
    }

    @Test func aHolderIsWatchedForItsRenewal() throws {
        var facts = try facts(lock: .found(held(by: "pod-1")))
        #expect(facts.isWorthWatching)
        let words = "is held by pod-1, not renewed in 2s; it is free once it has not been for 10s"
        expect(.ok, "lock", words, in: facts)
        facts.saw(.leases, .success(.found(held(by: "pod-1"))))
        #expect(facts.isWorthWatching, "the same record is no renewal")
        facts.saw(.leases, .success(.found(held(by: "pod-1", renewed: 1))))
        #expect(!facts.isWorthWatching)
        expect(.ok, "lock", "is held by pod-1, renewed as we looked", in: facts)
        #expect(try !self.facts(lock: .found(held(by: ""))).isWorthWatching && !self.facts().isWorthWatching)
    }

    @Test func ourNameOnTheLockIsOursOrANamesakes() throws {
        expect(
            .ok,
            "lock",
            "is held by this pod, pod-0",
            in: try facts(lock: .found(held(by: "pod-0", podUID: "5b1c")))
        )
        var facts = try facts(lock: .found(held(by: "pod-0", podUID: "77aa")))
        expect(.ok, "lock", "under our name, pod-0, by an earlier life", in: facts)
        facts.saw(.leases, .success(.found(held(by: "pod-0", podUID: "77aa", renewed: 1))))
        expect(.failed(.configuration), "lock", "by another pod (77aa); give each its own --id", in: facts)
        var unmarked = try self.facts(lock: .found(held(by: "pod-0")))
        unmarked.saw(.leases, .success(.found(held(by: "pod-0", renewed: 1))))
        expect(.warning, "lock", "by this pod's own sidecar, or by a namesake; set POD_UID", in: unmarked)
    }

    @Test(arguments: [LockKind.endpoints, .configmaps])
    func aLiveLockOfAnotherKindFails(kind: LockKind) throws {
        var facts = try facts(otherLocks: [kind: .found(held(by: "pod-9"))])
        #expect(facts.isWorthWatching)
        expect(.warning, "other lock", "\(kind)/example was held by pod-9 and not renewed in 2s", in: facts)
        facts.saw(kind, .success(.found(held(by: "pod-9", renewed: 1))))
        #expect(!facts.isWorthWatching)
        expect(.failed(.configuration), "other lock", "would lead side by side", in: facts)
    }

    @Test func aLeaseIsAnotherKindWhereTheLockIsNone() throws {
        let facts = try facts(lockedBy: .endpoints, otherLocks: [.leases: .found(held(by: "pod-9"))])
        expect(.ok, "lock", "endpoints/example in lab does not exist yet", in: facts)
        expect(.warning, "other lock", "leases/example was held by pod-9", in: facts)
    }

    @Test func whoHoldsBothKindsLeadsBesideNobody() throws {
        var facts = try facts(lock: .found(held(by: "pod-9")), otherLocks: [.endpoints: .found(held(by: "pod-9"))])
        facts.saw(.endpoints, .success(.found(held(by: "pod-9", renewed: 1))))
        expect(.ok, "other lock", "endpoints/example is held by pod-9 too", in: facts)
    }

    @Test func eachKindOfAPairIsLookedAt() throws {
        var facts = try facts(lockedBy: .endpointsleases, lock: .found(held(by: "pod-9")), otherLocks: [:])
        facts.saw(.configmaps, .success(.absent))
        expect(.ok, "lock", "endpoints/example in lab is held by pod-9", in: facts)
        expect(.ok, "lock", "leases/example in lab is held by pod-9", in: facts)
        #expect(rows("right", of: facts).count == 9)
        expect(.ok, "right", "update endpoints in lab", in: facts)
        expect(.ok, "other lock", "none of another kind", in: facts)
    }

    @Test func whoMayNotReadOtherKindsIsNotWorseOffForIt() throws {
        expect(.ok, "other lock", "none of another kind under this name", in: try facts())
        let facts = try facts(otherLocks: [.endpoints: .found(held(by: ""))])
        expect(.ok, "other lock", "not looked for in configmaps/example, which we need no right to read", in: facts)
    }
}
