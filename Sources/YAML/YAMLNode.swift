/// A value in a YAML document, and the line that it begins on.
package struct YAMLNode: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// In the order of the document; no key stands twice.
        case mapping([Entry])
    }

    package struct Entry: Hashable, Sendable {
        package var key: String
        /// The line of the key, counted from 1.
        package var line: Int
        package var value: YAMLNode

        package init(key: String, line: Int, value: YAMLNode) {
            self.key = key
            self.line = line
            self.value = value
        }
    }

    package var content: Content
    /// Counted from 1; where a value is left out, the line of its key or dash.
    package var line: Int

    package init(_ content: Content, line: Int) {
        self.content = content
        self.line = line
    }

    /// Reads a document.
    ///
    /// This is the part of YAML 1.2 that configuration files are written in, and JSON: block and flow collections and
    /// all styles of scalars. What is left out (anchors and aliases, tags, merge keys, keys that are no scalars, several
    /// documents, directives) and what readers disagree about (keys that stand twice, tabs as indentation) is an error,
    /// never a guess. A document without anything in it is a null.
    ///
    /// - Parameter bytes: UTF-8, at most `YAMLReader.limitBytes`, nested at most `YAMLReader.depthLimit` deep.
    /// - Throws: `YAMLError` with the first thing that is wrong.
    package init(parsing bytes: [UInt8]) throws(YAMLError) {
        var reader = YAMLReader(try YAMLText(bytes))
        self = try reader.document()
    }

    /// The value of a mapping's key; nil for anything else.
    package subscript(_ key: String) -> YAMLNode? {
        mapping?.first { $0.key == key }?.value
    }

    package var mapping: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    package var sequence: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    package var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// Whether this is a null: nothing at all, `~` or `null`.
    package var isNull: Bool { scalar?.kind == .null }
}
