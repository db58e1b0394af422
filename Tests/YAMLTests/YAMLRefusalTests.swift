import Testing
import YAML

/// What is refused, where, and with which words.
@Suite struct YAMLRefusalTests {
    @Test(arguments: [
        ("a: &b c", 1, 4, YAMLError.Problem.anchor), ("a: b\nc: *b", 2, 4, .alias), ("a: !!str b", 1, 4, .tag),
        ("- !t\n", 1, 3, .tag),
        ("? a\n: b", 1, 1, .complexKey), ("{a: b}: c", 1, 1, .complexKey), ("[a]: b\n", 1, 1, .complexKey),
        (": a", 1, 1, .complexKey),
        ("{[a]: b}", 1, 2, .complexKey), ("{? a}", 1, 2, .complexKey), ("a: ? b", 1, 4, .complexKey),
        ("<<: {a: b}", 1, 1, .mergeKey), ("{<<: {}}", 1, 2, .mergeKey), ("%YAML 1.2\n---\n", 1, 1, .directive),
        ("a: b\n---\nc: d\n", 2, 1, .severalDocuments), ("---\n---\n", 2, 1, .severalDocuments),
        ("a\n...\nb", 3, 1, .wrongIndentation),
        ("a: b\nc: d\na: e", 3, 1, .duplicateKey(firstLine: 1)),
        ("{a: b, \"a\": c}", 1, 8, .duplicateKey(firstLine: 1)),
        ("a:\n\tb: c", 2, 1, .tabAsIndentation), ("a:\n  \tb: c", 2, 3, .tabAsIndentation),
        ("-\ta: b", 1, 2, .tabAsIndentation),
        ("a: b\n\tc", 2, 1, .tabAsIndentation), ("a: |\n\tb", 2, 1, .tabAsIndentation),
        ("a:\n    b: c\n  d: e", 3, 3, .wrongIndentation), ("a: b\n  c: d", 2, 4, .secondColon),
        ("- a\nb", 2, 1, .wrongIndentation),
        ("a:\n  - b\n c: d", 3, 2, .wrongIndentation), ("a: |\n   \n  b", 2, 4, .wrongIndentation),
        ("a: b: c", 1, 5, .secondColon), ("a: 'b': c", 1, 7, .secondColon), ("a\nb: c", 2, 2, .secondColon),
        ("--- a: b", 1, 6, .secondColon),
        ("a: 'b' c", 1, 8, .textBehindValue), ("a: [b] c", 1, 8, .textBehindValue),
        ("a: 'b'#c", 1, 7, .textBehindValue),
        ("a: b\nc\n", 2, 1, .missingColon), ("a: b\n'c'\nd: e", 2, 1, .missingColon),
        ("\"a\n b\": c", 1, 1, .keyOnSeveralLines),
        ("{a\n b: c}", 1, 2, .keyOnSeveralLines), ("a: b\n- c", 2, 1, .itemAmongKeys), ("a: - b", 1, 4, .listBehindKey),
        ("a: 'b\nc: d", 1, 4, .unclosedQuote), ("a: \"b\n  c", 1, 4, .unclosedQuote),
        ("'a\n---\n'", 1, 1, .unclosedQuote),
        ("a:\n  'b\nc'", 2, 3, .unclosedQuote),
        ("a: [b,\n  c\n", 1, 4, .unclosedBracket), ("{a: [b}", 1, 7, .missingComma),
        ("[a\n---\n]", 1, 1, .unclosedBracket),
        ("['a' 'b']", 1, 6, .missingComma), ("{'a' 'b'}", 1, 6, .missingComma), ("[a,, b]", 1, 4, .missingItem),
        ("[, a]", 1, 2, .missingItem),
        ("[a: b]", 1, 3, .pairInList), (#""\q""#, 1, 2, .unknownEscape), (#""\x4""#, 1, 2, .unknownEscape),
        (#""\ud83d""#, 1, 2, .unknownEscape),
        (#""\0""#, 1, 2, .unknownEscape), (#""\U00110000""#, 1, 2, .unknownEscape), ("a: |0\n b", 1, 5, .blockHeader),
        ("a: >x\n", 1, 5, .blockHeader), ("a: |--\n", 1, 6, .blockHeader), ("a: | b\n", 1, 6, .blockHeader),
        ("a: @b", 1, 4, .reservedCharacter("@")), ("a: `b", 1, 4, .reservedCharacter("`")),
        ("a: %b", 1, 4, .reservedCharacter("%")),
        ("a: ]", 1, 4, .reservedCharacter("]")), ("é: ü\u{7}", 1, 5, .forbiddenCharacter(7)),
        ("a\u{0}", 1, 2, .forbiddenCharacter(0)),
        ("a: b\u{2028}c", 1, 5, .forbiddenCharacter(0x2028)), ("a\n\u{feff}b", 2, 1, .forbiddenCharacter(0xfeff)),
    ])
    func isRefused(text: String, line: Int, column: Int, problem: YAMLError.Problem) {
        let expected = YAMLError(line: line, column: column, problem)
        #expect(throws: expected) { try YAMLNode(parsing: Array(text.utf8)) }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: YAMLError(line: 2, column: 4, .notUTF8)) {
            try YAMLNode(parsing: Array("a: b\nc: ".utf8) + [0xff])
        }
        #expect(throws: YAMLError(line: 1, column: 1, .utf16)) { try YAMLNode(parsing: [0xff, 0xfe, 0x61, 0]) }
        #expect(throws: YAMLError(line: 1, column: 1, .tooLarge)) {
            try YAMLNode(parsing: [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20 + 1))
        }
    }

    @Test(arguments: ["[", "- ", "{a: "])
    func whatIsNestedTooDeeplyIsRefused(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        #expect(throws: YAMLError(line: 1, column: 64 * opening.count + 1, .tooDeep)) {
            try YAMLNode(parsing: Array(text.utf8))
        }
    }

    @Test func anErrorSaysWhereWhatAndWhatToDo() {
        #expect(
            "\(YAMLError(line: 3, column: 5, .duplicateKey(firstLine: 1)))"
                == "line 3, column 5: this key stands in line 1 already; remove one of them"
        )
        #expect("\(YAMLError.Problem.forbiddenCharacter(7))".contains("U+0007"))
    }
}
