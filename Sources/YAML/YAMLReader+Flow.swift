/// Flow collections: those that brackets hold together. JSON is made of them.
extension YAMLReader {
    mutating func flowSequence() throws(YAMLError) -> YAMLNode {
        try nested { (reader) throws(YAMLError) in
            let begin = reader.mark
            var items: [YAMLNode] = []
            while try !reader.isAtClosing("]", openedAt: begin, isFirst: items.isEmpty) {
                items.append(try reader.flowValue())
                try reader.skipSpace(openedAt: begin)
                if reader.current == UInt8(ascii: ":") { throw reader.error(.pairInList) }
            }
            return YAMLNode(.sequence(items), line: begin.line)
        }
    }

    mutating func flowMapping() throws(YAMLError) -> YAMLNode {
        try nested { (reader) throws(YAMLError) in
            let begin = reader.mark
            var entries = YAMLEntries()
            while try !reader.isAtClosing("}", openedAt: begin, isFirst: entries.list.isEmpty) {
                let place = reader.mark
                let node = try reader.flowValue()
                let key = try reader.key(node, from: place)
                try entries.check(key.text) { reader.error($0, at: place) }
                try reader.skipSpace(openedAt: begin)
                entries.append(key.text, line: place.line, try reader.flowValueBehindKey(openedAt: begin))
            }
            return YAMLNode(.mapping(entries.list), line: begin.line)
        }
    }

    /// Goes to the next item, or behind the closing bracket; that one counts as not closed if a document ends first.
    private mutating func isAtClosing(
        _ bracket: Unicode.Scalar,
        openedAt begin: Mark,
        isFirst: Bool
    ) throws(YAMLError) -> Bool {
        if isFirst { mark.position += 1 }
        try skipSpace(openedAt: begin)
        let hasComma = !isFirst && current == UInt8(ascii: ",")
        if hasComma {
            mark.position += 1
            try skipSpace(openedAt: begin)
        }
        if current == UInt8(ascii: bracket) {
            mark.position += 1
            return true
        }
        if current == UInt8(ascii: ",") { throw error(.missingItem) }
        if !isFirst && !hasComma { throw error(.missingComma) }
        return false
    }

    private mutating func flowValueBehindKey(openedAt begin: Mark) throws(YAMLError) -> YAMLNode {
        let line = mark.line
        if current == UInt8(ascii: ":") {
            mark.position += 1
            try skipSpace(openedAt: begin)
            if current != UInt8(ascii: ","), current != UInt8(ascii: "}") { return try flowValue() }
        }
        return YAMLNode(.scalar(YAMLScalar("")), line: line)
    }

    private mutating func flowValue() throws(YAMLError) -> YAMLNode {
        let line = mark.line
        switch current {
        case UInt8(ascii: "["): return try flowSequence()
        case UInt8(ascii: "{"): return try flowMapping()
        default: return YAMLNode(.scalar(try flowScalar(below: -1, inFlow: true, isKey: false)), line: line)
        }
    }

    /// Goes over blanks, line ends and comments within brackets.
    private mutating func skipSpace(openedAt begin: Mark) throws(YAMLError) {
        while true {
            let end = mark.position
            skipBlanks()
            if mark.position > end || mark.position == mark.lineStart { skipComment() }
            if isAtDocumentEnd { throw error(.unclosedBracket, at: begin) }
            guard isAtLineEnd else { return }
            skipLineEnd()
        }
    }
}
