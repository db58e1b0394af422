/// Reads one document from its first byte to its last, in one go and without going back further than to the end of the
/// value before.
///
/// A value is read from its first character, and leaves the position behind its last one. `nextContent` then finishes
/// the line and goes on to the next thing that is no comment, where `indentation` tells whose it is.
struct YAMLReader {
    static let limitBytes = 1 << 20
    static let depthLimit = 64

    /// A place in the text.
    struct Mark {
        var position = 0
        var line = 1
        var lineStart = 0
    }

    let bytes: [UInt8]
    var mark = Mark()
    /// Where `nextContent` stopped last.
    private(set) var contentStart: Int?
    private var depth = 0

    init(_ text: YAMLText) {
        bytes = text.bytes
    }

    // MARK: The document

    mutating func document() throws(YAMLError) -> YAMLNode {
        try nextContent()
        if indentation == 0, current == UInt8(ascii: "%") { throw error(.directive) }
        if isMarker("---") { mark.position += 3 }
        let node = try block(below: -1, .document)
        try nextContent()
        if isMarker("...") {
            mark.position += 3
            try nextContent()
        }
        if isMarker("---") || isMarker("...") { throw error(.severalDocuments) }
        guard mark.position == bytes.count else { throw error(.wrongIndentation) }
        return node
    }

    /// Runs something one level deeper.
    mutating func nested<Result>(
        _ body: (inout YAMLReader) throws(YAMLError) -> Result
    ) throws(YAMLError) -> Result {
        guard depth < Self.depthLimit else { throw error(.tooDeep) }
        depth += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    // MARK: Characters

    /// The byte at the position, or further on; 0, which no document contains, behind the end.
    func byte(_ ahead: Int = 0) -> UInt8 {
        let index = mark.position + ahead
        return index < bytes.count ? bytes[index] : 0
    }

    var current: UInt8 { byte() }

    /// Whether the line ends here.
    var isAtLineEnd: Bool { Self.isLineEnd(current) }

    /// Whether the colon behind a key follows, with or without blanks before it.
    var isAtColon: Bool {
        var ahead = 0
        while Self.isBlank(byte(ahead)) { ahead += 1 }
        let next = byte(ahead + 1)
        return byte(ahead) == UInt8(ascii: ":") && (Self.isBlank(next) || Self.isLineEnd(next))
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == 0 }

    static func isFlowIndicator(_ byte: UInt8) -> Bool { ",[]{}".utf8.contains(byte) }

    /// Whether the byte is here as an indicator: with nothing behind it that would make it the beginning of a text.
    func isIndicator(_ character: Unicode.Scalar) -> Bool {
        current == UInt8(ascii: character) && (Self.isBlank(byte(1)) || Self.isLineEnd(byte(1)))
    }

    /// Whether a line begins here that begins or ends a document.
    func isMarker(_ text: StaticString) -> Bool {
        mark.position == mark.lineStart && bytes[mark.position...].starts(with: text.bytes)
            && (Self.isBlank(byte(3)) || Self.isLineEnd(byte(3)))
    }

    var isAtDocumentEnd: Bool { mark.position == bytes.count || isMarker("---") || isMarker("...") }

    func error(_ problem: YAMLError.Problem, at place: Mark? = nil) -> YAMLError {
        let place = place ?? mark
        let before = bytes[place.lineStart..<min(place.position, bytes.count)]
        return YAMLError(
            line: place.line,
            column: String(decoding: before, as: UTF8.self).unicodeScalars.count + 1,
            problem
        )
    }

    // MARK: Lines

    /// How far what `nextContent` stopped at is indented; -1 at the end.
    var indentation: Int { isAtDocumentEnd ? -1 : mark.position - mark.lineStart }

    mutating func skipBlanks() {
        while Self.isBlank(current) { mark.position += 1 }
    }

    mutating func skipSpaces() {
        while current == UInt8(ascii: " ") { mark.position += 1 }
    }

    mutating func skipComment() {
        guard current == UInt8(ascii: "#") else { return }
        while !isAtLineEnd { mark.position += 1 }
    }

    mutating func skipLineEnd() {
        guard current == UInt8(ascii: "\n") else { return }
        mark.position += 1
        mark.line += 1
        mark.lineStart = mark.position
    }

    /// Goes on to the next line with anything but a comment on it, and stays where that was done already.
    ///
    /// - Throws: `YAMLError` where something follows on the line of a value that has ended, or where a tab indents.
    mutating func nextContent() throws(YAMLError) {
        if mark.position == contentStart { return }
        if mark.position != mark.lineStart { try finishLine() }
        while mark.position < bytes.count {
            skipSpaces()
            let indented = mark
            skipBlanks()
            skipComment()
            guard isAtLineEnd else {
                if mark.position != indented.position { throw error(.tabAsIndentation, at: indented) }
                break
            }
            skipLineEnd()
        }
        contentStart = mark.position
    }

    private mutating func finishLine() throws(YAMLError) {
        let end = mark.position
        skipBlanks()
        if mark.position > end { skipComment() }
        guard isAtLineEnd else { throw error(.textBehindValue) }
        skipLineEnd()
    }
}

extension StaticString {
    fileprivate var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
