import Election
import HTTP
import StatusAPI
import Testing

@Suite struct StatusAPITests {
    private let leaderBody = """
        {"name":"pod-0","identity":"pod-0","isLeader":true,"state":"leading","reason":null,"election":"example",\
        "namespace":"lab","lock":"leases/example","heir":null,"application":"fit","fencingToken":18446744073709551615,\
        "validForMilliseconds":1000,"validUntilUptimeMilliseconds":86400123,"bootId":"3c5e","transitions":3,\
        "acquiredAt":"2026-11-21T10:00:02.123456Z","renewedAt":"2026-11-21T10:00:04.000000Z","revision":"5f-7"}
        """
    private let startingBody = """
        {"name":"","identity":"pod-0","isLeader":false,"state":"starting","reason":"noAnswerYet","election":"example",\
        "namespace":"lab","lock":"leases/example","heir":null,"application":"fit","fencingToken":null,\
        "validForMilliseconds":0,"validUntilUptimeMilliseconds":null,"bootId":null,"transitions":null,\
        "acquiredAt":null,"renewedAt":null,"revision":"5f-0"}
        """

    @Test(arguments: Asker.Way.allCases)
    func theNameIsGivenAsTheClassicGaveIt(_ way: Asker.Way) throws {
        #expect(try Asker(.leading, way).get("/").text == #"{"name":"pod-0"}"#)
        #expect(try Asker(.starting, way).get("/").text == #"{"name":""}"#)
        #expect(try Asker(.following, way).get("/").text == #"{"name":"pod-\"1\"\n"}"#)
    }

    @Test(arguments: Asker.Way.allCases)
    func theStatusHasEveryKeyWhetherItIsKnownOrNot(_ way: Asker.Way) throws {
        let leading = try Asker(.leading, way).get("/leader")
        #expect(leading.status == 200)
        #expect(leading.text == leaderBody)
        let starting = try Asker(.starting, way).get("/leader")
        #expect(starting.status == 200)
        #expect(starting.text == startingBody)
    }

    @Test(arguments: Asker.Way.allCases)
    func aQuestionWaitsWhereItsAskerKnowsTheAnswer(_ way: Asker.Way) throws {
        let asker = Asker(.leading, way)
        #expect(try asker.get("/leader?wait=30s&revision=5f-7").text == "waits 30s")
        #expect(asker.leadershipsAsked == 0, "nobody was told yes")
        for target in [
            "/leader?wait=30s&revision=5f-6", "/leader?wait=30s", "/leader?wait=30s&revision=", "/leader?revision=5f-7",
            "/leader?wait=30s&revision=nonsense", "/leader?wait=0s&revision=5f-7",
        ] {
            #expect(try asker.get(target).text == leaderBody, "\(target)")
        }
    }

    @Test(arguments: Asker.Way.allCases)
    func whoWatchesAgainSaysWhatIsKnown(_ way: Asker.Way) throws {
        let asker = Asker(.leading, way)
        #expect(try asker.get("/watch").text == "streams after nothing")
        #expect(try asker.ask("GET", "/watch", ["Last-Event-ID": "5f-6"]).text == "streams after 5f-6")
        #expect(try asker.ask("GET", "/watch", ["Last-Event-ID": "nonsense"]).text == "streams after nothing")
        #expect(try asker.get("/watch?revision=5f-6").text == "streams after 5f-6")
        #expect(asker.leadershipsAsked == 0)
    }

    @Test(arguments: ["", "30", "-1s", "forever", "301s", "1h"], Asker.Way.allCases)
    func aWaitThatThereIsNotIsRefused(wait: String, _ way: Asker.Way) throws {
        let response = try Asker(.leading, way).get("/leader?wait=\(wait)&revision=5f-7")
        #expect(response.status == 400)
        #expect(response.text.hasPrefix(#"{"error":"wait=\#(wait) is no wait of 0s to 300s; "#))
    }

    @Test(arguments: Asker.Way.allCases)
    func whetherThisPodLeadsIsInTheStatusCode(_ way: Asker.Way) throws {
        let leading = try Asker(.leading, way).get("/is-leader")
        #expect(leading.status == 200)
        #expect(leading.text == leaderBody)
        let starting = try Asker(.starting, way).get("/is-leader")
        #expect(starting.status == 503)
        #expect(starting.text == startingBody)
        #expect(try Asker(.following, way).get("/is-leader").status == 503)
    }

    @Test(arguments: Asker.Way.allCases)
    func everyAnswerIsComputedAnew(_ way: Asker.Way) throws {
        let asker = Asker(.leading, way)
        #expect(try asker.get("/is-leader").status == 200)
        asker.leadership = .following
        #expect(try asker.get("/is-leader").status == 503)
    }

