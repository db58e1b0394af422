import Election
import JSON
import Locks
import Testing

struct LeaseWritingTests {
    let lock = ElectionLock(kind: .leases, name: "wire", namespace: "lab")
    let mark = WriterMark(podUID: "pod-uid", life: 255, counter: 8)
    let record = LeaderRecord(
        holderIdentity: "pod-1",
        leaseDurationSeconds: 10,
        acquireTime: WallTime(microseconds: 1_795_255_200_000_000),
        renewTime: WallTime(microseconds: 1_795_255_204_000_001),
        leaderTransitions: 4
    )

    /// What is written over an object that was read from these bytes.
    func written(over source: [UInt8], of version: ObjectVersion) throws -> JSONValue {
        let base = LockSnapshot(version: version, content: .none, source: source)
        return try JSONValue(parsing: try lock.body(of: .init(base: base, record: record, mark: mark)))
    }

    @Test func aNewLeaseCarriesTheRecordTheMarkAndALabel() throws {
        let body = try lock.body(of: .init(base: nil, record: record, mark: mark))
        let expected: JSONValue = [
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": [
                "name": "wire",
                "namespace": "lab",
                "labels": ["app.kubernetes.io/managed-by": "leader-elector"],
                "annotations": ["leader-elector/writer": "pod-uid/ff/8"],
            ],
            "spec": [
                "holderIdentity": "pod-1",
                "leaseDurationSeconds": 10,
                "acquireTime": "2026-11-21T10:00:00.000000Z",
                "renewTime": "2026-11-21T10:00:04.000001Z",
                "leaseTransitions": 4,
            ],
        ]
        #expect(try JSONValue(parsing: body) == expected)
    }

    @Test func fieldsThatWeDoNotKnowSurvive() throws {
        let text = """
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","later":[1,2.5,null,true,{"a":""}],"metadata":\
            {"annotations":{"note":"ä \\u0000 \\"/","leader-elector/writer":"x/1/1"},"creationTimestamp":"t",\
            "finalizers":["f/x"],"labels":{"app":"a"},"managedFields":[{"fieldsV1":{"f:spec":{}},"manager":"m"}],\
            "name":"wire","namespace":"lab","ownerReferences":[{"uid":"o","controller":true}],"resourceVersion":"9",\
            "uid":"u"},"spec":{"holderIdentity":"pod-0","preferredHolder":"b","newer":{"n":9007199254740993}},\
            "status":{}}
            """
        var expected = try JSONValue(parsing: Array(text.utf8))
        expected["metadata"]?["annotations"]?["leader-elector/writer"] = "pod-uid/ff/8"
        expected["spec"]?["holderIdentity"] = "pod-1"
        expected["spec"]?["leaseDurationSeconds"] = 10
        expected["spec"]?["acquireTime"] = "2026-11-21T10:00:00.000000Z"
        expected["spec"]?["renewTime"] = "2026-11-21T10:00:04.000001Z"
        expected["spec"]?["leaseTransitions"] = 4
        let body = try written(over: Array(text.utf8), of: ObjectVersion(uid: "u", resourceVersion: "9"))
        #expect(body == expected)
        #expect(String(decoding: body.bytes, as: UTF8.self).contains(#""newer":{"n":9007199254740993}"#))
    }

    @Test func theObjectIsTakenOutOfAWatchEvent() throws {
        let version = ObjectVersion(uid: "u-1", resourceVersion: "357")
        let answer = LeaseText.lease(spec: LeaseText.held)
        let line = Array(#"{"type":"MODIFIED","object":"#.utf8) + answer + Array("}".utf8)
        #expect(try written(over: line, of: version) == written(over: answer, of: version))
    }

    @Test func theVersionThatTheElectorNamesIsSent() throws {
        let version = ObjectVersion(uid: "u-2", resourceVersion: "400")
        let body = try written(over: LeaseText.lease(spec: LeaseText.held), of: version)
        #expect(body["metadata"]?["uid"] == "u-2")
        #expect(body["metadata"]?["resourceVersion"] == "400")
    }

    @Test func aWrittenRecordIsReadAsItWas() throws {
        var body = try written(over: LeaseText.lease(spec: "{}"), of: ObjectVersion(uid: "u", resourceVersion: "1"))
        body["metadata"]?["resourceVersion"] = "2"
        let snapshot = try lock.snapshot(of: body.bytes)
        #expect(snapshot.record == record)
        #expect(snapshot.mark == mark)
    }

    @Test func namesakesAreToldApartByTheirMarks() throws {
        var snapshots: [LockSnapshot] = []
        for life in [UInt64(1), 2] {
            let mark = WriterMark(podUID: "", life: life, counter: 1)
            var body = try JSONValue(parsing: lock.body(of: .init(base: nil, record: record, mark: mark)))
            body["metadata"]?["uid"] = "u"
            body["metadata"]?["resourceVersion"] = "1"
            snapshots.append(try lock.snapshot(of: body.bytes))
        }
        #expect(snapshots[0].record == snapshots[1].record)
        #expect(snapshots[0].mark != snapshots[1].mark)
    }

    @Test func theSameWriteGivesTheSameBytes() throws {
        let write = Elector.Write(base: nil, record: record, mark: mark)
        #expect(try lock.body(of: write) == lock.body(of: write))
    }

    @Test(arguments: ["", "{", #"{"a":1e999}"#])
    func aBaseThatWouldLoseSomethingIsNotWritten(source: String) {
        #expect(throws: LockError.self) {
            try written(over: Array(source.utf8), of: ObjectVersion(uid: "u", resourceVersion: "1"))
        }
    }
}
