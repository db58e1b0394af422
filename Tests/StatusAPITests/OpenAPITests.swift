import Election
import Foundation
import HTTP
import StatusAPI
import Testing

/// The description holds what there is, and no more.
@Suite struct OpenAPITests {
    private typealias Object = [String: Any]

    private func object(_ body: [UInt8]) throws -> Object {
        try #require(try JSONSerialization.jsonObject(with: Data(body)) as? Object)
    }

    private func document() throws -> Object {
        let response = try Asker(.leading, .directly).get("/openapi.json")
        #expect(response.status == 200 && response.headers["Content-Type"] == "application/json")
        return try object(response.body)
    }

    private func schema(_ name: String) throws -> Object {
        let components = try #require(try document()["components"] as? Object)
        return try #require((components["schemas"] as? Object)?[name] as? Object)
    }

    @Test func everyPathIsDescribedWithTheMethodsThatItTakes() throws {
        let asker = Asker(.leading, .directly)
        let paths = try #require(try document()["paths"] as? [String: Object])
        let missing = try asker.get("/nothing").text
        let served = try #require(missing.wholeMatch(of: /.*there is: (.*)"}/)?.1).split(separator: ", ")
        #expect(Set(paths.keys) == Set(served.map(String.init)))
        for (path, item) in paths {
            let allowed = try asker.ask("DELETE", path).headers["Allow"] ?? ""
            #expect(Set(item.keys.map { $0.uppercased() }) == Set(allowed.split(separator: ", ").map(String.init)))
        }
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let text = try Asker(.leading, .directly).get("/openapi.json").text
        let references = text.matches(of: /"\$ref": ?"#\/components\/schemas\/(\w+)"/)
        #expect(references.count > 20)
        for reference in references { _ = try schema(String(reference.1)) }
    }

    @Test(arguments: [("/", "Name"), ("/leader", "Status"), ("/readyz", "Ok"), ("/nothing", "Error")])
    func aBodyHasTheKeysThatItsSchemaSays(path: String, name: String) throws {
        let schema = try schema(name)
        let keys = Set(try object(try Asker(.starting, .directly).get(path).body).keys)
        #expect(Set(try #require(schema["properties"] as? Object).keys) == keys)
        #expect(Set(try #require(schema["required"] as? [String])) == keys)
    }

    @Test func theWordsOfAStatusAreAllNamed() throws {
        let properties = try #require(try schema("Status")["properties"] as? [String: Object])
        #expect(properties["state"]?["enum"] as? [String] == Leadership.State.allCases.map(\.rawValue))
        let reasons = try #require(properties["reason"]?["enum"] as? [Any])
        #expect(reasons.compactMap { $0 as? String } == Leadership.Reason.allCases.map(\.rawValue))
        #expect(reasons.first is NSNull)
    }
}
