/// A value to be written as YAML or JSON, its keys in the order in which they stand in the source.
///
/// It is written with literals: `["kind": "Lease", "spec": ["leaseDurationSeconds": 10]]`.
package indirect enum YAMLTree: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case string(String)
    case list([YAMLTree])
    case map([Entry])
    /// A value with a comment above its key or dash, which JSON leaves out; each line of the text is one of its own.
    case commented(String, YAMLTree)

    package struct Entry: Hashable, Sendable {
        package var key: String
        package var value: YAMLTree

        package init(_ key: String, _ value: YAMLTree) {
            self.key = key
            self.value = value
        }
    }

    /// The value with a comment above it.
    package func commented(_ comment: String) -> YAMLTree { .commented(comment, self) }

    /// The value without its comment.
    var bare: YAMLTree {
        guard case .commented(_, let value) = self else { return self }
        return value.bare
    }

    /// The value of a map's key; nil for anything else.
    package subscript(_ key: String) -> YAMLTree? {
        guard case .map(let entries) = bare else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The map with more keys at its end; anything else stays as it is.
    package func with(_ more: YAMLTree) -> YAMLTree {
        guard case .map(let entries) = self, case .map(let others) = more else { return self }
        return .map(entries + others)
    }
}

extension YAMLTree: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: YAMLTree...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, YAMLTree)...) {
        self = .map(elements.map { Entry($0.0, $0.1) })
    }
}
