import Election
import HTTP
import JSON
import Kubernetes
import Locks
import Operations
import TestKit
import Testing

/// What is asked to tell of elections, and what is made of the answers.
@Suite struct StatusInquiryTests {
    private func inquiry(choice: LockChoice? = nil) throws -> StatusInquiry {
        let rights = Rights(ofOperatorOf: choice ?? .leases, writes: false)
        return StatusInquiry(of: try Lock.session(), choice: choice, rights: rights)
    }

    private func missing(_ resource: String) -> Result<HTTPResponse, RequestFailure> {
        let text = """
            {"kind":"Status","message":"not found","reason":"NotFound","code":404,
            "details":{"name":"example","kind":"\(resource)"}}
            """
        return .success(HTTPResponse(status: 404, body: Array(text.utf8)))
    }

    private func forbidden(_ verb: String, _ resource: String, group: String = "") -> Result<
        HTTPResponse, RequestFailure
    > {
        let message = """
            \(resource) \\"example\\" is forbidden: User \\"bob\\" cannot \(verb) resource \\"\(resource)\\" in API group \
            \\"\(group)\\" in the namespace \\"lab\\"
            """
        let text = #"{"kind":"Status","message":"\#(message)","reason":"Forbidden","code":403}"#
        return .success(HTTPResponse(status: 403, body: Array(text.utf8)))
    }

    private func endpoints() -> Result<HTTPResponse, RequestFailure> {
        let record = AnnotationRecord.text(of: Lock.record("classic-0"))
        let object: JSONValue = [
            "kind": "Endpoints",
            "metadata": [
                "name": "example", "namespace": "lab", "uid": "u", "resourceVersion": "1",
                "annotations": ["control-plane.alpha.kubernetes.io/leader": .string(record)],
            ],
        ]
        return .success(HTTPResponse(status: 200, body: object.bytes))
    }

    /// Answers by what a request's target ends with, and gives the targets.
    private func run(
        _ inquiry: inout StatusInquiry,
        _ answers: [(String, Result<HTTPResponse, RequestFailure>)]
    ) -> [String] {
        var targets: [String] = []
        while let request = inquiry.next(), targets.count < 200 {
            targets.append(request.target)
            let answer = answers.first { request.target.contains($0.0) }?.1
            inquiry.take(answer ?? .failure(.unreachable("no answer for \(request.target)")))
        }
        return targets
    }

    @Test func whereThereIsNoLeaseOtherKindsAreLookedAt() throws {
        var inquiry = try inquiry()
        let targets = run(
            &inquiry,
            [("leases", missing("leases")), ("endpoints", endpoints()), ("configmaps", missing("configmaps"))]
        )
        #expect(targets.count == 3 && inquiry.failure == nil)
        #expect(inquiry.reports.map(\.kind) == [.endpoints] && inquiry.reports[0].holder == "classic-0")
        let note = "leases/example does not exist, but endpoints/example does: name it with --lock endpoints"
        #expect(inquiry.notes == [note])
        #expect(inquiry.otherKind == OperationFailure(.configuration, note))
    }

    @Test func whoNamesAKindIsToldOfThatAlone() throws {
        var inquiry = try inquiry(choice: .leases)
        #expect(run(&inquiry, [("leases", missing("leases"))]).count == 1)
        #expect(inquiry.reports.map(\.state) == [.absent] && inquiry.otherKind == nil)
    }

    @Test func aPairIsTwo() throws {
        var inquiry = try inquiry(choice: .endpointsleases)
        _ = run(&inquiry, [("leases", missing("leases")), ("endpoints", endpoints())])
        #expect(inquiry.reports.map(\.kind) == [.endpoints, .leases] && inquiry.otherKind == nil)
    }

    private func hasLeader(_ old: Result<HTTPResponse, RequestFailure>, _ lease: LeaderRecord?) throws -> Bool {
        var inquiry = try inquiry(choice: .endpointsleases)
        inquiry.take(old)
        let spec: JSONValue =
            lease.map {
                [
                    "holderIdentity": .string($0.holderIdentity), "leaseDurationSeconds": 10,
                    "renewTime": .string(MicroTime.text($0.renewTime ?? Lock.time(0))),
                ]
            } ?? [:]
        let object: JSONValue = [
            "kind": "Lease", "metadata": ["name": "example", "namespace": "lab", "uid": "u", "resourceVersion": "7"],
            "spec": spec,
        ]
        let headers: HTTPHeaders = ["Date": "Sat, 21 Nov 2026 10:00:05 GMT"]
        inquiry.take(.success(HTTPResponse(status: 200, headers: headers, body: object.bytes)))
        #expect(inquiry.reports.count == 2)
        return inquiry.hasLeader
    }

    /// A fleet that has moved, or has not begun to.
    @Test func aHalfOfAPairThatNobodyHoldsDoesNotSpeakAgainstTheOther() throws {
        #expect(try hasLeader(missing("endpoints"), Lock.record("pod-0")))
        #expect(try !hasLeader(missing("endpoints"), Lock.record("pod-0", renewed: -60)))
        #expect(try !hasLeader(missing("endpoints"), nil))
        #expect(try !hasLeader(endpoints(), Lock.record("pod-0")), "whose time is not told")
    }

