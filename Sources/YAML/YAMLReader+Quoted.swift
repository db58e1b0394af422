/// Quoted scalars.
extension YAMLReader {
    mutating func singleQuoted(below parent: Int) throws(YAMLError) -> YAMLScalar {
        let quote = UInt8(ascii: "'")
        let begin = mark
        mark.position += 1
        var text: [UInt8] = []
        while true {
            if current == quote, byte(1) == quote {
                text.append(quote)
                mark.position += 2
            } else if current == quote {
                mark.position += 1
                return YAMLScalar(String(decoding: text, as: UTF8.self), style: .singleQuoted)
            } else if isAtLineEnd {
                while let last = text.last, Self.isBlank(last) { text.removeLast() }
                text += Self.folded(lineEnds: try lineEnds(below: parent, openedAt: begin))
            } else {
                text.append(current)
                mark.position += 1
            }
        }
    }

    mutating func doubleQuoted(below parent: Int) throws(YAMLError) -> YAMLScalar {
        let begin = mark
        mark.position += 1
        var text: [UInt8] = []
        // Blanks that were escaped stay at the end of a line.
        var kept = 0
        while true {
            switch current {
            case UInt8(ascii: "\""):
                mark.position += 1
                return YAMLScalar(String(decoding: text, as: UTF8.self), style: .doubleQuoted)
            case UInt8(ascii: "\\") where byte(1) == UInt8(ascii: "\n"):
                mark.position += 1
                let count = try lineEnds(below: parent, openedAt: begin)
                text += [UInt8](repeating: UInt8(ascii: "\n"), count: count - 1)
                kept = text.count
            case UInt8(ascii: "\\"):
                text += try escaped()
                kept = text.count
            case UInt8(ascii: "\n"), 0:
                while text.count > kept, let last = text.last, Self.isBlank(last) { text.removeLast() }
                text += Self.folded(lineEnds: try lineEnds(below: parent, openedAt: begin))
            default:
                text.append(current)
                mark.position += 1
            }
        }
    }

    /// Goes to the next line of a quoted scalar that holds something, and counts the line ends up to there.
    ///
    /// - Throws: `YAMLError` at the quote if the document ends before, or if that line is not indented enough to
    ///   belong to it: the quote that is missing is likelier near its beginning than at the next one in the file.
    private mutating func lineEnds(below parent: Int, openedAt begin: Mark) throws(YAMLError) -> Int {
        var count = 0
        while current == UInt8(ascii: "\n") {
            count += 1
            skipLineEnd()
            skipSpaces()
            let column = mark.position - mark.lineStart
            skipBlanks()
            if !isAtLineEnd, column <= parent { throw error(.unclosedQuote, at: begin) }
        }
        if isAtDocumentEnd { throw error(.unclosedQuote, at: begin) }
        return count
    }

    /// Reads an escape sequence; a NUL is none, since no file, variable or header can hold it.
    private mutating func escaped() throws(YAMLError) -> [UInt8] {
        let begin = mark
        let letter = byte(1)
        mark.position += 2
        let value: UInt32?
        switch letter {
        case UInt8(ascii: "x"): value = hexadecimal(digits: 2)
        case UInt8(ascii: "u"): value = utf16()
        case UInt8(ascii: "U"): value = hexadecimal(digits: 8)
        default: value = Self.escapes[letter]
        }
        guard let value, value != 0, let scalar = Unicode.Scalar(value), let bytes = UTF8.encode(scalar) else {
            throw error(.unknownEscape, at: begin)
        }
        return Array(bytes)
    }

    private static let escapes: [UInt8: UInt32] = [
        UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "t"): 0x09, UInt8(ascii: "\t"): 0x09,
        UInt8(ascii: "n"): 0x0a, UInt8(ascii: "v"): 0x0b, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "r"): 0x0d,
        UInt8(ascii: "e"): 0x1b, UInt8(ascii: " "): 0x20, UInt8(ascii: "\""): 0x22, UInt8(ascii: "/"): 0x2f,
        UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "N"): 0x85, UInt8(ascii: "_"): 0xa0, UInt8(ascii: "L"): 0x2028,
        UInt8(ascii: "P"): 0x2029,
    ]

    private mutating func hexadecimal(digits count: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
            mark.position += 1
        }
        return value
    }

    /// Reads the digits behind `\u`, and those of the second half where a character needs two, as JSON has it.
    private mutating func utf16() -> UInt32? {
        guard let first = hexadecimal(digits: 4) else { return nil }
        guard (0xd800..<0xdc00).contains(first) else { return first }
        guard current == UInt8(ascii: "\\"), byte(1) == UInt8(ascii: "u") else { return nil }
        mark.position += 2
        guard let second = hexadecimal(digits: 4), (0xdc00..<0xe000).contains(second) else { return nil }
        return 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
    }
}
