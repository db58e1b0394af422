import Manifests
import Testing

@Suite struct WorkloadNameTests {
    @Test(arguments: ["a", "example", "web-2", String(repeating: "a", count: 52)])
    func aNameThatDoesForAllObjects(_ text: String) throws {
        #expect(try WorkloadName(text).text == text)
    }

    @Test(arguments: ["", "1st", "-a", "a-", "a.b", "A", "a b", "ä", "a\n", String(repeating: "a", count: 53)])
    func aNameThatDoesNot(_ text: String) {
        #expect(throws: ManifestError.badName(text)) { try WorkloadName(text) }
    }
}
