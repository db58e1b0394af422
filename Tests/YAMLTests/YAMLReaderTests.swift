import Testing
import YAML

/// What the reader takes, and for what; the expected values are those of libyaml.
@Suite struct YAMLReaderTests {
    @Test(arguments: [
        // Nothing is a null, however it is written.
        ("", ""), ("\n  # a comment\n\n", ""), ("---\n", ""), ("---\n...\n", ""), ("\u{feff}", ""), ("~", "~"),
        // Block collections.
        ("a: b", "{a: b}"), ("a:\n  b: c\n  d: e\nf: g\n", "{a: {b: c, d: e}, f: g}"),
        ("  a: b\n  c: d\n", "{a: b, c: d}"),
        ("- a\n- b\n", "[a, b]"), ("a:\n- b\n- c\nd: e\n", "{a: [b, c], d: e}"), ("a:\n  - b\n  - c\n", "{a: [b, c]}"),
        ("- a: b\n  c: d\n- e\n", "[{a: b, c: d}, e]"), ("- - a\n  - b\n-\n  - c\n", "[[a, b], [c]]"),
        ("-\n  a: b\n", "[{a: b}]"), ("a:\n  -\n    b: c\n  -\n", "{a: [{b: c}, ]}"),
        ("a:\nb: \nc:   # d\ne: f", "{a: , b: , c: , e: f}"),
        ("a :  b\n'c' : d\n\"e\": f\n", "{a: b, c: d, e: f}"), ("---\na: b\n...\n# the end\n", "{a: b}"),
        ("--- {a: b}\n", "{a: b}"), ("# one\na: b # two\n  # three\nc: d\n", "{a: b, c: d}"),
        // Flow collections, and JSON.
        ("a: [b, c, ]\n", "{a: [b, c]}"), ("{a: b, c, d: , \"e\":f}", "{a: b, c: , d: , e: f}"),
        ("a: [\n  b, # c\n\n  d\n]\n", "{a: [b, d]}"), ("[]", "[]"), ("{ }", "{}"),
        ("[[a], {b: [c]}]", "[[a], {b: [c]}]"),
        ("{\n\t\"a\": [1, true, null],\n\t\"b\" : {}\n}\n", "{a: [1, true, null], b: {}}"),
        ("[a b, http://c:80/d#e, -f, ?g, :h]", "[a b, http://c:80/d#e, -f, ?g, :h]"),
        // Line ends and blanks.
        ("a: b\r\nc:\r\n  - d\r\n", "{a: b, c: [d]}"), ("a: b\rc: d", "{a: b, c: d}"),
        ("a:\tb\t# c\n \nd: e", "{a: b, d: e}"),
    ])
    func collections(text: String, expected: String) throws {
        #expect(try YAMLNode(parsing: Array(text.utf8)).flow == expected)
    }

