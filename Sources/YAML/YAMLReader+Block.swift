/// Block collections: those that indentation holds together.
extension YAMLReader {
    /// What a value stands behind.
    enum Place {
        case document
        case key
        case dash
    }

    /// Reads the value of a document, of a key, or of a list's item, whose own column is `parent`.
    mutating func block(below parent: Int, _ place: Place) throws(YAMLError) -> YAMLNode {
        let line = mark.line
        let begin = mark
        skipBlanks()
        if isAtLineEnd || current == UInt8(ascii: "#") || begin.position == contentStart {
            skipComment()
            try nextContent()
            if indentation > parent { return try lines(at: indentation, below: parent) }
            if place == .key, indentation == parent, isIndicator("-") { return try sequence(at: parent) }
            return YAMLNode(.scalar(YAMLScalar("")), line: line)
        }
        if place == .dash {
            let hasTab = bytes[begin.position..<mark.position].contains(UInt8(ascii: "\t"))
            let node = try lines(at: mark.position - mark.lineStart, below: parent)
            if hasTab, node.scalar == nil { throw error(.tabAsIndentation, at: begin) }
            return node
        }
        if isIndicator("-") { throw error(.listBehindKey) }
        let node = try value(below: parent)
        if isAtColon { throw error(.secondColon) }
        return node
    }

    /// Reads a value whose first line may be one of a collection's: its column is its indentation.
    private mutating func lines(at column: Int, below parent: Int) throws(YAMLError) -> YAMLNode {
        if isIndicator("-") { return try sequence(at: column) }
        let begin = mark
        let node = try value(below: parent)
        return isAtColon ? try mapping(at: column, first: key(node, from: begin)) : node
    }

    private mutating func sequence(at column: Int) throws(YAMLError) -> YAMLNode {
        try nested { (reader) throws(YAMLError) in
            let line = reader.mark.line
            var items: [YAMLNode] = []
            repeat {
                reader.mark.position += 1
                items.append(try reader.block(below: column, .dash))
                try reader.nextContent()
            } while reader.indentation == column && reader.isIndicator("-")
            return YAMLNode(.sequence(items), line: line)
        }
    }

    /// Reads a mapping whose first key has been read up to its colon.
    private mutating func mapping(at column: Int, first: (text: String, mark: Mark)) throws(YAMLError) -> YAMLNode {
        try nested { (reader) throws(YAMLError) in
            var entries = YAMLEntries()
            var key = first
            while true {
                reader.skipBlanks()
                reader.mark.position += 1
                try entries.check(key.text) { reader.error($0, at: key.mark) }
                let value = try reader.block(below: column, .key)
                entries.append(key.text, line: key.mark.line, value)
                try reader.nextContent()
                if reader.indentation < column { break }
                if reader.indentation > column { throw reader.error(.wrongIndentation) }
                key = try reader.key()
            }
            return YAMLNode(.mapping(entries.list), line: first.mark.line)
        }
    }

    private mutating func key() throws(YAMLError) -> (text: String, mark: Mark) {
        if isIndicator("-") { throw error(.itemAmongKeys) }
        let begin = mark
        let node = try value(below: mark.position - mark.lineStart, isKey: true)
        guard isAtColon else { throw error(.missingColon, at: begin) }
        return try key(node, from: begin)
    }

    /// The text of what turned out to be a key, since a colon follows.
    func key(_ node: YAMLNode, from begin: Mark) throws(YAMLError) -> (text: String, mark: Mark) {
        guard let scalar = node.scalar else { throw error(.complexKey, at: begin) }
        guard mark.line == begin.line else { throw error(.keyOnSeveralLines, at: begin) }
        if scalar == YAMLScalar("<<") { throw error(.mergeKey, at: begin) }
        return (scalar.text, begin)
    }

    /// Reads a scalar or a flow collection, which is what can stand anywhere.
    mutating func value(below parent: Int, isKey: Bool = false) throws(YAMLError) -> YAMLNode {
        let line = mark.line
        switch current {
        case UInt8(ascii: "["): return try flowSequence()
        case UInt8(ascii: "{"): return try flowMapping()
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            return YAMLNode(.scalar(try blockScalar(below: parent)), line: line)
        default:
            return YAMLNode(.scalar(try flowScalar(below: parent, inFlow: false, isKey: isKey)), line: line)
        }
    }
}