    @Test func whatMayNotBeReadBesideIsSaidAndNoFailure() throws {
        var inquiry = try inquiry()
        _ = run(
            &inquiry,
            [
                ("leases", missing("leases")), ("endpoints", forbidden("get", "endpoints")),
                ("configmaps", forbidden("get", "configmaps")),
            ]
        )
        #expect(inquiry.failure == nil && inquiry.reports.map(\.state) == [.absent])
        #expect(
            inquiry.notes == [
                "not looked for in endpoints/example and configmaps/example, which we have no right to read"
            ]
        )
    }

    @Test func aMissingRightComesWithWhatGrantsItUnderANameOfItsOwn() throws {
        var inquiry = try inquiry()
        _ = run(&inquiry, [("leases", forbidden("get", "leases", group: "coordination.k8s.io"))])
        #expect(inquiry.failure?.cause == .rights)
        let manifest = try #require(inquiry.failure?.manifest)
        #expect(manifest.contains("metadata: {name: leader-elector-example-operator, namespace: \"lab\"}"))
        #expect(manifest.contains(#"resources: [leases], resourceNames: ["example"], verbs: [get, watch]}"#))
    }

    @Test func aServerThatCannotBeReachedEndsIt() throws {
        var inquiry = try inquiry()
        #expect(run(&inquiry, []).count == 1)
        #expect(inquiry.failure?.cause == .unreachable && inquiry.reports.isEmpty)
    }

    // MARK: Lists

    private func page(_ names: [String], next: String = "") -> Result<HTTPResponse, RequestFailure> {
        let items = names.map { name in
            JSONValue.object([
                "metadata": [
                    "name": .string(name), "namespace": "lab", "uid": .string(name), "resourceVersion": "1",
                ],
                "spec": ["holderIdentity": "pod-0", "leaseDurationSeconds": 10],
            ])
        }
        let list: JSONValue = ["metadata": ["continue": .string(next)], "items": .array(items)]
        return .success(HTTPResponse(status: 200, body: list.bytes))
    }

    private func list(_ kind: LockKind) throws -> LockList {
        LockList(kind: kind, namespace: try Namespace("lab"), version: "1.0")
    }

    @Test func aListIsReadPageByPage() throws {
        var inquiry = StatusInquiry(of: [try list(.leases)])
        let targets = run(&inquiry, [("continue=n%2F2", page(["c"])), ("limit=250", page(["a", "b"], next: "n/2"))])
        #expect(targets.count == 2 && targets[0] == "/apis/coordination.k8s.io/v1/namespaces/lab/leases?limit=250")
        #expect(inquiry.reports.map(\.election) == ["a", "b", "c"])
    }

    @Test func aListWithoutAnEndIsCutAndSaysSo() throws {
        var inquiry = StatusInquiry(of: [try list(.leases)])
        #expect(run(&inquiry, [("limit=250", page(["a"], next: "n"))]).count == 20)
        #expect(inquiry.isCut, "so that the exit code tells it")
        #expect(inquiry.notes == ["there are more leases in lab than the 5000 that were looked at"])
    }

    @Test func aPageThatIsTooLargeIsAskedForInSmallerOnes() throws {
        var inquiry = StatusInquiry(of: [try list(.configmaps)])
        let tooLarge = Result<HTTPResponse, RequestFailure>.failure(.nonsense("the body is too large"))
        let targets = run(
            &inquiry,
            [("limit=250", tooLarge), ("continue=n", page([])), ("limit=31", page(["a"], next: "n"))]
        )
        #expect(targets.map { $0.split(separator: "?")[1] } == ["limit=250", "limit=31", "limit=31&continue=n"])
        #expect(inquiry.failure == nil)
        inquiry = StatusInquiry(of: [try list(.configmaps)])
        #expect(run(&inquiry, [("limit", tooLarge)]).count == 2)
        #expect(inquiry.failure?.description == "the body is too large")
    }

    @Test func smallPagesAreAsManyAsItTakes() throws {
        var inquiry = StatusInquiry(of: [try list(.leases)])
        let tooLarge = Result<HTTPResponse, RequestFailure>.failure(.nonsense("the body is too large"))
        #expect(run(&inquiry, [("limit=250", tooLarge), ("limit=31", page(["a"], next: "n"))]).count == 163)
        #expect(inquiry.notes == ["there are more leases in lab than the 5022 that were looked at"])
    }

    @Test func ofConfigMapsOnlyLocksCountAndOnlyMetadataAreRead() throws {
        var inquiry = StatusInquiry(of: [try list(.configmaps)])
        #expect(inquiry.next()?.headers["Accept"]?.hasPrefix("application/json;as=PartialObjectMetadataList") == true)
        _ = run(&inquiry, [("limit=250", page(["data"]))])
        #expect(inquiry.reports.isEmpty && inquiry.failure == nil)
    }

    @Test func aRecordedListIsRead() throws {
        var inquiry = StatusInquiry(of: [try list(.leases)])
        inquiry.take(.success(try WireExchange(named: "22-lease-list-one").response))
        #expect(inquiry.reports.map(\.election) == ["wire"] && inquiry.reports[0].holder == "pod-1")
    }

    @Test func whoMayNotListIsToldWhatElseToDo() throws {
        var inquiry = StatusInquiry(of: [try list(.leases)])
        _ = run(&inquiry, [("leases", forbidden("list", "leases", group: "coordination.k8s.io"))])
        #expect(inquiry.failure?.cause == .rights)
        #expect(inquiry.failure?.description.hasSuffix("grant it, or name one election with --election") == true)
    }
}
