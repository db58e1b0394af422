/// Reads one JSON text (RFC 8259): step by step over values that nobody wants, or into trees.
///
/// Every candidate reads and writes its lock at every renewal, cold, and a coder that goes through `Codable` makes that the
/// most of what a renewal costs. A number that no integer holds becomes a `Double`; of members with one name the last
/// counts, as in Go.
struct JSONReader {
    /// Where the members of an object stand: the key without its quotes, and the value.
    typealias Member = (key: Range<Int>, value: Range<Int>)

    /// How deep arrays and objects may be nested; deeper ones would need a stack that an answer could exhaust.
    static let depthLimit = 512

    private let bytes: [UInt8]
    private(set) var position: Int
    private var depth = 0

    /// - Parameter start: where to begin; in a part of the text that was read before, nothing can fail.
    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    /// Whether all of it is UTF-8, after which parts of it can be made strings without a second look.
    private var isText: Bool {
        !bytes.contains { $0 >= 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    /// Reads the whole text, of which `read` takes the one value.
    ///
    /// - Throws: `JSONError` where it is not JSON in UTF-8, is nested too deep or has a number beyond all bounds.
    mutating func document<Value>(
        _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        guard isText else { throw broken }
        skipSpace()
        let value = try read(&self)
        skipSpace()
        guard position == bytes.count else { throw broken }
        return value
    }

    private var broken: JSONError { .unreadable(atByte: position) }

    /// The byte at the present position; 0, which JSON has no use for, behind the end.
    private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Reads a value, which begins at the present position.
    mutating func value() throws(JSONError) -> JSONValue {
        switch next {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try forEachMember { reader, key throws(JSONError) in members[try reader.text(key)] = try reader.value() }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try forEachElement { reader throws(JSONError) in elements.append(try reader.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try text(skipString()))
        case UInt8(ascii: "t"): return try skip("true", .bool(true))
        case UInt8(ascii: "f"): return try skip("false", .bool(false))
        case UInt8(ascii: "n"): return try skip("null", .null)
        default: return try number(skipNumber())
        }
    }

    /// Passes over a value, and gives where it stands.
    @discardableResult
    mutating func skipValue() throws(JSONError) -> Range<Int> {
        let start = position
        switch next {
        case UInt8(ascii: "{"): try forEachMember { reader, _ throws(JSONError) in try reader.skipValue() }
        case UInt8(ascii: "["): try forEachElement { reader throws(JSONError) in try reader.skipValue() }
        case UInt8(ascii: "\""): _ = try skipString()
        case UInt8(ascii: "t"): _ = try skip("true", .bool(true))
        case UInt8(ascii: "f"): _ = try skip("false", .bool(false))
        case UInt8(ascii: "n"): _ = try skip("null", .null)
        default: _ = try number(skipNumber())
        }
        return start..<position
    }

    private mutating func skip(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ bytes[position..<end].elementsEqual($0) }) else { throw broken }
        position = end
        return value
    }

    // MARK: Arrays and objects

    /// Where the members of an object stand, which begins at the present position, in the text's order.
    mutating func members() throws(JSONError) -> [Member] {
        var members: [Member] = []
        try forEachMember { reader, key throws(JSONError) in
            members.append((key, try reader.skipValue()))
        }
        return members
    }

    /// Calls `read` at each of an array's elements, which it has to take.
    mutating func forEachElement(_ read: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        try enter(UInt8(ascii: "["))
        if !skip(UInt8(ascii: "]")) {
            repeat {
                skipSpace()
                try read(&self)
                skipSpace()
            } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "]")) else { throw broken }
        }
        depth -= 1
    }

    /// Calls `read` at each of an object's values, which it has to take; the key is where it stands without its quotes.
    private mutating func forEachMember(
        _ read: (inout JSONReader, Range<Int>) throws(JSONError) -> Void
    ) throws(JSONError) {
        try enter(UInt8(ascii: "{"))
        if !skip(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard next == UInt8(ascii: "\"") else { throw broken }
                let key = try skipString()
                skipSpace()
                guard skip(UInt8(ascii: ":")) else { throw broken }
                skipSpace()
                try read(&self, key)
                skipSpace()
            } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "}")) else { throw broken }
        }
        depth -= 1
    }

    private mutating func enter(_ bracket: UInt8) throws(JSONError) {
        depth += 1
        guard skip(bracket), depth <= Self.depthLimit else { throw broken }
        skipSpace()
    }

    // MARK: Numbers

    /// Passes over a number, and gives where it stands and whether it has neither fraction nor exponent.
    private mutating func skipNumber() throws(JSONError) -> (place: Range<Int>, isInteger: Bool) {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        let hasLeadingZero = next == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0, !hasLeadingZero || digits == 1 else { throw broken }
        var isInteger = true
        if skip(UInt8(ascii: ".")) {
            isInteger = false
            guard skipDigits() > 0 else { throw broken }
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            isInteger = false
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw broken }
        }
        return (start..<position, isInteger)
    }

    private func number(_ number: (place: Range<Int>, isInteger: Bool)) throws(JSONError) -> JSONValue {
        let text = String(decoding: bytes[number.place], as: UTF8.self)
        if number.isInteger, let number = Int64(text) { return .integer(number) }
        if number.isInteger, let number = UInt64(text) { return .unsigned(number) }
        guard let number = Double(text), number.isFinite else { throw broken }
        return .number(number)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
        return position - start
    }

    // MARK: Strings

    /// Passes over a string, and gives where its text stands.
    private mutating func skipString() throws(JSONError) -> Range<Int> {
        let start = position + 1
        var place = start
        var unwanted: [UInt8] = []
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                position = place + 1
                return start..<place
            case UInt8(ascii: "\\"):
                unwanted.removeAll(keepingCapacity: true)
                position = place + 1
                try appendEscape(to: &unwanted)
                place = position
            case 0..<0x20:
                position = place
                throw broken
            default: place += 1
            }
        }
        position = place
        throw broken
    }

    /// The text of a string.
    func text(_ place: Range<Int>) throws(JSONError) -> String {
        guard bytes[place].contains(UInt8(ascii: "\\")) else { return String(decoding: bytes[place], as: UTF8.self) }
        var reader = JSONReader(bytes, from: place.lowerBound)
        var text: [UInt8] = []
        while reader.position < place.upperBound {
            let byte = reader.next
            reader.position += 1
            if byte == UInt8(ascii: "\\") { try reader.appendEscape(to: &text) } else { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        let byte = next
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += UTF8.encode(try escapedScalar()) ?? UTF8.encodedReplacementCharacter
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
            let digit = next
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
