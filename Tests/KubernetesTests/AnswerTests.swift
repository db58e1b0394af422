import Election
import HTTP
import JSON
import Kubernetes
import Locks
import TestKit
import Testing

/// Each answer of a real API server, and each that only documentation knows, is taken for what it is.
struct AnswerTests {
    private func read(_ name: String) throws -> Elector.Event {
        try Wire.session().readOutcome(.success(WireExchange(named: name).response))
    }

    private func write(_ name: String) throws -> Elector.Event {
        try Wire.session().writeOutcome(.success(WireExchange(named: name).response))
    }

    private func write(_ response: HTTPResponse) throws -> Elector.Event {
        try Wire.session().writeOutcome(.success(response))
    }

    private func failure(_ response: HTTPResponse) throws -> RequestFailure? {
        guard case .writeEnded(.failed(let failure)) = try write(response) else { return nil }
        return failure
    }

    private func status(_ code: Int, _ reason: String, kind: String? = nil, name: String? = nil) -> HTTPResponse {
        var status: JSONValue = ["kind": "Status", "message": "in words", "reason": .string(reason)]
        if let kind { status["details"] = ["kind": .string(kind), "name": .string(name ?? "")] }
        return HTTPResponse(status: code, body: status.bytes)
    }

    @Test(arguments: ["06-lease-get", "15-lease-get-released"])
    func aReadShowsTheLock(name: String) throws {
        #expect(try read(name) == .readEnded(.success(.found(Wire.snapshot(name)))))
    }

    @Test(arguments: ["03-lease-get-missing", "45-lease-get-after"])
    func aMissingLeaseIsAbsent(name: String) throws {
        #expect(try read(name) == .readEnded(.success(.absent)))
    }

    @Test func aPathThatTheServerDoesNotKnowIsNoAbsence() throws {
        let sentence = "the server could not find the requested resource"
        #expect(try read("21-not-found-path") == .readEnded(.failure(.rejected(status: 404, sentence))))
    }

