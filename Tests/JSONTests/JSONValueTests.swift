import Election
import Foundation
import JSON
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
        ("1", .integer(1)),
        ("-9223372036854775808", .integer(.min)), ("18446744073709551615", .unsigned(.max)),
        ("18446744073709551616", .number(0x1p64)), ("1.5", .number(1.5)), ("1e300", .number(1e300)),
        (#""""#, .string("")),
        (#""\u00e9\ud83d\ude00\n""#, .string("é😀\n")), ("[]", .array([])), ("{}", .object([:])),
        (#"[1,"1",true,null]"#, .array([.integer(1), .string("1"), .bool(true), .null])),
    ])
    func textIsReadAsTheTypeThatItIs(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text.utf8) == value)
    }

    @Test func sameValuesGiveSameBytesInWhateverOrderTheyWereMade() throws {
        let one = try JSONValue(parsing: #"{"b": {"y": 1, "x": [true, null]}, "a": "/"}"#.utf8)
        let other = try JSONValue(parsing: #"{"a":"/","b":{"x":[true,null],"y":1}}"#.utf8)
        #expect(one.bytes == other.bytes)
        #expect(String(decoding: one.bytes, as: UTF8.self) == #"{"a":"/","b":{"x":[true,null],"y":1}}"#)
    }

    @Test(arguments: [
        "", " ", "{", #"{"a""#, #"{"a":}"#, "nul", #""a"#, "1 2", "{'a':1}", "NaN", "1e999", "\u{0}", "[1,]", "[,1]",
        #"{"a":1,}"#, #"{"a" 1}"#, "{1:1}", "01", "-", "1.", ".5", "+1", "1e", "0x1", "\"\n\"", #""\x""#, #""\u12""#,
        #""\u12g4""#, #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, "\"a\u{0}\"", "tru", "[1 2]", "]",
        String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
    ])
    func whatIsNotJSONIsRefusedAndNeverTraps(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xff, 0xfe, 0x22]) }
    }

    @Test func whatItWritesItReadsBackAndSoDoesFoundation() throws {
        let value: JSONValue = [
            "a\"\\/b": [.number(0.1), .number(-1e300), .integer(.max), .unsigned(.max), .null, [], [:]],
            "text": .string((0...0x7f).map { String(Unicode.Scalar($0)) }.joined() + "é\u{2028}😀"),
        ]
        #expect(try JSONValue(parsing: value.bytes) == value)
        let object = try JSONSerialization.jsonObject(with: Data(value.bytes))
        let again = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        #expect(try JSONValue(parsing: again) == value)
    }

    /// Whether a text counts as JSON to those who do not want all of its values.
    private func isPassedOver(_ text: [UInt8]) -> Bool {
        do throws(JSONError) {
            _ = try JSONFields(parsing: text)
            return true
        } catch {
            return error == .wrongType(path: [])
        }
    }

    /// Of texts with bytes that were changed, left out and put in, both take the same.
    @Test(arguments: 0..<20)
    func itTakesWhatFoundationTakes(seed: UInt64) throws {
        let texts = [
            #"{"a":[1,-2.5e+3,true,false,null,"x\u00e9\ud83d\ude00\n"],"b":{"c":{},"d":[]}}"#, #"["é😀", 0, -0.0, 1E2]"#,
        ]
        let pieces = Array(#"{}[]",:\ue+-.019truefalsn "#.utf8) + [0xc3, 0xff, 0x1f]
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var text = Array(texts[Int.random(in: 0..<texts.count, using: &generator)].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 1..<text.count, using: &generator)
                let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: text[place] = piece
                case 1: text.remove(at: place)
                default: text.insert(piece, at: place)
                }
            }
            let theirs = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
            let ours = try? JSONValue(parsing: text)
            #expect(isPassedOver(text) == (ours != nil), "\(String(decoding: text, as: UTF8.self))")
            // Foundation forgives a comma behind the last one, which RFC 8259 does not know.
            let string = String(decoding: text, as: UTF8.self)
            if ours == nil, string.contains(/,\s*[}\]]/) { continue }
            #expect((theirs == nil) == (ours == nil), "\(string)")
        }
    }

    @Test func membersAreReachedSetAndRemovedByKey() {
        var lease: JSONValue = ["spec": ["holderIdentity": "pod-0"]]
        lease["spec"]?["leaseDurationSeconds"] = 15
        lease["spec"]?["holderIdentity"] = nil
        #expect(lease == ["spec": ["leaseDurationSeconds": 15]])
        #expect(lease["spec"]?["leaseDurationSeconds"]?.integer == 15)
        #expect(lease["metadata"]?["name"] == nil)
        #expect(lease["spec"]?.string == nil)
    }

    @Test func settingOnSomethingElseMakesItAnObject() {
        var value: JSONValue = 3
        value["a"] = "b"
        #expect(value == ["a": "b"])
    }
}
