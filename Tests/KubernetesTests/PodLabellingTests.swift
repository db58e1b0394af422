import Election
import HTTP
import Kubernetes
import Locks
import Testing

/// What is asked of the API server for the leader's label, and when.
@Suite struct PodLabellingTests {
    private var labelling = PodLabelling(seed: 1)
    private static let stray = PodSession.Pod(name: "pod-9", uid: "u9")

    private static func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    /// What is sent in turn while every request succeeds, and then the second until which there is rest.
    private mutating func sends(leads: Bool, at now: Double, strays: [PodSession.Pod] = []) -> (
        [PodLabelling.Request], Double
    ) {
        var requests: [PodLabelling.Request] = []
        for _ in 0..<10 {
            switch labelling.next(leads: leads, at: Self.at(now)) {
            case .send(let request):
                requests.append(request)
                _ = labelling.ended(request == .list ? .listed(strays) : .patched(true), at: Self.at(now))
            case .wait(let until): return (requests, Double(until.nanoseconds) / 1e9)
            case .underWay: Issue.record("nothing is under way")
            }
        }
        Issue.record("no rest: \(requests)")
        return (requests, 0)
    }

    @Test mutating func theFirstActOfALifeIsToTakeTheLabelOff() {
        #expect(sends(leads: false, at: 1) == ([.clear], 301))
    }

    @Test mutating func aLeaderTakesItOffOthersBeforeItPutsItOnItsOwnPod() {
        #expect(sends(leads: true, at: 1, strays: [Self.stray]) == ([.list, .strip(Self.stray), .mark], 61))
    }

    @Test mutating func bothAreLookedAtAgain() {
        _ = sends(leads: true, at: 1)
        #expect(sends(leads: true, at: 61) == ([.list, .mark], 121))
        #expect(sends(leads: false, at: 100) == ([.clear], 400))
        #expect(sends(leads: false, at: 400) == ([.clear], 700))
    }

    @Test mutating func theReleaseWaitsForTheLabelToBeOff() {
        _ = sends(leads: false, at: 0)
        #expect(!labelling.isWorthWaitingFor)
        _ = labelling.next(leads: true, at: Self.at(1))
        _ = labelling.ended(.listed([]), at: Self.at(1))
        let mark = labelling.next(leads: true, at: Self.at(1))
        #expect(mark == .send(.mark))
        #expect(labelling.isWorthWaitingFor, "it may arrive at any moment")
        _ = labelling.ended(.patched(true), at: Self.at(1))
        #expect(labelling.isWorthWaitingFor)
        #expect(labelling.next(leads: false, at: Self.at(2)) == .send(.clear))
        #expect(labelling.isWorthWaitingFor)
        _ = labelling.ended(.patched(true), at: Self.at(2))
        #expect(!labelling.isWorthWaitingFor)
    }

    @Test mutating func aMarkThatGotNoAnswerMayArriveLateAndIsTakenOffOnceMore() {
        _ = labelling.next(leads: true, at: Self.at(1))
        _ = labelling.ended(.listed([]), at: Self.at(1))
        _ = labelling.next(leads: true, at: Self.at(1))
        #expect(labelling.ended(.failed(.timedOut), at: Self.at(6)) != nil)
        #expect(sends(leads: false, at: 7) == ([.clear], 22))
        #expect(sends(leads: false, at: 22) == ([.clear], 322))
    }

    @Test mutating func aClearThatGotNoAnswerMayUndoALaterMark() {
        _ = labelling.next(leads: false, at: Self.at(1))
        _ = labelling.ended(.failed(.timedOut), at: Self.at(6))
        #expect(sends(leads: true, at: 7) == ([.list, .mark], 22))
    }

    @Test mutating func whoMayNotListLabelsItsOwnPodAllTheSameAndSaysSoOnce() {
        let forbidden = PodLabelling.Outcome.failed(.forbidden("no"))
        var complaints: [String] = []
        for second in [1.0, 100] {
            _ = labelling.next(leads: true, at: Self.at(second))
            if let complaint = labelling.ended(forbidden, at: Self.at(second)) { complaints.append(complaint) }
            #expect(labelling.next(leads: true, at: Self.at(second)) == .send(.mark))
            _ = labelling.ended(.patched(true), at: Self.at(second))
            guard case .wait = labelling.next(leads: true, at: Self.at(second)) else {
                Issue.record("rests")
                return
            }
        }
        #expect(complaints == ["it cannot be looked which other pods carry the leader's label: no"])
    }

