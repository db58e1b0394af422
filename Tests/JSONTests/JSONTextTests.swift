import Election
import JSON
import Testing

@Suite struct JSONTextTests {
    private func text(_ source: String) throws -> JSONText {
        try JSONText(of: "object", orAllOf: Array(source.utf8))
    }

    private func edited(_ source: String, _ path: [String], _ value: JSONValue?) throws -> String {
        var text = try text(source)
        try text.set(path, to: value)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (#"{"a":1,"b":2}"#, ["b"], JSONValue.string("x"), #"{"a":1,"b":"x"}"#),
            (#"{ "a" : { "b" : 1.00, "c" : [ ] } }"#, ["a", "b"], 2, #"{ "a" : { "b" : 2, "c" : [ ] } }"#),
            ("{}", ["a"], 1, #"{"a":1}"#), ("{ }", ["a", "b"], 1, #"{"a":{"b":1} }"#),
            (#"{"z":1}"#, ["a"], 1, #"{"a":1,"z":1}"#), (#"{"a":null}"#, ["a", "b"], 1, #"{"a":{"b":1}}"#),
            (#"{"a":3}"#, ["a", "b"], 1, #"{"a":{"b":1}}"#), (#"{"a/b":"}"}"#, ["a/b"], "{", #"{"a/b":"{"}"#),
            (#"{"a":1,"b":2,"a":3,"a":4}"#, ["a"], 5, #"{"b":2,"a":5}"#),
            (#"{"type":"ADDED","object":{"a":1}}"#, ["a"], 2, #"{"a":2}"#),
            (#"{"\u0061":1}"#, ["a"], 2, #"{"\u0061":2}"#),
        ] as [(String, [String], JSONValue, String)]
    )
    func aMemberIsSetAndAllElseStays(source: String, path: [String], value: JSONValue, result: String) throws {
        #expect(try edited(source, path, value) == result)
    }

    @Test(
        arguments: [
            (#"{"a":1,"b":2,"c":3}"#, ["b"], #"{"a":1,"c":3}"#), (#"{"a":1, "b":2}"#, ["a"], #"{"b":2}"#),
            (#"{"a":1 , "b":2}"#, ["b"], #"{"a":1}"#), (#"{"a":{"b":1}}"#, ["a", "b"], #"{"a":{}}"#),
            (#"{"a":1}"#, ["b"], #"{"a":1}"#), (#"{"a":1}"#, ["a", "b"], #"{"a":1}"#),
            ("{}", ["a", "b"], "{}"), (#"{ "a" : 1 }"#, ["a"], "{  }"),
        ]
    )
    func aMemberIsRemovedWithOneComma(source: String, path: [String], result: String) throws {
        #expect(try edited(source, path, nil) == result)
    }

    @Test(arguments: ["", "[]", "{", #"{"object":1}"#, #"{"object":null}"#, #"{"a":1}x"#])
    func whatIsNoObjectIsRefused(source: String) {
        #expect(throws: JSONError.self) { try text(source) }
    }

    /// Whatever is done to it, the text says what a tree says to which the same is done.
    @Test(arguments: 0..<20)
    func itDoesWhatATreeDoes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let keys = ["a", "b", "c\"", "dé"]
        var text = try text("{}")
        var tree: JSONValue = [:]
        for _ in 0..<300 {
            let path = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                keys[Int.random(in: 0..<keys.count, using: &generator)]
            }
            let values: [JSONValue?] = [nil, 7, "x", [:], ["a": [1, ["b": 2]]], .null]
            let value = values[Int.random(in: 0..<values.count, using: &generator)]
            try text.set(path, to: value)
            tree = set(path[...], to: value, in: tree) ?? tree
            #expect(try JSONValue(parsing: text.bytes) == tree)
        }
    }

    private func set(_ path: ArraySlice<String>, to value: JSONValue?, in tree: JSONValue) -> JSONValue? {
        guard let key = path.first else { return value }
        var object = tree.object ?? [:]
        if path.count == 1 {
            guard value != nil || tree.object != nil else { return tree }
            object[key] = value
        } else {
            guard value != nil || object[key]?.object != nil else { return tree }
            object[key] = set(path.dropFirst(), to: value, in: object[key] ?? [:])
        }
        return .object(object)
    }
}
