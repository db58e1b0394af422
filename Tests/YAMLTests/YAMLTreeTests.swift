import Foundation
import Testing

@testable import YAML

/// What we write is what was meant, to our own reader and to those of others.
@Suite struct YAMLTreeTests {
    private static let tree: YAMLTree = [
        "kind": "Deployment",
        "metadata": YAMLTree.commented("Why it is called so,\nin two lines.", ["name": "example", "labels": [:]]),
        "spec": [
            "replicas": 3, "paused": false, "nothing": .null, "empty": [],
            "containers": [
                ["name": "one", "args": ["--election=example", "--ttl=10s", "-1", "- dash"]],
                ["name": YAMLTree.commented("In a list.", "two"), "lists": [["a", ["b"]]]],
                YAMLTree.commented("Of the third.", "three"), "#!/bin/sh\necho\n",
            ],
            "script": "set -e\n\necho \"it is #1: yes\"\n", "last": "a\nb",
        ],
    ]

    @Test func aTreeIsWrittenAsPeopleWriteIt() {
        #expect(
            Self.tree.yaml == """
                kind: Deployment
                # Why it is called so,
                # in two lines.
                metadata:
                  name: example
                  labels: {}
                spec:
                  replicas: 3
                  paused: false
                  nothing: null
                  empty: []
                  containers:
                  - name: one
                    args:
                    - --election=example
                    - --ttl=10s
                    - "-1"
                    - "- dash"
                    # In a list.
                  - name: two
                    lists:
                    - - a
                      - - b
                  # Of the third.
                  - three
                  - |
                    #!/bin/sh
                    echo
                  script: |
                    set -e

                    echo "it is #1: yes"
                  last: |-
                    a
                    b

                """
        )
    }

    @Test func ourReaderReadsBackWhatWasWrittenAsYAMLAndAsJSON() throws {
        for text in [Self.tree.yaml, Self.tree.json] {
            #expect(Self.tree(try YAMLNode(parsing: Array(text.utf8))) == Self.uncommented(Self.tree))
        }
    }

    /// YAML 1.1, which Kubernetes' tools read, takes more words for something else than 1.2 does.
    @Test(arguments: [
        "", " ", "a ", " a", "true", "Yes", "off", "y", "null", "~", "1", "0x1f", "1e3", ".5", "-1", "+1", "1:20",
        "2001-01-01", "-", "--", "a: b", "a #b", "a:", "*", "&a", "!a", "|", ">", "{a}", "[a]", "a\tb", "\u{85}", "ä",
        "😀", "\"", "\\", "'a'", "`a`", "a\r\nb", "\nb", "  a\nb", "a\n\n", "=", "<<", "?a", "%a", "@a", "/a", "a:b",
        "#",
    ])
    func aTextStaysThatText(_ text: String) throws {
        let tree: YAMLTree = ["key": .string(text), "list": [.string(text)], "end": "end"]
        for written in [tree.yaml, tree.json] {
            let node = try YAMLNode(parsing: Array(written.utf8))
            #expect(Self.tree(node) == tree, "\(written)")
        }
    }

    @Test(arguments: [
        "y", "Yes", "off", "1:20", "0o7", "1_000", "2001-01-01", "=", "<<", "null", "1.5", ".inf", "a: b", "-", "- a",
    ])
    func whatIsSomethingElseToYAML11StandsInQuotes(_ text: String) {
        #expect(YAMLTree.list([.string(text)]).yaml == "- \"\(text)\"\n")
    }

    @Test func noCharacterIsTornIntoHalves() {
        #expect(YAMLTree.list(["😀\u{2028}"]).yaml == "- \"😀\\u2028\"\n")
    }

    private static func tree(_ node: YAMLNode) -> YAMLTree {
        switch node.content {
        case .mapping(let entries): .map(entries.map { .init($0.key, tree($0.value)) })
        case .sequence(let items): .list(items.map(tree))
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .number: .integer(Int(scalar.text) ?? -1)
            case .text: .string(scalar.text)
            }
        }
    }

    private static func uncommented(_ tree: YAMLTree) -> YAMLTree {
        switch tree.bare {
        case .map(let entries): .map(entries.map { .init($0.key, uncommented($0.value)) })
        case .list(let items): .list(items.map(uncommented))
        case let value: value
        }
    }
}