    @Test mutating func whoMayNotPatchItsPodHoldsUpNoRelease() {
        _ = labelling.next(leads: false, at: Self.at(0))
        #expect(labelling.ended(.failed(.forbidden("no")), at: Self.at(0)) != nil)
        #expect(!labelling.isWorthWaitingFor)
    }

    @Test mutating func failuresAreRepeatedEverMoreSeldom() {
        var waits: [Double] = []
        var now = Self.at(0)
        for _ in 0..<6 {
            guard case .send(.clear) = labelling.next(leads: false, at: now) else {
                Issue.record("clears")
                return
            }
            _ = labelling.ended(.failed(.timedOut), at: now)
            guard case .wait(let until) = labelling.next(leads: false, at: now) else {
                Issue.record("waits")
                return
            }
            waits.append(Double((until - now).nanoseconds) / 1e9)
            now = until
        }
        for (wait, expected) in zip(waits, [0.5, 1, 2, 4, 8, 16]) {
            #expect((expected * 0.79...expected * 1.21).contains(wait), "\(waits)")
        }
    }
}

/// The requests for the label, and what answers mean.
@Suite struct PodSessionTests {
    private let session: PodSession

    init() throws {
        session = PodSession(
            pod: .init(name: "wire", uid: "u1"),
            namespace: try Namespace("lab"),
            label: .standard,
            election: try ObjectName("example"),
            version: "1"
        )
    }

    @Test func patchesAreThoseThatWereRecorded() throws {
        let mark = session.markRequest()
        #expect(mark.method == "PATCH" && mark.target == "/api/v1/namespaces/lab/pods/wire")
        #expect(mark.headers["Content-Type"] == "application/merge-patch+json")
        #expect(
            String(decoding: mark.body, as: UTF8.self)
                == #"{"metadata":{"annotations":{"leader-elector/election":"example"},"labels":{"leader-elector/role":"leader"},"uid":"u1"}}"#
        )
        let clear = session.clearRequest(.init(name: "other", uid: ""))
        #expect(clear.target == "/api/v1/namespaces/lab/pods/other")
        #expect(String(decoding: clear.body, as: UTF8.self) == #"{"metadata":{"labels":{"leader-elector/role":null}}}"#)
    }

    @Test func onlyOtherPodsOfTheSameElectionAreStrays() {
        #expect(
            session.listRequest().target
                == "/api/v1/namespaces/lab/pods?labelSelector=leader-elector%2Frole%3Dleader&limit=50"
        )
        let versioned = session.clearRequest(.init(name: "a", uid: "u", resourceVersion: "7"))
        #expect(
            String(decoding: versioned.body, as: UTF8.self)
                == #"{"metadata":{"labels":{"leader-elector/role":null},"resourceVersion":"7","uid":"u"}}"#
        )
        let items = [("wire", "example"), ("pod-1", "example"), ("pod-2", "another"), ("pod-3", "")].map {
            name,
            election in
            #"{"metadata":{"name":"\#(name)","uid":"of \#(name)","annotations":{"leader-elector/election":"\#(election)"}}}"#
        }
        let body = #"{"kind":"PodList","items":[\#(items.joined(separator: ",")),{"metadata":{"name":"x","uid":"y"}}]}"#
        let answer = HTTPResponse(status: 200, body: Array(body.utf8))
        #expect(session.others(.success(answer)) == .success([.init(name: "pod-1", uid: "of pod-1")]))
    }

    @Test(arguments: [(200, true), (409, false)])
    func aPodOfTheSameNameIsNotOurs(status: Int, isThere: Bool) {
        let answer = HTTPResponse(status: status, body: Array("{}".utf8))
        #expect(session.patched(session.pod, .success(answer)) == .success(isThere))
    }

    @Test(arguments: ["leader-elector/role=leader", "a=b", "example.com/is_leader=yes"])
    func whatIsALabelIsTaken(text: String) {
        #expect(PodLabel(text)?.text == text)
    }

    @Test(arguments: ["", "a", "a=", "=b", "a=b=c", "a/b/c=d", "/a=b", "-a=b", "a=b c", "A_/b=c", "ä=b"])
    func whatIsNoneIsNot(text: String) {
        #expect(PodLabel(text) == nil)
    }
}