    @Test(arguments: ["/livez", "/healthz"], Asker.Way.allCases)
    func aProcessIsAliveUntilItSaysWhyNot(path: String, _ way: Asker.Way) throws {
        let asker = Asker(.starting, way)
        asker.health = Health(whyNotReady: "The lock has not been read yet.")
        #expect(try asker.get(path).status == 200)
        #expect(try asker.get(path).text == #"{"status":"ok"}"#)
        asker.health = Health(whyNotLive: "The election's timer is 9 s overdue.")
        #expect(try asker.get(path).status == 503)
        #expect(try asker.get(path).text == #"{"error":"The election's timer is 9 s overdue."}"#)
    }

    @Test(arguments: Asker.Way.allCases)
    func aPodIsReadyUnlessItSaysWhyNot(_ way: Asker.Way) throws {
        let asker = Asker(.starting, way)
        asker.health = Health(whyNotLive: "The election's timer is 9 s overdue.")
        #expect(try asker.get("/readyz").status == 200)
        asker.health = Health(whyNotReady: "The lock has not been read yet.")
        #expect(try asker.get("/readyz").status == 503)
        #expect(try asker.get("/readyz").text == #"{"error":"The lock has not been read yet."}"#)
    }

    /// A yes that is computed counts as given, so nobody computes one in passing.
    @Test(
        arguments: [
            ("/", 1, 0), ("/leader", 1, 0), ("/is-leader", 1, 0), ("/livez", 0, 1), ("/healthz", 0, 1),
            ("/readyz", 0, 1), ("/unknown", 0, 0),
        ],
        Asker.Way.allCases
    )
    func leadershipIsAskedForOnceAndOnlyWhereItIsTold(_ row: (String, Int, Int), _ way: Asker.Way) throws {
        let (path, leaderships, healths) = row
        for method in ["GET", "HEAD"] {
            let asker = Asker(.leading, way)
            _ = try asker.ask(method, path)
            #expect(asker.leadershipsAsked == leaderships)
            #expect(asker.healthsAsked == healths)
        }
        let asker = Asker(.leading, way)
        _ = try asker.ask("POST", path)
        #expect(asker.leadershipsAsked + asker.healthsAsked == 0)
    }

    @Test(arguments: ["/", "/leader", "/is-leader", "/livez", "/readyz", "/healthz"], Asker.Way.allCases)
    func aHeadIsAnsweredLikeAGet(path: String, _ way: Asker.Way) throws {
        let asker = Asker(.following, way)
        let head = try asker.ask("HEAD", path)
        let get = try asker.get(path)
        #expect(head.status == get.status)
        #expect(head.headers == get.headers)
        // The body is left out where the response becomes bytes.
        #expect(head.body == (way == .directly ? get.body : []))
    }

    @Test(arguments: ["/", "/leader", "/is-leader", "/livez", "/readyz", "/healthz", "/unknown"], Asker.Way.allCases)
    func noAnswerMayBeCachedAndAllAreJSON(path: String, _ way: Asker.Way) throws {
        for method in ["GET", "DELETE"] {
            let response = try Asker(.leading, way).ask(method, path)
            #expect(response.headers["Cache-Control"] == "no-store")
            #expect(response.headers["Content-Type"] == "application/json")
        }
    }

    @Test(arguments: ["/unknown", "/leader/", "//", "/Leader", "/leade%72"], Asker.Way.allCases)
    func whatIsNotThereIsSaidAndWhatThereIsToo(path: String, _ way: Asker.Way) throws {
        let response = try Asker(.leading, way).get(path)
        #expect(response.status == 404)
        #expect(
            response.text == """
                {"error":"Nothing is served at this path; there is: \
                /, /leader, /is-leader, /watch, /step-down, /stopped, /metrics, /openapi.json, /livez, /readyz, \
                /healthz"}
                """
        )
    }

    @Test(arguments: Asker.Way.allCases)
    func aQueryChangesNoPath(_ way: Asker.Way) throws {
        #expect(try Asker(.leading, way).get("/?x=/unknown").text == #"{"name":"pod-0"}"#)
        #expect(try Asker(.leading, way).get("/is-leader?").status == 200)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get"], Asker.Way.allCases)
    func otherMethodsAreRefusedWithThoseThatAreNot(method: String, _ way: Asker.Way) throws {
        for path in ["/", "/leader", "/watch", "/livez"] {
            let response = try Asker(.leading, way).ask(method, path)
            #expect(response.status == 405)
            #expect(response.headers["Allow"] == "GET, HEAD")
            #expect(response.text == #"{"error":"This path only answers GET and HEAD."}"#)
        }
    }

    @Test(arguments: Asker.Way.allCases)
    func theProbeSurfaceTellsNothingAboutTheElection(_ way: Asker.Way) throws {
        let asker = Asker(.leading, way, surface: .probe)
        for path in ["/livez", "/readyz", "/healthz"] {
            #expect(try asker.get(path).status == 200)
        }
        for path in ["/", "/leader", "/is-leader", "/watch"] {
            let response = try asker.get(path)
            #expect(response.status == 404)
            #expect(
                response.text
                    == #"{"error":"Nothing is served at this path; there is: /metrics, /livez, /readyz, /healthz"}"#
            )
        }
        #expect(asker.leadershipsAsked == 0)
    }
}
