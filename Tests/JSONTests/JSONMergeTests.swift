import Election
import JSON
import Testing

@Suite struct JSONMergeTests {
    private func merged(_ source: String, _ patch: [String: JSONValue]) throws -> String {
        String(decoding: try JSONFields(parsing: source.utf8).merged(with: patch), as: UTF8.self)
    }

    @Test(
        arguments: [
            (#"{"a":1,"b":2}"#, ["b": "x"], #"{"a":1,"b":"x"}"#), (#"{"a":1,"b":2}"#, ["a": .null], #"{"b":2}"#),
            (#"{ "a" : { "b" : 1.00, "c" : [ ] } }"#, ["a": ["b": 2]], #"{"a":{"c" : [ ],"b":2}}"#),
            (#"{"a": 1E2, "u": 18446744073709551616 }"#, ["b": 1], #"{"a": 1E2,"u": 18446744073709551616,"b":1}"#),
            ("{}", ["a": 1], #"{"a":1}"#), ("{ }", ["a": ["b": ["c": 1]]], #"{"a":{"b":{"c":1}}}"#),
            (#"{"a":null}"#, ["a": ["b": 1, "c": .null]], #"{"a":{"b":1}}"#),
            (#"{"a":3}"#, ["a": ["b": 1]], #"{"a":{"b":1}}"#),
            (#"{"a":1}"#, ["a": .null], "{}"), (#"{"a":{"b":1}}"#, ["a": ["b": .null]], #"{"a":{}}"#),
            (#"{"a":1,"b":2,"a":{"c":3}}"#, ["a": ["d": 4]], #"{"b":2,"a":{"c":3,"d":4}}"#),
            (#"{"a":"\"}","b":"x"}"#, ["b\"": 2], #"{"a":"\"}","b":"x","b\"":2}"#),
            (#"{"\u0061":1}"#, ["a": 2], #"{"a":2}"#),
        ] as [(String, [String: JSONValue], String)]
    )
    func whatAPatchNamesIsChangedAndAllElseStays(source: String, patch: [String: JSONValue], result: String) throws {
        #expect(try merged(source, patch) == result)
    }

    @Test func anObjectWithinAnotherIsMergedByItself() throws {
        let event = try JSONFields(parsing: #"{"type":"ADDED","object": {"a": 1 , "b":[2]} }"#.utf8)
        let object = try event.required("object", event.fields)
        #expect(String(decoding: object.merged(with: ["a": 3]), as: UTF8.self) == #"{"b":[2],"a":3}"#)
    }

    /// Whatever is merged into it, the text says what a tree says into which the same is merged.
    @Test(arguments: 0..<20)
    func itDoesWhatATreeDoes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var text = Array("{}".utf8)
        var tree: JSONValue = [:]
        for _ in 0..<300 {
            let patch = object(depth: 3, using: &generator)
            text = try JSONFields(parsing: text).merged(with: patch)
            tree.merge(.object(patch))
            #expect(try JSONValue(parsing: text) == tree)
        }
    }

    private func object(depth: Int, using generator: inout SeededGenerator) -> [String: JSONValue] {
        var object: [String: JSONValue] = [:]
        for key in ["a", "b", "c\"", "dé"] where Bool.random(using: &generator) {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: object[key] = .null
            case 1: object[key] = .integer(Int64.random(in: -9...9, using: &generator))
            case 2: object[key] = ["x", [:]]
            default: if depth > 0 { object[key] = .object(self.object(depth: depth - 1, using: &generator)) }
            }
        }
        return object
    }
}
