import HTTP
import Kubernetes
import TestKit
import Testing

struct ServerWarningsTests {
    private func news(_ fields: String...) -> [String] {
        var warnings = ServerWarnings()
        var headers: HTTPHeaders = [:]
        for field in fields { headers.append("Warning", field) }
        return warnings.news(in: headers)
    }

    @Test(arguments: [
        ("29-endpoints-create", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"),
        (
            "51-leasecandidate-create",
            "coordination.k8s.io/v1beta1 LeaseCandidate is deprecated in v1.36+, unavailable in v1.39+"
        ),
    ])
    func theRecordedOnesAreToldOnce(name: String, text: String) throws {
        var warnings = ServerWarnings()
        let headers = try WireExchange(named: name).response.headers
        #expect(warnings.news(in: headers) == [text])
        #expect(warnings.news(in: headers).isEmpty)
    }

    @Test func aWatchSaysNothingNewAfterAWrite() throws {
        var warnings = ServerWarnings()
        let exchanges = try ["29-endpoints-create", "30-endpoints-update", "31-endpoints-watch"].map {
            try WireExchange(named: $0).response.headers
        }
        #expect(exchanges.flatMap { warnings.news(in: $0) }.count == 1)
    }

    @Test func severalInOneHeadAreTold() {
        #expect(
            news(#"299 - "a""#, #"299 - "b", 299 api "c \"d\", e" "Sat, 21 Nov 2026 09:56:34 GMT",299 - "f""#)
                == ["a", "b", #"c "d", e"#, "f"]
        )
    }

    @Test(arguments: [
        "", "299", "299 -", "299 - text", #"299 - "open"#, #"299 - "open\"#, #"110 - "stale""#, #"29 - "short""#,
        #"2x9 - "no number""#, ", , ,",
    ])
    func nothingElseIsTold(field: String) {
        #expect(news(field).isEmpty)
    }

    @Test func whatMakesNoSenseEndsTheField() {
        #expect(news(#"299 - "a" nonsense, 299 - "b""#) == ["a"])
        #expect(news("299 - \"a\tb\"") == ["a b"])
    }

    @Test func aTextThatAlwaysChangesFillsNoLog() {
        var warnings = ServerWarnings()
        let told = (0..<1000).flatMap { warnings.news(in: ["Warning": "299 - \"request \($0)\""]) }
        #expect(told.count == ServerWarnings.limit)
    }
}
