import Testing

@testable import Bench

@Suite struct CommandTemplateTests {
    @Test func whatStandsInBracesIsFilledIn() throws {
        let template = try CommandTemplate("elector --name={election}/{id}  '--at={http}' \"two words\" '' {ttl}")
        #expect(
            template.arguments([.election: "e", .id: "{http}", .http: "127.0.0.1:80", .ttl: "10s"])
                == ["elector", "--name=e/127.0.0.1:80", "--at=127.0.0.1:80", "two words", "", "10s"]
        )
        #expect(template.program == "elector")
        #expect(template.uses(.http) && !template.uses(.server))
    }

    @Test func bracesThatHoldNoNameStay() throws {
        let template = try CommandTemplate(#"elector '{"name":1}' {} }{ a{"#)
        #expect(template.arguments([:]) == ["elector", #"{"name":1}"#, "{}", "}{", "a{"])
    }

    @Test(arguments: [
        ("", CommandTemplate.Mistake.empty), ("  ", .empty), ("a 'b", .openQuote("a 'b")),
        ("a {name}", .unknown("name")),
    ])
    func mistakesAreNamed(text: String, mistake: CommandTemplate.Mistake) {
        #expect(throws: mistake) { try CommandTemplate(text) }
        #expect(!"\(mistake)".isEmpty)
    }
}
