/// Takes the text of an annotation apart, whose fields are separated by `/`.
///
/// Numbers have other spellings than the one that an elector of ours writes, and what is not written so is not ours.
struct AnnotationText {
    private let bytes: [UInt8]
    /// Where the next field begins; behind the end, if there is none.
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether there is no next field, not even an empty one.
    var isOver: Bool { position > bytes.count }

    /// All that is left, separators included.
    var rest: String { String(decoding: bytes[min(position, bytes.count)...], as: UTF8.self) }

    /// The next field; nil where there is none.
    mutating func field() -> String? { take().map { String(decoding: $0, as: UTF8.self) } }

    /// The next field as a number that is not negative, as `String(_:radix:)` writes it; nil where it is none.
    mutating func unsigned(radix: UInt64 = 10) -> UInt64? { take().flatMap { Self.number($0, radix) } }

    /// The next field as a decimal number, as `String` writes it; nil where it is none.
    mutating func integer() -> Int? {
        guard let digits = take() else { return nil }
        guard digits.first == UInt8(ascii: "-") else { return Self.number(digits, 10).flatMap(Int.init(exactly:)) }
        guard let magnitude = Self.number(digits.dropFirst(), 10), magnitude > 0 else { return nil }
        return magnitude == Int.min.magnitude ? .min : Int(exactly: magnitude).map { -$0 }
    }

    private mutating func take() -> ArraySlice<UInt8>? {
        guard !isOver else { return nil }
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    private static func number(_ digits: ArraySlice<UInt8>, _ radix: UInt64) -> UInt64? {
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var number: UInt64 = 0
        for byte in digits {
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
            default: return nil
            }
            let product = number.multipliedReportingOverflow(by: radix)
            let sum = product.partialValue.addingReportingOverflow(digit)
            guard digit < radix, !product.overflow, !sum.overflow else { return nil }
            number = sum.partialValue
        }
        return number
    }
}
