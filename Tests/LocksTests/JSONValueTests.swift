import Locks
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
        ("1", .integer(1)),
        ("-9223372036854775808", .integer(.min)), ("1.5", .number(1.5)), ("1e300", .number(1e300)),
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
        "", " ", "{", #"{"a""#, #"{"a":}"#, "nul", #""a"#, "1 2", "{'a':1}", "NaN", "1e999", "\u{0}",
        String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
    ])
    func whatIsNotJSONIsRefusedAndNeverTraps(text: String) {
        #expect(throws: DecodingError.self) { try JSONValue(parsing: text.utf8) }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: DecodingError.self) { try JSONValue(parsing: [0x22, 0xff, 0xfe, 0x22]) }
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
