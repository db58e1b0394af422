import Election
import HTTP
import StatusAPI
import Testing

/// `POST /step-down` and `POST /stopped`: what is understood, and from whom.
@Suite struct PodRequestTests {
    private func ask(_ target: String, _ headers: HTTPHeaders = [:], body: String = "") throws -> HTTPResponse {
        try Asker(.leading, .directly).ask("POST", target, headers, body: body)
    }

    @Test(arguments: Asker.Way.allCases)
    func aTermIsNamedInTheQueryOrInTheBodyOrNotAtAll(_ way: Asker.Way) throws {
        let asker = Asker(.leading, way)
        func asks(_ target: String, _ body: String = "") throws -> String {
            try asker.ask("POST", target, body: body).text
        }
        func stepDown(_ token: UInt64?, _ pause: Duration?) -> String {
            "asks \(TermRequest.stepDown(fencingToken: token, pause: pause))"
        }
        #expect(try asks("/step-down") == stepDown(nil, nil))
        #expect(try asks("/step-down", "{}") == stepDown(nil, nil))
        #expect(try asks("/step-down", #" {"fencingToken": 7} "#) == stepDown(7, nil))
        #expect(try asks("/step-down?fencingToken=7&pause=1m30s") == stepDown(7, .seconds(90)))
        #expect(try asks("/step-down?pause=30s", #"{"fencingToken":7}"#) == stepDown(7, .seconds(30)))
        #expect(
            try asks("/step-down", #"{"pause":"0s","fencingToken":18446744073709551615}"#) == stepDown(.max, .zero)
        )
        let stopped = "asks \(TermRequest.workStopped(fencingToken: 7))"
        #expect(try asks("/stopped?fencingToken=7") == stopped)
        #expect(try asks("/stopped", #"{"fencingToken":7}"#) == stopped)
        #expect(asker.leadershipsAsked == 0)
    }

    @Test(
        arguments: [
            ("/step-down", "7"), ("/step-down", "[]"), ("/step-down", #"{"fencingToken":7"#),
            ("/step-down", #"{"fencingToken":"7"}"#), ("/step-down", #"{"fencingToken":-7}"#),
            ("/step-down", #"{"fencingToken":7.5}"#), ("/step-down", #"{"fencingToken":null}"#),
            ("/step-down", #"{"fencingtoken":7}"#), ("/step-down", #"{"pause":30}"#),
            ("/step-down", #"{"pause":"30"}"#), ("/step-down", #"{"pause":"-1s"}"#),
            ("/step-down", #"{"pause":"1h1s"}"#), ("/step-down", "fencingToken=7"),
            ("/step-down", String(repeating: "[", count: 4000)), ("/step-down?fencingToken=", ""),
            ("/step-down?fencingToken=+7", ""), ("/step-down?fencingToken=%2B7", ""), ("/step-down?fencingtoken=7", ""),
            ("/step-down?fencingToken=18446744073709551616", ""), ("/step-down?pause=2h", ""),
            ("/step-down?fencingToken=7", #"{"fencingToken":7}"#), ("/step-down?pause=1s", #"{"pause":"1s"}"#),
            ("/stopped", ""), ("/stopped", "{}"), ("/stopped?pause=1s&fencingToken=7", ""),
            ("/stopped", #"{"fencingToken":7,"pause":"1s"}"#),
        ]
    )
    func aSlipOfThePenEndsNoTerm(_ row: (target: String, body: String)) throws {
        let response = try ask(row.target, body: row.body)
        #expect(response.status == 400, "\(response.text)")
        #expect(response.text.hasPrefix(#"{"error":""#))
    }

    @Test(arguments: ["/step-down", "/stopped?fencingToken=7"])
    func onlyThePodMayAsk(target: String) throws {
        let asker = Asker(.leading, .directly)
        asker.fromLoopback = false
        #expect(try asker.ask("POST", target).status == 403)
    }

    @Test(
        arguments: [
            ("localhost", true), ("LOCALHOST:4040", true), ("127.0.0.1:4040", true), ("127.8.9.1", true),
            ("[::1]", true), ("[::1]:4040", true), ("", false), (":4040", false), ("127.example", false),
            ("127.0.0.+1", false), ("127.+0.0.1:4040", false),
            ("127.0.0.evil.example:4040", false), ("127.0.0.1.example", false), ("127.0.0.", false),
            ("10.0.0.7:4040", false), ("localhost.example", false), ("[::2]:4040", false), ("[::1].example", false),
        ]
    )
    func aNameOfAnothersThatWasPointedAtUsIsRefused(host: String, isOurs: Bool) throws {
        #expect(try ask("/step-down", ["Host": host]).status == (isOurs ? 299 : 403))
    }

    @Test(
        arguments: [
            (["Sec-Fetch-Site": "same-origin"], true),
            (["Sec-Fetch-Site": "none"], true),
            (["Sec-Fetch-Site": "same-site"], false),
            (["Sec-Fetch-Site": "cross-site"], false),
            (["Sec-Fetch-Site": "nonsense"], false),
            (["Host": "localhost:4040", "Origin": "http://localhost:4040"], true),
            (["Host": "localhost:4040", "Origin": "http://localhost:4041"], false),
            (["Host": "localhost:4040", "Origin": "http://evil.example"], false),
            (["Origin": "null"], false),
            (["Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"], false),
            (["Sec-Fetch-Site": "none", "sec-fetch-site": "cross-site"], false),
        ] as [(HTTPHeaders, Bool)]
    )
    func aPageOfAnotherOriginIsRefused(headers: HTTPHeaders, isOurs: Bool) throws {
        #expect(try ask("/step-down", headers).status == (isOurs ? 299 : 403))
    }

    @Test func whatBecameOfItIsSaid() {
        let api = StatusAPI(
            subject: .init(
                identity: "pod-0",
                election: "e",
                namespace: "n",
                lock: "leases/e",
                bootID: "b",
                leaseDuration: .seconds(10)
            ),
            surface: .full
        )
        for (answer, start) in [
            (.givingUp(fencingToken: 7), #"{"result":"givingUp","fencingToken":7,"message":"The term ends"#),
            (.givingUp(fencingToken: nil), #"{"result":"givingUp","fencingToken":null,"message":"#),
            (.releasing(fencingToken: 7), #"{"result":"releasing","fencingToken":7,"message":"#),
            (.notLeading, #"{"result":"ignored","fencingToken":null,"message":"#),
            (.otherTerm(fencingToken: 8), #"{"result":"ignored","fencingToken":8,"message":"#),
        ] as [(TermAnswer, String)] {
            let response = api.answer(answer)
            #expect(response.status == 202 && response.text.hasPrefix(start))
            #expect(response.headers["Cache-Control"] == "no-store")
        }
    }

    @Test(arguments: ["GET", "HEAD", "PUT", "OPTIONS"], ["/step-down", "/stopped"])
    func noOtherMethodEndsATerm(method: String, path: String) throws {
        let response = try Asker(.leading, .directly).ask(method, path)
        #expect(response.status == 405 && response.headers["Allow"] == "POST")
        #expect(response.text == #"{"error":"This path only answers POST."}"#)
    }
}
