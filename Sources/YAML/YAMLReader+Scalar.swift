/// Scalars that may stand within brackets: plain and quoted ones.
extension YAMLReader {
    /// Reads a plain or quoted scalar.
    ///
    /// - Parameters:
    ///   - parent: the column that its further lines must be indented more than.
    ///   - isKey: whether it ends with its line.
    mutating func flowScalar(below parent: Int, inFlow: Bool, isKey: Bool) throws(YAMLError) -> YAMLScalar {
        switch current {
        case UInt8(ascii: "\""): return try doubleQuoted(below: parent)
        case UInt8(ascii: "'"): return try singleQuoted(below: parent)
        case UInt8(ascii: "&"): throw error(.anchor)
        case UInt8(ascii: "*"): throw error(.alias)
        case UInt8(ascii: "!"): throw error(.tag)
        case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: "]"),
            UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "#"):
            throw error(.reservedCharacter(Character(Unicode.Scalar(current))))
        default:
            if isIndicator("-") { throw error(.listBehindKey) }
            if isIndicator("?") || isColon(inFlow: inFlow) { throw error(.complexKey) }
            return try plain(below: parent, inFlow: inFlow, isKey: isKey)
        }
    }

    private func isColon(inFlow: Bool) -> Bool {
        isIndicator(":") || inFlow && current == UInt8(ascii: ":") && Self.isFlowIndicator(byte(1))
    }

    private mutating func plain(below parent: Int, inFlow: Bool, isKey: Bool) throws(YAMLError) -> YAMLScalar {
        var text = plainLine(inFlow: inFlow)
        while !isKey {
            var next = self
            next.skipBlanks()
            guard let fold = try next.plainFold(below: parent, inFlow: inFlow) else { break }
            mark = next.mark
            text += fold + plainLine(inFlow: inFlow)
            if !inFlow, isAtColon { throw error(.secondColon) }
        }
        return YAMLScalar(String(decoding: text, as: UTF8.self))
    }

    /// Reads what a line has of a plain scalar, without the blanks behind it.
    private mutating func plainLine(inFlow: Bool) -> ArraySlice<UInt8> {
        let begin = mark.position
        var end = begin
        while !isAtLineEnd, !isColon(inFlow: inFlow), !(inFlow && Self.isFlowIndicator(current)) {
            if current == UInt8(ascii: "#"), mark.position > end { break }
            mark.position += 1
            if !Self.isBlank(bytes[mark.position - 1]) { end = mark.position }
        }
        mark.position = end
        return bytes[begin..<end]
    }

    /// Goes to the next line of a plain scalar, and gives what the line ends in between stand for; nil if it has ended.
    private mutating func plainFold(below parent: Int, inFlow: Bool) throws(YAMLError) -> [UInt8]? {
        var lineEnds = 0
        var indented = mark
        while current == UInt8(ascii: "\n") {
            lineEnds += 1
            skipLineEnd()
            skipSpaces()
            indented = mark
            skipBlanks()
        }
        guard lineEnds > 0, !isAtDocumentEnd, current != UInt8(ascii: "#"),
            inFlow || indented.position - mark.lineStart > parent,
            !inFlow || !(isColon(inFlow: true) || Self.isFlowIndicator(current))
        else { return nil }
        if !inFlow, mark.position > indented.position { throw error(.tabAsIndentation, at: indented) }
        return Self.folded(lineEnds: lineEnds)
    }

    /// What line ends within a scalar of several lines stand for: one is a space, of several the first is nothing.
    static func folded(lineEnds: Int) -> [UInt8] {
        lineEnds == 1 ? [UInt8(ascii: " ")] : [UInt8](repeating: UInt8(ascii: "\n"), count: lineEnds - 1)
    }
}
