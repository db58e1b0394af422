/// An RFC 1123 label in lower case: what the names of Kubernetes' objects are made of.
package enum DNSLabel {
    /// Whether a text has only small letters, digits and inner hyphens; its length is the caller's.
    package static func isValid(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    static func nearest(to text: String, limit: Int) -> String {
        let hyphen = UInt8(ascii: "-")
        let bytes = text.utf8.prefix(limit).map { byte in
            let small = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            return isAlphanumeric(small) ? small : hyphen
        }
        let trimmed = bytes.drop { $0 == hyphen }.reversed().drop { $0 == hyphen }.reversed()
        return String(decoding: Array(trimmed), as: UTF8.self)
    }

    static func nearestParts(to text: String, limit: Int) -> String {
        String(decoding: text.utf8.prefix(limit), as: UTF8.self).split(separator: ".")
            .map { nearest(to: String($0), limit: limit) }
            .filter { !$0.isEmpty }
            .joined(separator: ".")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
