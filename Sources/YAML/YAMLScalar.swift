/// A single value, as text and as how it was written.
package struct YAMLScalar: Hashable, Sendable {
    package enum Style: Hashable, Sendable, CaseIterable {
        case plain
        case singleQuoted
        case doubleQuoted
        /// Behind `|`.
        case literal
        /// Behind `>`.
        case folded
    }

    /// What a text stands for.
    package enum Kind: Hashable, Sendable {
        case null
        case bool(Bool)
        case number
        case text
    }

    package var text: String
    package var style: Style

    package init(_ text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }

    /// What the text stands for to kubectl, whose YAML reader (go-yaml 2) takes `yes` and `on` for truth values, too.
    ///
    /// Only a plain scalar stands for anything but text: `"true"` is a text, and so is `"12"`.
    package var kind: Kind {
        guard style == .plain else { return .text }
        switch text {
        case "", "~", "null", "Null", "NULL":
            return .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y":
            return .bool(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N":
            return .bool(false)
        default:
            return isNumber ? .number : .text
        }
    }

    private var isNumber: Bool {
        let unsigned = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = unsigned.utf8.first, Self.isDigit(first) || first == UInt8(ascii: ".") else { return false }
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(unsigned) { return true }
        let dense = unsigned.filter { $0 != "_" }
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)]
        where dense.hasPrefix(prefix) {
            let digits = dense.dropFirst(2)
            return digits.utf8.first != UInt8(ascii: "-") && digits.utf8.first != UInt8(ascii: "+")
                && UInt64(digits, radix: radix) != nil
        }
        let isDecimal = dense.utf8.allSatisfy { Self.isDigit($0) || "+-.eE".utf8.contains($0) }
        return isDecimal && dense.utf8.contains(where: Self.isDigit) && Double(dense)?.isFinite == true
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
