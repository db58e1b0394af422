import JSON
import Kubernetes
import TestKit
import Testing

struct NameTests {
    @Test(arguments: ["a", "example", "my-app.v2", "0", String(repeating: "a", count: 253)])
    func subdomainsNameObjects(text: String) throws {
        #expect(try ObjectName(text).text == text)
    }

    @Test(arguments: [
        "", "My_App", "-a", "a-", "a..b", ".a", "a.-b", "ä", "a/b", "../x", "a b", "a\n",
        String(repeating: "a", count: 254),
    ])
    func otherTextsDoNot(text: String) {
        #expect(throws: NameError.self) { try ObjectName(text) }
    }

    @Test func aNameThatTheAPIServerRefusedIsRefusedBeforeItIsSent() throws {
        let refused = try JSONValue(parsing: WireExchange(named: "48-lease-name-invalid").request.body)
        let name = try #require(refused["metadata"]?["name"]?.string)
        #expect(throws: NameError.notASubdomain("Not_Valid", nearest: "not-valid")) { try ObjectName(name) }
    }

    @Test(arguments: [
        ("My_App", "my-app"), ("-a-", "a"), ("a..b", "a.b"), ("Team A/Job", "team-a-job"),
        (String(repeating: "x", count: 300), String(repeating: "x", count: 253)),
    ])
    func aValidNameNearbyIsShown(text: String, nearest: String) {
        #expect(throws: NameError.notASubdomain(text, nearest: nearest)) { try ObjectName(text) }
        #expect(NameError.notASubdomain(text, nearest: nearest).description.contains("'\(nearest)' would do"))
    }

    @Test(arguments: ["", "___", "ÄÖ"])
    func whereNothingIsNearNothingIsShown(text: String) {
        #expect(throws: NameError.notASubdomain(text, nearest: nil)) { try ObjectName(text) }
    }

    @Test func namespacesAreLabels() throws {
        #expect(try Namespace("kube-system").text == "kube-system")
        #expect(throws: NameError.notALabel("a.b", nearest: "a-b")) { try Namespace("a.b") }
        #expect(throws: NameError.self) { try Namespace(String(repeating: "a", count: 64)) }
    }

    @Test(arguments: ["pod-0", "a b", "Pod/ä", String(repeating: "x", count: 1024)])
    func identitiesAreAnyPrintableText(text: String) throws {
        #expect(try Identity(text).text == text)
    }

    @Test func otherIdentitiesAreRefused() {
        #expect(throws: NameError.emptyIdentity) { try Identity("") }
        #expect(throws: NameError.identityTooLong(bytes: 1025)) { try Identity(String(repeating: "x", count: 1025)) }
        #expect(throws: NameError.identityNotPrintable) { try Identity("a\r\nb") }
        #expect(throws: NameError.identityNotPrintable) { try Identity("a\u{85}b") }
    }

    @Test func anErrorIsOneLineWhateverTheText() {
        #expect(!NameError.notALabel("a\nb", nearest: nil).description.contains("\n"))
        #expect(NameError.notALabel(String(repeating: "é", count: 9999), nearest: nil).description.count < 300)
    }
}
