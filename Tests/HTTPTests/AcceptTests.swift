import HTTP
import Testing

/// Which form of an answer a client likes better.
@Suite struct AcceptTests {
    @Test(
        arguments: [
            // What Chrome, Firefox and Safari send for a page.
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
                    + "application/signed-exchange;v=b3;q=0.7", true
            ),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("text/html", true), ("TEXT/HTML", true), ("text/*", true), ("text/html;q=0.1", true),
            ("application/json;q=0.5 , text/html ; q=0.6", true), ("*/*;q=0.1,application/json;q=0", true),
            ("text/html;level=1;q=0.4,application/json;q=0.3", true),
            // What curl, fetch() and other programs send.
            ("*/*", false), ("application/json", false), ("application/json, text/plain, */*", false),
            ("text/html, application/json", false), ("text/html;q=0.5,application/json", false),
            ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", true),
            ("text/html;q=0, */*", false), ("text/html;q=0", false), ("text/html;q=2", false),
            ("text/html;q=nonsense", false), ("text/*;q=0.3,*/*;q=0.4", false), ("", false), ("html", false),
            ("/", false), (";;,,;q=1", false),
        ]
    )
    func htmlIsGivenToThoseWhoLikeItBetterThanJSON(_ row: (field: String, isPreferred: Bool)) {
        let request = HTTPRequest(method: "GET", target: "/", headers: ["Accept": row.field])
        #expect(Accept(request).prefers("text/html", to: "application/json") == row.isPreferred)
    }

    @Test func withoutTheFieldNothingIsPreferredAndSeveralFieldsAreOneList() {
        var request = HTTPRequest(method: "GET", target: "/")
        #expect(!Accept(request).prefers("text/html", to: "application/json"))
        request.headers.append("Accept", "application/json;q=0.2")
        request.headers.append("accept", "text/html")
        #expect(Accept(request).prefers("text/html", to: "application/json"))
    }
}
