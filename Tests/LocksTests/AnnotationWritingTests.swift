import Election
import JSON
import Locks
import Testing

struct AnnotationWritingTests {
    private let lock = ElectionLock(kind: .configmaps, name: "wire", namespace: "lab")
    private let mark = WriterMark(podUID: "pod-uid", life: 255, counter: 8)
    private let record = LeaderRecord(
        holderIdentity: "pod-1",
        leaseDurationSeconds: 10,
        acquireTime: WallTime(microseconds: 1_795_255_200_000_000),
        renewTime: WallTime(microseconds: 1_795_255_204_000_000),
        leaderTransitions: 4
    )
    private let text = """
        {"holderIdentity":"pod-1","leaseDurationSeconds":10,"acquireTime":"2026-11-21T10:00:00Z",\
        "renewTime":"2026-11-21T10:00:04Z","leaderTransitions":4}
        """

    private func written(over object: JSONValue) throws -> JSONValue {
        let base = try lock.snapshot(of: object.bytes)
        return try JSONValue(parsing: lock.body(of: .init(base: base, record: record, mark: mark)))
    }

    @Test func aNewObjectCarriesTheRecordTheMarkAndALabel() throws {
        let expected: JSONValue = [
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": [
                "name": "wire",
                "namespace": "lab",
                "labels": ["app.kubernetes.io/managed-by": "leader-elector"],
                "annotations": [
                    "control-plane.alpha.kubernetes.io/leader": .string(text),
                    "leader-elector/writer": "pod-uid/ff/8",
                ],
            ],
        ]
        #expect(try JSONValue(parsing: lock.body(of: .init(base: nil, record: record, mark: mark))) == expected)
    }

    @Test func whatIsNotOursSurvives() throws {
        var object = AnnotationText.object(.configmaps, annotations: [.record: AnnotationText.held])
        object["data"] = ["keep": "me", "": "ä\n\""]
        object["binaryData"] = ["logo": "AAEC"]
        object["immutable"] = false
        object["metadata"]?["labels"] = ["app": "a"]
        object["metadata"]?["annotations"]?["note"] = "n"
        var expected = object
        expected["metadata"]?["annotations"]?["control-plane.alpha.kubernetes.io/leader"] = .string(text)
        expected["metadata"]?["annotations"]?["leader-elector/writer"] = "pod-uid/ff/8"
        #expect(try written(over: object) == expected)
    }

    @Test func anObjectWithoutAnnotationsGetsThem() throws {
        for annotations in [nil, JSONValue.null] {
            var object = AnnotationText.object(.configmaps, annotations: [:])
            object["metadata"]?["annotations"] = annotations
            let name = "control-plane.alpha.kubernetes.io/leader"
            #expect(try written(over: object)["metadata"]?["annotations"]?[name]?.string == text)
        }
    }

    @Test func aWrittenRecordIsReadAsItWas() throws {
        let snapshot = try lock.snapshot(of: written(over: AnnotationText.object(.configmaps, annotations: [:])).bytes)
        #expect(snapshot.record == record && snapshot.mark == mark)
    }

    @Test func aNameIsQuotedAsJSON() throws {
        var odd = record
        odd.holderIdentity = "a\"\\/é\u{1}"
        odd.acquireTime = nil
        let text = AnnotationRecord.text(of: odd)
        #expect(text.hasPrefix(#"{"holderIdentity":"a\"\\/é\u0001","leaseDurationSeconds":10,"acquireTime":null,"#))
        #expect(try AnnotationRecord(json: text.utf8).content == .record(odd))
    }
}
