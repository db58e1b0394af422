/// Scalars whose lines stand below `|` or `>`.
extension YAMLReader {
    /// What becomes of the line ends at the end of a block scalar.
    private enum Chomping {
        /// `-`: none is kept.
        case strip
        /// One is kept.
        case clip
        /// `+`: all are kept.
        case keep
    }

    mutating func blockScalar(below parent: Int) throws(YAMLError) -> YAMLScalar {
        let isLiteral = current == UInt8(ascii: "|")
        let (chomping, indicated) = try blockHeader()
        var lines = try blockLines(below: parent, indentation: indicated.map { max(parent, 0) + $0 })
        let isLastLineEnded = mark.position == mark.lineStart
        let trailing = lines.reversed().prefix { $0.isEmpty }.count
        lines.removeLast(trailing)
        var text = isLiteral ? Array(lines.joined(separator: [UInt8(ascii: "\n")])) : Self.folded(lines)
        var lineEnds = trailing + (lines.isEmpty ? 0 : 1)
        switch chomping {
        case .strip: lineEnds = 0
        case .clip: lineEnds = min(lineEnds, lines.isEmpty ? 0 : 1)
        case .keep: break
        }
        if trailing == 0, !isLastLineEnded { lineEnds = 0 }
        text += [UInt8](repeating: UInt8(ascii: "\n"), count: lineEnds)
        return YAMLScalar(String(decoding: text, as: UTF8.self), style: isLiteral ? .literal : .folded)
    }

    private mutating func blockHeader() throws(YAMLError) -> (Chomping, indentation: Int?) {
        mark.position += 1
        var chomping: Chomping?
        var indentation: Int?
        while !isAtLineEnd, !Self.isBlank(current) {
            switch current {
            case UInt8(ascii: "-") where chomping == nil: chomping = .strip
            case UInt8(ascii: "+") where chomping == nil: chomping = .keep
            case UInt8(ascii: "1")...UInt8(ascii: "9") where indentation == nil:
                indentation = Int(current - UInt8(ascii: "0"))
            default: throw error(.blockHeader)
            }
            mark.position += 1
        }
        skipBlanks()
        skipComment()
        guard isAtLineEnd else { throw error(.blockHeader) }
        skipLineEnd()
        return (chomping ?? .clip, indentation)
    }

    /// Reads lines without their indentation, which is that of the first that has text if none is given; stops at the
    /// beginning of the line behind them.
    private mutating func blockLines(below parent: Int, indentation: Int?) throws(YAMLError) -> [ArraySlice<UInt8>] {
        var indentation = indentation
        var lines: [ArraySlice<UInt8>] = []
        var deepestBlank = Mark()
        while mark.position < bytes.count {
            let begin = mark
            skipSpaces()
            let column = mark.position - begin.position
            if isAtLineEnd, column <= indentation ?? .max {
                guard current == UInt8(ascii: "\n") else {
                    mark = begin
                    break
                }
                if column > deepestBlank.position - deepestBlank.lineStart { deepestBlank = mark }
                lines.append([])
                skipLineEnd()
                continue
            }
            let least = indentation ?? max(parent + 1, 1)
            if column < least, current == UInt8(ascii: "\t") { throw error(.tabAsIndentation) }
            mark = begin
            if column < least || isMarker("---") || isMarker("...") { break }
            if indentation == nil, deepestBlank.position - deepestBlank.lineStart > column {
                throw error(.wrongIndentation, at: deepestBlank)
            }
            let depth = indentation ?? column
            indentation = depth
            mark.position += depth
            while !isAtLineEnd { mark.position += 1 }
            lines.append(bytes[begin.position + depth..<mark.position])
            skipLineEnd()
        }
        return lines
    }

    /// Joins lines by spaces, but keeps the line ends around those that are indented further.
    private static func folded(_ lines: [ArraySlice<UInt8>]) -> [UInt8] {
        var text: [UInt8] = []
        var lineEnds = 0
        var wasIndented: Bool?
        for line in lines {
            guard let first = line.first else {
                lineEnds += 1
                continue
            }
            if let wasIndented {
                let keeps = wasIndented || isBlank(first)
                text +=
                    keeps
                    ? [UInt8](repeating: UInt8(ascii: "\n"), count: lineEnds + 1) : folded(lineEnds: lineEnds + 1)
            } else {
                text += [UInt8](repeating: UInt8(ascii: "\n"), count: lineEnds)
            }
            text += line
            lineEnds = 0
            wasIndented = isBlank(first)
        }
        return text
    }
}
