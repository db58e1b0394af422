import Election
import HTTP
import Kubernetes
import Locks
import Testing

/// What a check's facts mean: each that is not right is told with its cause and the next step, and ends the command with
/// the status of its kind.
struct CheckReportTests: CheckReporting {
    @Test func whereAllIsWellEverythingIsOk() throws {
        let report = CheckReport(try facts())
        #expect(report.rows.allSatisfy { $0.verdict == .ok })
        #expect(report.failure == nil && report.manifest == nil)
        #expect(report.lines.first == "ok       server       https://api.example:6443 (--server)")
        #expect(report.lines.contains("ok       right        create leases.coordination.k8s.io in lab"))
    }

    @Test(arguments: [
        (CheckFacts.Connection(brokeAt: .name), "name", RequestFailure.unreachable("the name cannot be resolved")),
        (.init(resolved: .milliseconds(1), brokeAt: .connection), "connection", .unreachable("refused")),
        (.init(resolved: .milliseconds(1), connected: .milliseconds(2), brokeAt: .tls), "TLS", .unreachable("expired")),
        (.init(resolved: .milliseconds(1), brokeAt: .connection), "connection", .timedOut),
        (.init(resolved: .milliseconds(1), connected: .milliseconds(2), brokeAt: .answer), "answer", .timedOut),
        (.init(resolved: .milliseconds(1), connected: .milliseconds(2)), "version", .nonsense("HTML")),
        (.init(resolved: .milliseconds(1), connected: .milliseconds(2)), "version", .serverError(status: 503, "no")),
    ])
    func noWayToTheServerEndsTheReport(step: CheckFacts.Connection, subject: String, failure: RequestFailure) throws {
        var facts = try facts()
        facts.connection = step
        facts.version = .failure(failure)
        expect(.failed(.unreachable), subject, "\(failure)", in: facts)
        let report = CheckReport(facts)
        #expect(report.rows.last?.verdict == .failed(.unreachable), "nothing is said of what was not looked at")
        #expect(report.rows.count { $0.verdict != .ok } == 1)
    }

    @Test func withoutCredentialsNothingIsSent() throws {
        var facts = try facts()
        facts.connection = nil
        facts.version = .failure(.unreachable("cannot read /token"))
        expect(.failed(.configuration), "credentials", "cannot read /token", in: facts)
    }

    @Test func anInsecureWayIsWarnedOf() throws {
        expect(.warning, "TLS", "whoever answers is believed", in: try facts(authority: .nobody))
        expect(.warning, "TLS", "plain HTTP", in: try facts(server: "http://10.0.0.1:8001"))
        #expect(rows("TLS", of: try facts(server: "http://[::1]:8001")).isEmpty)
    }

    @Test func aSlowServerIsWarnedOf() throws {
        var facts = try facts()
        func answer(after milliseconds: Int64) {
            let sent = Moment(instant: Instant(nanoseconds: 0), wall: WallTime(microseconds: 0))
            let received = Moment(instant: sent.instant + .milliseconds(milliseconds), wall: sent.wall)
            facts.answered(HTTPResponse(status: 200), sent: sent, received: received, isOnKeptConnection: true)
        }
        for milliseconds: Int64 in [5, 3, 1] { answer(after: milliseconds) }
        expect(.ok, "latency", "3ms, the median of 3 requests; a renewal has 3.333s", in: facts)
        for _ in 0..<4 { answer(after: 900) }
        expect(.warning, "latency", "900ms, the median of 7 requests", in: facts)
        facts.connection?.resolved = .milliseconds(1500)
        expect(.warning, "name", "api.example has an address, found in 1.5s; each new connection waits", in: facts)
    }

    @Test(arguments: [
        (-1, CheckReport.Verdict.ok, "within two seconds"), (0, .ok, "within two seconds"), (1, .ok, "within two"),
        (-30, .warning, "30s behind ours"), (3600, .warning, "3600s ahead of ours"),
    ])
    func aClockThatIsOffIsToldOf(seconds: Int64, verdict: CheckReport.Verdict, words: String) throws {
        var facts = try facts()
        // Sat, 21 Nov 2026 09:56:23.5 UTC, the middle of the second that the header names.
        let ours = WallTime(microseconds: 1_795_254_983_500_000 - seconds * 1_000_000)
        let moment = Moment(instant: Instant(nanoseconds: 0), wall: ours)
        let answer = HTTPResponse(status: 200, headers: ["Date": "Sat, 21 Nov 2026 09:56:23 GMT"])
        facts.answered(answer, sent: moment, received: moment, isOnKeptConnection: false)
        expect(verdict, "clock", words, in: facts)
    }