    @Test(arguments: [
        ("a b", "a b"), ("http://h:80/p?q#r", "http://h:80/p?q#r"), ("-x", "-x"), ("?x", "?x"), (":x", ":x"),
        ("a#b", "a#b"),
        ("a\n  b\n\n\n  c # d", "a b\n\nc"), ("it's \"so\"", "it's \"so\""), ("a\n - b", "a - b"), ("a]b}", "a]b}"),
        ("'it''s'", "it's"), ("'a # b: c'", "a # b: c"), ("'a  \n\n   b\n  c'", "a\nb c"), ("'\\n'", "\\n"), ("''", ""),
        (#""a\tb\x41\u00e9\U0001f600\"\\\/\e\_""#, "a\tbA\u{e9}\u{1f600}\"\\/\u{1b}\u{a0}"),
        (#""\ud83d\ude00""#, "\u{1f600}"),
        ("\"a \\\n   b  \n\n  \\  c\"", "a b\n  c"), ("\"a\\\n\n b\"", "a\nb"), ("\"a\\t\n b\"", "a\t b"),
        ("|\n  a\n   b\n\n  c\n", "a\n b\n\nc\n"), ("|-\n  a\n\n", "a"), ("|+\n  a\n\n", "a\n\n"),
        ("|2\n    a\n   b\n", "  a\n b\n"),
        ("|2-\n   a", " a"), ("|-2\n   a", " a"), ("| # c\n  a\n# d\n", "a\n"), ("|\n\n  a\n", "\na\n"),
        ("|\n  a", "a"),
        ("|\n  a\n \n  b\n", "a\n\nb\n"), ("|\n  # a\n\tb", "# a\n"), ("|+\n\n", "\n"), ("|\n", ""),
        ("|\n  a\n   \n", "a\n \n"),
        (">\n  a\n  b\n\n  c\n", "a b\nc\n"), (">-\n  a\n   b\n  c\n", "a\n b\nc"),
        (">\n  a\n\n   b\n\n  c\n", "a\n\n b\n\nc\n"),
        (">\n\n  a\n\n\n", "\na\n"), (">+\n  a\n\n", "a\n\n"),
    ])
    func scalars(text: String, expected: String) throws {
        let indented = "a:\n  \(text)"
        guard !text.hasSuffix("\tb") else { return }
        #expect(try YAMLNode(parsing: Array("a: \(text)".utf8))["a"]?.scalar?.text == expected)
        guard !text.hasPrefix("|"), !text.hasPrefix(">") else { return }
        #expect(try YAMLNode(parsing: Array(indented.utf8))["a"]?.scalar?.text == expected)
    }

    @Test func aScalarKnowsHowItWasWritten() throws {
        let text = "[a, 'a', \"a\"]"
        let styles = try YAMLNode(parsing: Array(text.utf8)).sequence?.compactMap(\.scalar?.style)
        #expect(styles == [.plain, .singleQuoted, .doubleQuoted])
        #expect(
            try YAMLNode(parsing: Array("a: |\n  a\nb: >\n  a\n".utf8)).mapping?.map(\.value.scalar?.style) == [
                .literal, .folded,
            ]
        )
    }

    @Test func everyValueKnowsItsLine() throws {
        let text = "# comment\na: b\n\nc:\n  - d\n  -\n  - e:\n      {\"f\":\n         g}\n"
        let root = try YAMLNode(parsing: Array(text.utf8))
        #expect(root.mapping?.map(\.line) == [2, 4])
        #expect(root["c"]?.line == 5)
        #expect(root["c"]?.sequence?.map(\.line) == [5, 6, 7])
        #expect(root["c"]?.sequence?.last?["e"]?["f"]?.line == 9)
    }

    /// As kubectl 1.32 takes them; the tests of kubeconfigs ask kubectl itself.
    @Test(arguments: [
        (YAMLScalar.Kind.null, ["", "~", "null", "Null", "NULL"]),
        (.bool(true), ["true", "True", "TRUE", "yes", "on", "y", "Y"]), (.bool(false), ["false", "no", "off", "N"]),
        (
            .number,
            [
                "0", "12", "-1", "+1", "012", "0o14", "0x1f", "-0x1", "0b11", "1_000", "1.5", ".5", "5.", "1e5",
                "1.5e+5",
                "99999999999999999999", ".inf", "-.inf", ".nan",
            ]
        ),
        (
            .text,
            [
                "tRUE", "nULL", "1:30", "2024-01-01", "0b2", "1e", "+", ".", "..", "_1", "0x", "0o9", "inf", "NaN",
                "0x1p-2",
                "1.2.3", "1e999", "--1", "0x-1", "a1", "=",
            ]
        ),
    ])
    func aPlainScalarStandsForWhatKubectlTakesItFor(kind: YAMLScalar.Kind, texts: [String]) {
        for text in texts {
            #expect(YAMLScalar(text).kind == kind, "\(text)")
            for style in YAMLScalar.Style.allCases where style != .plain {
                #expect(YAMLScalar(text, style: style).kind == .text)
            }
        }
    }
}

extension YAMLNode {
    /// The value as a flow collection, for comparison; scalars in their own text.
    fileprivate var flow: String {
        switch content {
        case .scalar(let scalar): scalar.text
        case .sequence(let items): "[\(items.map(\.flow).joined(separator: ", "))]"
        case .mapping(let entries): "{\(entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", "))}"
        }
    }
}
