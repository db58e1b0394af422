import Election
import HTTP
import StatusAPI
import Testing

@Suite struct StatusAPITests {
    private let leaderBody = """
        {"name":"pod-0","identity":"pod-0","isLeader":true,"state":"leading","reason":null,"election":"example",\
        "namespace":"lab","lock":"leases/example","heir":null,"fencingToken":18446744073709551615,\
        "validForMilliseconds":1000,"validUntilUptimeMilliseconds":86400123,"bootId":"3c5e","transitions":3,\
        "acquiredAt":"2026-11-21T10:00:02.123456Z","renewedAt":"2026-11-21T10:00:04.000000Z","revision":"5f-7"}
        """
    private let startingBody = """
        {"name":"","identity":"pod-0","isLeader":false,"state":"starting","reason":"noAnswerYet","election":"example",\
        "namespace":"lab","lock":"leases/example","heir":null,"fencingToken":null,\
        "validForMilliseconds":0,"validUntilUptimeMilliseconds":null,"bootId":null,"transitions":null,\
        "acquiredAt":null,"renewedAt":null,"revision":"5f-0"}
        """

    @Test func theNameIsGivenAsTheClassicGaveIt() {
        #expect(Asker(.leading).get("/").text == #"{"name":"pod-0"}"#)
        #expect(Asker(.starting).get("/").text == #"{"name":""}"#)
        #expect(Asker(.following).get("/").text == #"{"name":"pod-\"1\"\u000a"}"#)
    }

    @Test func theStatusHasEveryKeyWhetherItIsKnownOrNot() {
        let leading = Asker(.leading).get("/leader")
        #expect(leading.status == 200)
        #expect(leading.text == leaderBody)
        let starting = Asker(.starting).get("/leader")
        #expect(starting.status == 200)
        #expect(starting.text == startingBody)
    }

    @Test func whetherThisPodLeadsIsInTheStatusCode() {
        let leading = Asker(.leading).get("/is-leader")
        #expect(leading.status == 200)
        #expect(leading.text == leaderBody)
        let starting = Asker(.starting).get("/is-leader")
        #expect(starting.status == 503)
        #expect(starting.text == startingBody)
        #expect(Asker(.following).get("/is-leader").status == 503)
    }

    @Test func everyAnswerIsComputedAnew() {
        let asker = Asker(.leading)
        #expect(asker.get("/is-leader").status == 200)
        asker.leadership = .following
        #expect(asker.get("/is-leader").status == 503)
    }

    @Test(arguments: ["/livez", "/healthz"])
    func aProcessIsAliveUntilItSaysWhyNot(path: String) {
        let asker = Asker(.starting)
        asker.health = Health(whyNotReady: "The lock has not been read yet.")
        #expect(asker.get(path).status == 200)
        #expect(asker.get(path).text == #"{"status":"ok"}"#)
        asker.health = Health(whyNotLive: "The election's timer is 9 s overdue.")
        #expect(asker.get(path).status == 503)
        #expect(asker.get(path).text == #"{"error":"The election's timer is 9 s overdue."}"#)
    }

    @Test func aPodIsReadyUnlessItSaysWhyNot() {
        let asker = Asker(.starting)
        asker.health = Health(whyNotLive: "The election's timer is 9 s overdue.")
        #expect(asker.get("/readyz").status == 200)
        asker.health = Health(whyNotReady: "The lock has not been read yet.")
        #expect(asker.get("/readyz").status == 503)
        #expect(asker.get("/readyz").text == #"{"error":"The lock has not been read yet."}"#)
    }

    /// A yes that is computed counts as given, so nobody computes one in passing.
    @Test(arguments: [
        ("/", 1, 0), ("/leader", 1, 0), ("/is-leader", 1, 0), ("/livez", 0, 1), ("/healthz", 0, 1), ("/readyz", 0, 1),
        ("/unknown", 0, 0),
    ])
    func leadershipIsAskedForOnceAndOnlyWhereItIsTold(path: String, leaderships: Int, healths: Int) {
        for method in ["GET", "HEAD"] {
            let asker = Asker(.leading)
            _ = asker.ask(HTTPRequest(method: method, target: path, headers: ["Host": "localhost"]))
            #expect(asker.leadershipsAsked == leaderships)
            #expect(asker.healthsAsked == healths)
        }
        let asker = Asker(.leading)
        _ = asker.ask(HTTPRequest(method: "POST", target: path, headers: ["Host": "localhost"]))
        #expect(asker.leadershipsAsked + asker.healthsAsked == 0)
    }

    @Test(arguments: ["/", "/leader", "/is-leader", "/livez", "/readyz", "/healthz"])
    func aHeadIsAnsweredLikeAGet(path: String) {
        let asker = Asker(.following)
        let head = asker.ask(HTTPRequest(method: "HEAD", target: path, headers: ["Host": "localhost"]))
        let get = asker.get(path)
        #expect(head.status == get.status)
        #expect(head.headers == get.headers)
    }

    @Test(arguments: ["/", "/leader", "/is-leader", "/livez", "/readyz", "/healthz", "/unknown"])
    func noAnswerMayBeCachedAndAllAreJSON(path: String) {
        for method in ["GET", "DELETE"] {
            let request = HTTPRequest(method: method, target: path, headers: ["Host": "localhost"])
            let response = Asker(.leading).ask(request)
            #expect(response.headers["Cache-Control"] == "no-store")
            #expect(response.headers["Content-Type"] == "application/json")
        }
    }

    @Test(arguments: ["/unknown", "/leader/", "//", "/Leader", "/leade%72", "/metrics"])
    func whatIsNotThereIsSaidAndWhatThereIsToo(path: String) {
        let response = Asker(.leading).get(path)
        #expect(response.status == 404)
        #expect(
            response.text == """
                {"error":"Nothing is served at this path; there is: \
                /, /leader, /is-leader, /livez, /readyz, /healthz"}
                """
        )
    }

    @Test func aQueryChangesNoPath() {
        #expect(Asker(.leading).get("/?x=/unknown").text == #"{"name":"pod-0"}"#)
        #expect(Asker(.leading).get("/is-leader?").status == 200)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get"])
    func otherMethodsAreRefusedWithThoseThatAreNot(method: String) {
        for path in ["/", "/leader", "/livez"] {
            let request = HTTPRequest(method: method, target: path, headers: ["Host": "localhost"])
            let response = Asker(.leading).ask(request)
            #expect(response.status == 405)
            #expect(response.headers["Allow"] == "GET, HEAD")
            #expect(response.text == #"{"error":"This path only answers GET and HEAD."}"#)
        }
    }

    @Test func theProbeSurfaceTellsNothingAboutTheElection() {
        let asker = Asker(.leading, surface: .probe)
        for path in ["/livez", "/readyz", "/healthz"] {
            #expect(asker.get(path).status == 200)
        }
        for path in ["/", "/leader", "/is-leader"] {
            let response = asker.get(path)
            #expect(response.status == 404)
            #expect(
                response.text
                    == #"{"error":"Nothing is served at this path; there is: /livez, /readyz, /healthz"}"#
            )
        }
        #expect(asker.leadershipsAsked == 0)
    }
}