    @Test(arguments: ["", "now", "Sat, 31 Feb 2026 09:56:23 GMT", "Sat, 21 Nov 2026 09:56:23 CET", "Sat,21 Nov 2026"])
    func whatIsNoDateSaysNothingOfTheClock(date: String) throws {
        var facts = try facts()
        let moment = Moment(instant: Instant(nanoseconds: 0), wall: WallTime(microseconds: 0))
        let answer = HTTPResponse(status: 200, headers: ["Date": date])
        facts.answered(answer, sent: moment, received: moment, isOnKeptConnection: false)
        #expect(rows("clock", of: facts).isEmpty)
    }

    @Test(arguments: [
        "Sat, 21 Nov 2026 09:56:23 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 29 Feb 2028 23:59:59 GMT",
    ])
    func aDateIsWrittenAsItIsRead(date: String) throws {
        #expect(HTTPDate.text(try #require(HTTPDate.time(date))) == date)
    }

    @Test func aMissingRightFailsWhereTheElectionNeedsIt() throws {
        var facts = try facts()
        facts.reviews[Right("update", "leases", group: "coordination.k8s.io")] = .success(false)
        expect(.failed(.rights), "right", "update leases.coordination.k8s.io in lab: missing", in: facts)
        let report = CheckReport(facts)
        #expect(report.manifest?.contains(#"{kind: ServiceAccount, name: "elector", namespace: "lab"}"#) == true)
        #expect(report.lines.last == #"- {kind: ServiceAccount, name: "elector", namespace: "lab"}"#)
    }

    @Test(arguments: [
        (Right("watch", "leases", group: "coordination.k8s.io"), "the lock is polled"),
        (Right("create", "events", group: ""), "no Events tell of terms"),
    ])
    func aRightThatCanBeDoneWithoutIsAWarning(right: Right, words: String) throws {
        var facts = try facts()
        facts.reviews[right] = .success(false)
        expect(.warning, "right", words, in: facts)
        #expect(CheckReport(facts).manifest == nil)
    }

    @Test func rightsThatAreNotToldAreWarnedOf() throws {
        var facts = try facts()
        facts.reviews[Right("get", "leases", group: "coordination.k8s.io")] = nil
        expect(.warning, "right", "get leases.coordination.k8s.io in lab: not told in time", in: facts)
        for item in facts.rights.items { facts.reviews[item.right] = .failure(.forbidden("no reviews")) }
        expect(.warning, "rights", "not told: no reviews", in: facts)
        #expect(rows("right", of: facts).isEmpty, "once is enough")
    }

    @Test func credentialsThatAreNotAcceptedEndTheQuestionOfRights() throws {
        var facts = try facts()
        facts.user = .failure(.unauthorized("the API server does not accept our credentials"))
        expect(.failed(.rights), "credentials", "does not accept our credentials", in: facts)
        #expect(rows("right", of: facts).isEmpty && CheckReport(facts).manifest == nil)
    }

    @Test func nobodyIsAskedToGrantRightsToEverybody() throws {
        var facts = try facts()
        facts.user = .success("system:anonymous")
        facts.reviews[Right("get", "leases", group: "coordination.k8s.io")] = .success(false)
        expect(.failed(.rights), "right", "get leases", in: facts)
        #expect(rows("credentials", of: facts).first?.detail.contains("none were sent") == true)
        #expect(CheckReport(facts).manifest == nil)
    }

    @Test func whereNoReviewNamesTheUserARefusalDoes() throws {
        var facts = try facts(lock: nil)
        facts.user = .failure(.rejected(status: 404, "no such path"))
        let message =
            #"leases is forbidden: User "bob" cannot get resource "leases" in API group "coordination.k8s.io""#
        facts.saw(.leases, .failure(.forbidden(message)))
        expect(.failed(.rights), "lock", "leases/example in lab cannot be read: leases is forbidden", in: facts)
        #expect(CheckReport(facts).manifest?.hasSuffix(#"- {kind: User, name: "bob"}"#) == true)
    }
}
