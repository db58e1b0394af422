import HTTP
import Locks
import Testing

@Suite struct NameTests {
    private static let longest = String(repeating: "a", count: 253)

    @Test(arguments: [
        ("a", true), ("a.b-c.0", true), (longest, true), (longest + "a", false), ("", false), ("A", false),
        ("a_b", false),
        ("-a", false), ("a-", false), ("a..b", false), (".a", false), ("a.", false), ("é", false), ("a b", false),
    ])
    func aLeaseHasASubdomainsName(name: String, isAllowed: Bool) throws {
        var client = try Client()
        let answer = try client.ask("POST", Client.leases, Client.lease(name))
        #expect(answer.status == (isAllowed ? 201 : 422), "\(answer.message)")
    }

    @Test(arguments: [("a-1", true), ("a.b", false), (String(repeating: "a", count: 64), false)])
    func aNamespaceHasALabelsName(name: String, isAllowed: Bool) throws {
        var client = try Client()
        let answer = try client.ask("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]])
        #expect(answer.status == (isAllowed ? 201 : 422), "\(answer.message)")
    }
}
