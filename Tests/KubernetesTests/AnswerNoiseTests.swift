import Election
import HTTP
import Kubernetes
import Locks
import TestKit
import Testing

/// Whatever comes back, nothing is confirmed that the server did not say in full, and nothing traps.
struct AnswerNoiseTests {
    private static let updates = [
        ("07-lease-update", LockKind.leases), ("30-endpoints-update", .endpoints), ("33-configmap-update", .configmaps),
    ]

    private func outcomes(_ body: [UInt8], status: Int = 200, of kind: LockKind = .leases) throws -> [Elector.Event] {
        let session = try Wire.session(kind)
        let response = HTTPResponse(status: status, body: body)
        return [session.readOutcome(.success(response)), session.writeOutcome(.success(response))]
    }

    private func isFailure(_ event: Elector.Event) -> Bool {
        switch event {
        case .readEnded(.failure), .writeEnded(.failed): true
        default: false
        }
    }

    @Test(arguments: updates)
    func aBodyCutAtAnyByteConfirmsNothing(name: String, kind: LockKind) throws {
        let body = try WireExchange(named: name).response.body
        for length in 0..<body.count {
            #expect(try outcomes(Array(body[..<length]), of: kind).allSatisfy(isFailure))
        }
        #expect(try !outcomes(body, of: kind).contains(where: isFailure))
    }

    @Test func aRefusalCutAtAnyByteIsNoAbsence() throws {
        let body = try WireExchange(named: "03-lease-get-missing").response.body
        for length in 0..<body.count {
            #expect(try outcomes(Array(body[..<length]), status: 404).allSatisfy(isFailure))
        }
    }

    @Test func noiseConfirmsNothing() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let noise = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(try outcomes(noise).allSatisfy(isFailure))
        }
    }

    @Test(arguments: updates)
    func aByteThatIsFlippedNeverTraps(name: String, kind: LockKind) throws {
        let body = try WireExchange(named: name).response.body
        var random = SeededGenerator(seed: 8)
        for index in body.indices {
            var bent = body
            bent[index] = UInt8.random(in: 0...255, using: &random)
            #expect(try outcomes(bent, of: kind).count == 2)
        }
    }

    @Test(arguments: ["[", #"{"a":"#, #"{"metadata":"#, #"{"kind":"Lease","metadata":{"name":"wire"},"spec":{"a":["#])
    func nestingTooDeepIsRefused(piece: String) throws {
        let deep = Array(String(repeating: piece, count: 100_000).utf8)
        #expect(try outcomes(deep).allSatisfy(isFailure))
    }

    @Test func nestingAsDeepAsTheCoderAllowsIsWrittenBack() throws {
        let depth = 500
        let nest = String(repeating: #"{"a":["#, count: depth / 2) + String(repeating: "]}", count: depth / 2)
        let text = """
            {"kind":"Lease","metadata":{"name":"wire","namespace":"lab","uid":"u","resourceVersion":"1"},"later":\(nest)}
            """
        guard case .readEnded(.success(.found(let snapshot))) = try outcomes(Array(text.utf8))[0] else {
            Issue.record("not read")
            return
        }
        let request = try Wire.session().writeRequest(Wire.write("07-lease-update", over: snapshot))
        #expect(String(decoding: request.body, as: UTF8.self).contains("\"later\":\(nest)"))
    }

    @Test func keysGivenTwiceAreReadAndWrittenAlike() throws {
        let text = """
            {"kind":"Lease","metadata":{"name":"wire","namespace":"lab","uid":"u","resourceVersion":"1","uid":"v",\
            "labels":{"a":"1","a":"2"}},"spec":{"holderIdentity":"a","holderIdentity":"b"}}
            """
        guard case .readEnded(.success(.found(let snapshot))) = try outcomes(Array(text.utf8))[0] else {
            Issue.record("not read")
            return
        }
        let request = try Wire.session().writeRequest(Wire.write("07-lease-update", over: snapshot))
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains("\"uid\":\"\(snapshot.version.uid)\""))
        #expect(body.split(separator: "\"uid\"").count == 2)
    }

    @Test func anAnswerAboutAnotherObjectConfirmsNothing() throws {
        let body = try WireExchange(named: "07-lease-update").response.body
        for other in [try Wire.session(name: "other"), try Wire.session(namespace: "other")] {
            let event = other.writeOutcome(.success(HTTPResponse(status: 200, body: body)))
            #expect(isFailure(event))
        }
    }

    @Test(arguments: ["22-lease-list-one", "23-lease-list-table", "05-lease-create-exists", "34-event-create-core"])
    func aSuccessWithSomethingElseInItConfirmsNothing(name: String) throws {
        #expect(try outcomes(WireExchange(named: name).response.body).allSatisfy(isFailure))
    }
}
