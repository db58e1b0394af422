/// Blanks out comments and the text of string literals, and leaves the code where it stands.
///
/// What is interpolated into a string is code. Regular expression literals are not known here: Sources have none.
struct CodeReader {
    private let bytes: [UInt8]
    private var index = 0
    private var kept: [UInt8] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        kept.reserveCapacity(bytes.count)
    }

    /// The code; call it once.
    mutating func code() -> String {
        readCode(isInterpolation: false)
        return String(decoding: kept, as: UTF8.self)
    }

    private mutating func readCode(isInterpolation: Bool) {
        var depth = 0
        while index < bytes.count {
            if isNext("//") {
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { blank(1) }
            } else if isNext("/*") {
                readBlockComment()
            } else if let hashes = stringStart() {
                readString(hashes: hashes)
            } else {
                if isNext("(") { depth += 1 }
                if isNext(")") { depth -= 1 }
                kept.append(bytes[index])
                index += 1
                if isInterpolation, depth < 0 { return }
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if isNext("/*") {
                depth += 1
                blank(2)
            } else if isNext("*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && index < bytes.count
    }

    /// The number of `#` before a quotation mark that stands here; nil if there is none.
    private func stringStart() -> Int? {
        let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }
        return bytes[hashes.endIndex...].first == UInt8(ascii: "\"") ? hashes.count : nil
    }

    private mutating func readString(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        blank(hashes)
        let quotes = isNext("\"\"\"") ? "\"\"\"" : "\""
        blank(quotes.utf8.count)
        while index < bytes.count, !isNext(quotes + fence) {
            if isNext("\\\(fence)(") {
                blank(hashes + 2)
                readCode(isInterpolation: true)
            } else if isNext("\\\(fence)") {
                blank(hashes + 2)
            } else {
                blank(1)
            }
        }
        blank(quotes.utf8.count + hashes)
    }

    private func isNext(_ text: String) -> Bool {
        bytes[index...].starts(with: text.utf8)
    }

    private mutating func blank(_ count: Int) {
        for byte in bytes[index...].prefix(count) {
            kept.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        index = min(index + count, bytes.count)
    }
}
