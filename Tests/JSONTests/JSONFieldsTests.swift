import JSON
import Testing

@Suite struct JSONFieldsTests {
    private static let text = """
        {"s": "x", "i": 7, "f": 7.0, "h": 7.5, "n": null, "o": {"deep": {"s": 1}}, "u": 18446744073709551615, "m": -1}
        """
    private let fields: JSONFields

    init() throws {
        fields = try JSONFields(parsing: Self.text.utf8)
    }

    @Test func membersAreReadByTheirType() throws {
        #expect(try fields.string("s") == "x")
        #expect(try fields.integer("i") == 7 && fields.integer("f") == 7)
        #expect(try fields.unsigned("i") == 7 && fields.unsigned("u") == .max)
        #expect(try fields.required("o", fields.fields).names == ["deep"])
        #expect(fields.names == ["f", "h", "i", "m", "n", "o", "s", "u"])
    }

    @Test func elementsAreRead() throws {
        let fields = try JSONFields(parsing: #"{"items": [ {"a": 1} , {"a": "x"} ], "none": [], "odd": [1]}"#.utf8)
        let items = try fields.required("items", fields.elements)
        #expect(items.map { $0.value("a") } == [1, "x"])
        #expect(throws: JSONError.wrongType(path: ["items", "1", "a"])) { try items[1].integer("a") }
        #expect(try fields.elements("none")?.isEmpty == true && fields.elements("absent") == nil)
        #expect(throws: JSONError.wrongType(path: ["odd", "0"])) { try fields.elements("odd") }
    }

    @Test func theLastOfSeveralMembersCountsAndKeysMayBeEscaped() throws {
        let fields = try JSONFields(parsing: #"{"a": 1, "\u0061": 2, "b\n": 3}"#.utf8)
        #expect(try fields.integer("a") == 2 && fields.integer("b\n") == 3 && fields.integer("b") == nil)
    }

    @Test(
        arguments: [
            #"{"a":1"#, #"{"a":tru}"#, #"{"a":{"b":[1,]}}"#, #"{"a":"\x"}"#, #"{"\x":1}"#, #"{"a":{"\x":1}}"#,
            #"{"a":01}"#, "{}}",
        ]
    )
    func whatNobodyAsksForHasToBeJSONToo(text: String) {
        #expect(throws: JSONError.self) { try JSONFields(parsing: text.utf8) }
    }

    @Test(arguments: ["n", "absent"])
    func nullIsAsIfItWereNotThere(key: String) throws {
        #expect(fields.value(key) == nil)
        #expect(try fields.string(key) == nil && fields.integer(key) == nil && fields.unsigned(key) == nil)
        #expect(try fields.fields(key) == nil)
        #expect(throws: JSONError.missing(path: [key])) { try fields.required(key, fields.string) }
    }

    @Test func whatIsNotAsItShouldBeIsNamedByItsPath() throws {
        #expect(throws: JSONError.wrongType(path: ["i"])) { try fields.string("i") }
        #expect(throws: JSONError.wrongType(path: ["s"])) { try fields.integer("s") }
        #expect(throws: JSONError.impossible(path: ["h"])) { try fields.integer("h") }
        #expect(throws: JSONError.impossible(path: ["m"])) { try fields.unsigned("m") }
        let deep = try fields.required("o", fields.fields).fields("deep")
        #expect(throws: JSONError.wrongType(path: ["o", "deep", "s"])) { try deep?.string("s") }
        #expect(throws: JSONError.wrongType(path: [])) { try JSONFields(parsing: "[]".utf8) }
        #expect(JSONError.missing(path: ["a", "b"]).cause == "'a.b' is missing")
        #expect(JSONError.wrongType(path: []).cause == "the whole is of the wrong type")
    }
}