    @Test func noNotFoundOfSomethingElseIsAnAbsence() throws {
        let others = [
            HTTPResponse(status: 404, headers: ["Content-Type": "text/html"], body: Array("<h1>404</h1>".utf8)),
            HTTPResponse(status: 404),
            HTTPResponse(status: 404, body: Array(#"{"reason":"NotFound","details":{"kind":"leases"}}"#.utf8)),
            status(404, "NotFound", kind: "namespaces", name: "wire"),
            status(404, "NotFound", kind: "leases", name: "other"),
            status(404, "", kind: "leases", name: "wire"),
            try WireExchange(named: "49-lease-create-namespace-missing").response,
        ]
        for response in others {
            guard
                case .readEnded(.failure(.rejected(status: 404, _))) = try Wire.session().readOutcome(
                    .success(response)
                )
            else {
                Issue.record("taken for an absence or worse: \(String(decoding: response.body, as: UTF8.self))")
                continue
            }
        }
    }

    @Test(arguments: ["04-lease-create", "07-lease-update", "14-lease-release", "43-lease-create-again"])
    func aWriteIsConfirmedByItsAnswer(name: String) throws {
        #expect(try write(name) == .writeEnded(.confirmed(Wire.snapshot(name))))
    }

    @Test(arguments: [
        ("29-endpoints-create", LockKind.endpoints), ("30-endpoints-update", .endpoints),
        ("32-configmap-create", .configmaps), ("33-configmap-update", .configmaps),
    ])
    func aWriteOfAnotherKindIsConfirmedByItsAnswer(name: String, kind: LockKind) throws {
        let session = try Wire.session(kind)
        let snapshot = try Wire.snapshot(name, kind)
        #expect(snapshot.record?.holderIdentity == "pod-0")
        let response = try WireExchange(named: name).response
        #expect(session.writeOutcome(.success(response)) == .writeEnded(.confirmed(snapshot)))
        guard case .writeEnded(.failed(.nonsense)) = try write(name) else {
            Issue.record("taken for a Lease")
            return
        }
    }

    @Test func aProposalEndsAsAWriteDoes() throws {
        let session = try Wire.session()
        func end(_ name: String) throws -> Elector.Event {
            session.proposalOutcome(.success(try WireExchange(named: name).response))
        }
        #expect(try end("07-lease-update") == .proposalEnded(.confirmed(Wire.snapshot("07-lease-update"))))
        #expect(try end("08-lease-update-stale") == .proposalEnded(.conflict))
        #expect(session.proposalOutcome(.failure(.timedOut)) == .proposalEnded(.failed(.timedOut)))
    }

    @Test(arguments: ["05-lease-create-exists", "08-lease-update-stale", "44-lease-update-deleted-with-uid"])
    func bothReasonsOf409AreConflicts(name: String) throws {
        #expect(try write(name) == .writeEnded(.conflict))
    }

    @Test func a409OfAnyOtherReasonIsAConflictToo() throws {
        #expect(try write(HTTPResponse(status: 409)) == .writeEnded(.conflict))
        #expect(try write(status(409, "Later")) == .writeEnded(.conflict))
    }

    @Test func updatingADeletedObjectIsAConflict() throws {
        #expect(try write("03-lease-get-missing") == .writeEnded(.conflict))
    }

    @Test(arguments: [
        ("09-lease-update-no-resourceversion", 422, "must be specified for an update"),
        ("11-lease-update-zero-duration", 422, "must be greater than 0"),
        ("12-lease-update-bad-time", 400, "cannot be handled as a Lease"),
        ("13-lease-update-truncated-json", 400, "unexpected end of JSON input"),
        ("47-method-not-allowed", 405, "does not allow this method"),
        ("48-lease-name-invalid", 422, "metadata.name"),
        ("49-lease-create-namespace-missing", 404, #"namespaces "nowhere" not found"#),
        ("50-unsupported-media-type", 415, "accepted media types"),
    ])
    func aRejectionKeepsTheServersWords(name: String, code: Int, words: String) throws {
        guard case .writeEnded(.failed(.rejected(let status, let sentence))) = try write(name) else {
            Issue.record("not rejected: \(try write(name))")
            return
        }
        #expect(status == code)
        #expect(sentence.contains(words))
    }

    @Test(arguments: ["18-unauthorized-no-token", "20-forbidden-other-namespace"])
    func aMissingRightIsForbidden(name: String) throws {
        guard case .readEnded(.failure(.forbidden(let sentence))) = try read(name) else {
            Issue.record("not forbidden: \(try read(name))")
            return
        }
        #expect(sentence.contains(#"cannot get resource "leases""#))
    }

    @Test func aBadTokenIsUnauthorized() throws {
        guard case .readEnded(.failure(.unauthorized(let sentence))) = try read("19-unauthorized-bad-token") else {
            Issue.record("not unauthorized: \(try read("19-unauthorized-bad-token"))")
            return
        }
        #expect(sentence.contains("check the token"))
    }

    @Test(arguments: [
        (429, "7", 7), (429, "0", 1), (429, "999999999", 3600), (503, "2", 2), (500, "1", 1),
    ])
    func theServersWishToWaitIsHeardWithinBounds(code: Int, retryAfter: String, seconds: Int) throws {
        var response = status(code, "")
        response.headers["retry-after"] = retryAfter
        let failure = RequestFailure.throttled(retryAfter: .seconds(seconds), "in words")
        #expect(try write(response) == .writeEnded(.failed(failure)))
    }

    @Test(arguments: [nil, "", "-1", "1.5", "soon", "Sat, 21 Nov 2026 09:56:34 GMT", "99999999999999999999"])
    func aWishThatIsNoNumberCountsForNothing(retryAfter: String?) throws {
        var busy = status(429, "TooManyRequests")
        busy.headers["Retry-After"] = retryAfter
        #expect(try write(busy) == .writeEnded(.failed(.throttled(retryAfter: nil, "in words"))))
        var away = status(503, "ServiceUnavailable")
        away.headers["Retry-After"] = retryAfter
        #expect(try write(away) == .writeEnded(.failed(.serverError(status: 503, "in words"))))
    }

    @Test(arguments: [500, 502, 503, 504, 599])
    func theServersOwnTroubleSettlesNothing(code: Int) throws {
        guard case .writeEnded(.failed(.serverError(code, _))) = try write(HTTPResponse(status: code)) else {
            Issue.record("\(try write(HTTPResponse(status: code)))")
            return
        }
    }

    @Test func aRedirectionIsNotFollowed() throws {
        let response = HTTPResponse(status: 302, headers: ["Location": "https://evil.example/\u{7}"])
        guard case .writeEnded(.failed(.rejected(302, let sentence))) = try write(response) else {
            Issue.record("\(try write(response))")
            return
        }
        #expect(sentence.contains("https://evil.example/ "))
        #expect(sentence.contains("--server"))
    }

    @Test(arguments: [202, 204, 206])
    func anotherSuccessConfirmsNothing(code: Int) throws {
        var response = try WireExchange(named: "07-lease-update").response
        response.status = code
        guard case .writeEnded(.failed(.nonsense)) = try write(response),
            case .readEnded(.failure(.nonsense)) = try Wire.session().readOutcome(.success(response))
        else {
            Issue.record("\(code) was taken for a success")
            return
        }
    }

    @Test func aProxysPageIsNamedAsWhatItIs() throws {
        let page = HTTPResponse(status: 502, headers: ["Content-Type": "text/html"], body: Array("<html>".utf8))
        let failure = try #require(try self.failure(page))
        #expect(failure.description.contains("text/html"))
        #expect(!failure.description.contains("<html>"))
    }

    @Test func aMessageIsOneLineAndBounded() throws {
        var long: JSONValue = ["kind": "Status"]
        long["message"] = .string("a\nb\u{1b}[31m" + String(repeating: "é", count: 5000))
        let failure = try #require(try self.failure(HTTPResponse(status: 400, body: long.bytes)))
        #expect(failure.description.unicodeScalars.count < 520)
        #expect(failure.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test(arguments: [RequestFailure.timedOut, .unreachable("no route")])
    func aTransportsFailureIsPassedOn(failure: RequestFailure) throws {
        #expect(try Wire.session().readOutcome(.failure(failure)) == .readEnded(.failure(failure)))
        #expect(try Wire.session().writeOutcome(.failure(failure)) == .writeEnded(.failed(failure)))
    }
}
