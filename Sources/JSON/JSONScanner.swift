/// Goes through a JSON text once, byte by byte, and notes where its values stand.
struct JSONScanner {
    /// How deep arrays and objects may be nested.
    static let depthLimit = 512

    private let bytes: [UInt8]
    private var position = 0
    private(set) var nodes: [JSONDocument.Node] = []
    /// The arrays and objects that have begun and not ended.
    private var open: [Int] = []
    /// Whether all strings until now are ASCII; outside of them nothing else can stand.
    private var isASCII = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 16 + 8)
    }

    private var broken: JSONError { .unreadable(atByte: position) }

    /// The byte at the present position; 0, which JSON has no use for, behind the end.
    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    /// Reads the whole text.
    ///
    /// - Throws: `JSONError.unreadable`
    mutating func scan() throws(JSONError) {
        guard bytes.count < Int(UInt32.max) else { throw broken }
        repeat {
            try beginValue()
            while try endValue() {}
        } while !open.isEmpty
        guard position == bytes.count else { throw broken }
        guard isASCII || String(validating: bytes, as: UTF8.self) != nil else { throw .unreadable(atByte: 0) }
    }

    // MARK: Values

    /// Reads what stands before the next value, its key where it is a member's, and the value, or its first bracket.
    private mutating func beginValue() throws(JSONError) {
        skipSpace()
        if let container = open.last, nodes[container].kind == .object {
            guard byte == UInt8(ascii: "\"") else { throw broken }
            try string()
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw broken }
            skipSpace()
        }
        switch byte {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try begin(.object)
        case UInt8(ascii: "["): try begin(.array)
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        default: try number()
        }
    }

    /// Reads what stands behind a value, or behind the first bracket of one; gives whether an array or object ended by it,
    /// which is a value too.
    private mutating func endValue() throws(JSONError) -> Bool {
        skipSpace()
        guard let container = open.last else { return false }
        let isEmpty = container == nodes.count - 1
        if !isEmpty, skip(UInt8(ascii: ",")) { return false }
        let bracket = nodes[container].kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard skip(bracket) else {
            guard isEmpty else { throw broken }
            return false
        }
        nodes[container].end = UInt32(position)
        nodes[container].next = UInt32(nodes.count)
        open.removeLast()
        return true
    }

    private mutating func begin(_ kind: JSONDocument.Kind) throws(JSONError) {
        guard open.count < Self.depthLimit else { throw broken }
        open.append(nodes.count)
        let start = position
        position += 1
        add(start, kind)
    }

    /// Adds the node of what stands between a place and the present position.
    private mutating func add(_ start: Int, _ kind: JSONDocument.Kind) {
        nodes.append(
            JSONDocument.Node(
                start: UInt32(start),
                end: UInt32(position),
                next: UInt32(nodes.count + 1),
                kind: kind
            )
        )
    }

    private mutating func word(_ word: StaticString, _ kind: JSONDocument.Kind) throws(JSONError) {
        let start = position
        let end = start + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ bytes[start..<end].elementsEqual($0) }) else { throw broken }
        position = end
        add(start, kind)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    private mutating func skip(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        position += 1
        return true
    }

    // MARK: Numbers

    private mutating func number() throws(JSONError) {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        let hasLeadingZero = byte == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0, !hasLeadingZero || digits == 1 else { throw broken }
        var kind = JSONDocument.Kind.integer
        if skip(UInt8(ascii: ".")) {
            kind = .number
            guard skipDigits() > 0 else { throw broken }
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            kind = .number
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw broken }
        }
        // One that is short and whole is within all bounds.
        if kind == .number || digits > 18 {
            guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
                throw broken
            }
        }
        add(start, kind)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) {
        let start = position
        var kind = JSONDocument.Kind.string
        position += 1
        while true {
            let run = plainRun
            position = run.end
            isASCII = isASCII && run.isASCII
            if skip(UInt8(ascii: "\"")) { return add(start, kind) }
            guard skip(UInt8(ascii: "\\")) else { throw broken }
            kind = .escapedString
            _ = try escaped()
        }
    }

    /// Where the bytes end that stand for themselves in a string.
    private var plainRun: (end: Int, isASCII: Bool) {
        let bytes = bytes.span
        var end = position
        var all: UInt8 = 0
        while end < bytes.count {
            let byte = bytes[end]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            all |= byte
            end += 1
        }
        return (end, all < 0x80)
    }

    /// What a string stands for that was read, in UTF-8.
    static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var scanner = JSONScanner(Array(text))
        var result: [UInt8] = []
        while scanner.position < scanner.bytes.count {
            let byte = scanner.byte
            scanner.position += 1
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            do throws(JSONError) {
                result += UTF8.encode(try scanner.escaped()) ?? UTF8.encodedReplacementCharacter
            } catch {
                preconditionFailure("a string that was read has an escape that is none: \(error)")
            }
        }
        return result
    }

    /// The character that what follows a backslash stands for.
    private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
        let byte = byte
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw broken
        }
    }

    /// The character behind `\u`, of which two make one beyond the first 65,536; half of such a pair is none.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xdc00, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw broken }
        let second = try codeUnit()
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xd800) << 10 + UInt32(second) - 0xdc00)
        else { throw broken }
        return scalar
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit = byte
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
            default: throw broken
            }
            position += 1
            unit = unit << 4 | UInt16(value)
        }
        return unit
    }
}
