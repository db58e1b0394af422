import Election
import HTTP
import Kubernetes
import Locks
import Operations
import TestKit
import Testing
import YAML

/// How a lock is judged by one look at it.
@Suite struct LockReportTests {
    private func report(_ snapshot: LockSnapshot, at server: Double? = 1) -> LockReport {
        LockReport(snapshot, of: Lock.lease, serverTime: server.map(Lock.time))
    }

    @Test(arguments: [(-1.9, true), (0, true), (9.9, true), (10.1, false), (3600, false)])
    func aHolderIsHealthyAsLongAsItsLeaseLastsByTheServersClock(server: Double, isHealthy: Bool) {
        let report = report(Lock.held(by: "pod-0"), at: server)
        #expect(report.state == (isHealthy ? .healthy : .stale))
        #expect(report.left == .seconds(10) - .milliseconds(Int64(server * 1000)))
    }

    @Test func theServersClockIsTheMiddleOfTheSecondThatItNames() throws {
        let response = try WireExchange(named: "54-lease-coordinated").response
        #expect(response.serverTime == MicroTime.time("2026-11-21T10:28:20.5Z"))
        #expect(HTTPResponse(status: 200).serverTime == nil)
    }

    @Test func aRecordedCoordinatedLeaseHasAHealthyHolderWithoutAnAge() throws {
        let response = try WireExchange(named: "54-lease-coordinated").response
        let lock = ElectionLock(kind: .leases, name: "coordinated", namespace: "lab")
        let report = LockReport(try lock.snapshot(of: response.body), of: lock, serverTime: response.serverTime)
        #expect(report.state == .healthy && report.isCoordinated && report.holder == "cand-b" && report.age == nil)
        let table = LockReport.table([report], namespaces: false)
        #expect(table[1] == "coordinated  leases  healthy,coordinated  cand-b  -    4s    0        -     -")
    }

    /// These were stamped four minutes ahead of the server's clock.
    @Test func aRenewalInTheServersFutureTellsNothing() throws {
        let response = try WireExchange(named: "06-lease-get").response
        let lock = ElectionLock(kind: .leases, name: "wire", namespace: "lab")
        let report = LockReport(try lock.snapshot(of: response.body), of: lock, serverTime: response.serverTime)
        #expect(report.state == .unclear && report.left == nil)
        #expect(report.why == "it was renewed 3m36s from now, by the API server's clock: the holder's is wrong")
    }

    @Test func aRecordedReleaseIsOne() throws {
        let response = try WireExchange(named: "15-lease-get-released").response
        let lock = ElectionLock(kind: .leases, name: "wire", namespace: "lab")
        let report = LockReport(try lock.snapshot(of: response.body), of: lock, serverTime: response.serverTime)
        #expect(report.state == .released && report.holder == "" && report.left == nil)
    }

    @Test func whatIsNoHolderIsToldApart() {
        #expect(report(Lock.snapshot(.none)).state == .free)
        #expect(report(Lock.snapshot(.record(Lock.record("")))).state == .blanked)
        #expect(report(Lock.snapshot(.unreadable("the Lease\nis odd"))).why == "the Lease is odd")
        #expect(report(Lock.snapshot(.unreadable("odd"))).state == .unreadable)
        #expect(LockReport(absent: Lock.lease).state == .absent)
    }

    @Test func withoutTimesNothingIsClear() {
        #expect(report(Lock.held(by: "pod-0"), at: nil).state == .unclear)
        #expect(report(Lock.snapshot(.record(Lock.record("pod-0", renewed: nil)))).state == .unclear)
        #expect(report(Lock.snapshot(.record(Lock.record("pod-0", seconds: 0)))).state == .unclear)
    }

    @Test func anHeirIsFreshInATermThatIsYoungerThanItsSignLasts() {
        var lock = Lock.held(by: "pod-0", renewed: 69)
        lock.heir = Lock.heir
        #expect(report(lock, at: 89.9).isHeirFresh == true)
        #expect(report(lock, at: 90.1).isHeirFresh == nil)
        lock.heir = nil
        #expect(report(lock, at: 89.9).isHeirFresh == nil)
    }

    @Test func aTokenOfATermThatIsOverIsNoneOfThePresentOne() {
        var lock = Lock.released(version: 2)
        lock.fencingToken = 7
        #expect(report(lock).fencingToken == nil)
    }

    @Test func theTableShowsEachAndSaysWhyWhereItMust() {
        var lock = Lock.held(by: "pod-0", renewed: 100, fencingToken: 4711)
        lock.heir = Lock.heir
        let odd = Lock.snapshot(.record(Lock.record("", seconds: 10, transitions: 12)))
        #expect(
            LockReport.table([report(lock, at: 102), report(odd), LockReport(absent: Lock.lease)], namespaces: true)
                == [
                    "NAMESPACE  ELECTION  LOCK    STATE    HOLDER  AGE   LEFT  CHANGES  HEIR    TOKEN  WHY",
                    "lab        example   leases  healthy  pod-0   102s  8s    3        pod-1?  4711",
                    "lab        example   leases  blanked  -       -     -     12       -       -"
                        + "      somebody removed the holder; candidates wait its lease out",
                    "lab        example   leases  absent   -       -     -     -        -       -",
                ]
        )
    }

    @Test func programsGetEveryKeyWhateverIsKnown() {
        let full = LockReport.tree([report(Lock.held(by: "pod-0", fencingToken: 7), at: 12.5)])
        let empty = LockReport.tree([LockReport(absent: Lock.lease)])
        guard case .list(let first) = full, case .list(let second) = empty, case .map(let known) = first[0],
            case .map(let unknown) = second[0]
        else { return #expect(Bool(false), "\(full) \(empty)") }
        #expect(known.map(\.key) == unknown.map(\.key))
        #expect(first[0]["leaseLeftSeconds"] == -3 && first[0]["ageSeconds"] == 12)
        #expect(first[0]["fencingToken"] == 7 && first[0]["state"] == "stale")
        #expect(second[0]["holder"] == .null && second[0]["heir"] == .null)
    }

    @Test(arguments: [
        (0, "0s"), (-3, "-3s"), (119, "119s"), (120, "2m"), (312, "5m12s"), (600, "10m"), (10_799, "179m"),
        (10_800, "3h"), (172_800, "2d"),
    ])
    func agesAreShortAsKubectlShowsThem(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).short == text)
    }
}
