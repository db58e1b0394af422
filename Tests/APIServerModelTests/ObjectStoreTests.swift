import APIServerModel
import Election
import JSON
import Testing

@Suite struct ObjectStoreTests {
    private var store = ObjectStore(seed: 7, revision: 100, logLimit: 4, objectLimit: 3)
    private let time = WallTime(microseconds: 1_000_000)

    private func key(_ name: String, namespace: String = "lab") -> ObjectKey {
        ObjectKey(group: "g", resource: "things", namespace: namespace, name: name)
    }

    private func changes(after revision: UInt64) throws -> [ObjectChange] {
        try store.changes(after: revision, group: "g", resource: "things")
    }

    @Test mutating func aCreatedObjectGetsWhatOnlyTheStoreMayGive() throws {
        let claimed: JSONValue = ["metadata": ["uid": "mine", "name": "other", "creationTimestamp": "never"], "a": 1]
        let stored = try store.create(claimed, at: key("one"), time: time)
        #expect(stored["metadata"]?["name"] == "one")
        #expect(stored["metadata"]?["namespace"] == "lab")
        #expect(stored["metadata"]?["resourceVersion"] == "101")
        #expect(stored["metadata"]?["creationTimestamp"] == "1970-01-01T00:00:01Z")
        #expect(stored["a"] == 1)
        let uid = Array(try #require(stored["metadata"]?["uid"]?.string))
        #expect(uid.count == 36 && uid[14] == "4" && "89ab".contains(uid[19]))
        #expect(store.object(at: key("one")) == stored)
        #expect(throws: StoreError.alreadyExists) { try store.create(claimed, at: key("one"), time: time) }
    }

    @Test func theSameSeedGivesTheSameObjects() throws {
        var (one, other) = (store, store)
        #expect(
            try one.create(["a": 1], at: key("x"), time: time) == other.create(["a": 1], at: key("x"), time: time)
        )
    }

    @Test mutating func anUpdateThatChangesNothingIsNotWritten() throws {
        let stored = try store.create(["a": 1], at: key("one"), time: time)
        #expect(try store.update(["a": 1], at: key("one")) == stored)
        #expect(store.revision == 101)
        #expect(try changes(after: 101).isEmpty)
        #expect(try store.update(["a": 2], at: key("one"))["metadata"]?["resourceVersion"] == "102")
    }

    @Test mutating func anUpdateHappensOnlyAtTheVersionAndUIDItNames() throws {
        let first = try store.create(["a": 1], at: key("one"), time: time)
        let uid = try #require(first["metadata"]?["uid"]?.string)
        let fresh = Preconditions(uid: uid, resourceVersion: "101")
        _ = try store.update(["a": 2], at: key("one"), if: fresh)
        #expect(throws: StoreError.versionConflict(expected: "101", actual: "102")) {
            try store.update(["a": 3], at: key("one"), if: fresh)
        }
        #expect(throws: StoreError.uidConflict(expected: "other", actual: uid)) {
            try store.delete(key("one"), if: Preconditions(uid: "other"))
        }
        #expect(store.object(at: key("one"))?["a"] == 2)
        #expect(throws: StoreError.notFound) { try store.update(["a": 3], at: key("two")) }
    }

    @Test mutating func anObjectCreatedAgainIsAnother() throws {
        let first = try store.create([:], at: key("one"), time: time)
        let deleted = try store.delete(key("one"))
        #expect(deleted["metadata"]?["resourceVersion"] == "102")
        #expect(deleted["metadata"]?["uid"] == first["metadata"]?["uid"])
        let second = try store.create([:], at: key("one"), time: time)
        #expect(second["metadata"]?["uid"] != first["metadata"]?["uid"])
        #expect(second["metadata"]?["resourceVersion"] == "103")
    }

    @Test mutating func changesComeInOrderWithWhatWasBefore() throws {
        _ = try store.create(["a": 1], at: key("one"), time: time)
        _ = try store.create(["a": 1], at: key("other", namespace: "elsewhere"), time: time)
        _ = try store.update(["a": 2], at: key("one"))
        _ = try store.delete(key("one"))
        let all = try changes(after: 100)
        #expect(all.map(\.kind) == [.added, .added, .modified, .deleted])
        #expect(all.map(\.revision) == [101, 102, 103, 104])
        #expect(all.map { $0.previous?["a"]?.integer } == [nil, nil, 1, 2])
        let lab = try store.changes(after: 101, group: "g", resource: "things", namespace: "lab")
        #expect(lab.map(\.revision) == [103, 104])
        #expect(try store.changes(after: 100, group: "g", resource: "others").isEmpty)
    }

    @Test mutating func theLogForgetsItsOldestAndSaysSo() throws {
        _ = try store.create(["a": 0], at: key("one"), time: time)
        for number in 1...4 { _ = try store.update(["a": .integer(Int64(number))], at: key("one")) }
        #expect(store.floor == 101)
        #expect(throws: StoreError.compacted(floor: 101)) { try changes(after: 100) }
        #expect(try changes(after: 101).count == 4)
        store.compact(through: 104)
        #expect(throws: StoreError.compacted(floor: 104)) { try changes(after: 103) }
        #expect(try changes(after: 104).map(\.revision) == [105])
        store.compact(through: 9999)
        #expect(store.floor == 105)
    }

    @Test mutating func itHoldsNoMoreThanItMay() throws {
        for name in ["a", "b", "c"] { _ = try store.create([:], at: key(name), time: time) }
        #expect(throws: StoreError.full(limit: 3)) { try store.create([:], at: key("d"), time: time) }
        _ = try store.delete(key("a"))
        _ = try store.create([:], at: key("d"), time: time)
        #expect(store.objects(group: "g", resource: "things").map(\.key.name) == ["b", "c", "d"])
    }
}
