/// One HTTP request as a value, for our requests to the API server as for those that the pod sends us.
package struct HTTPRequest: Hashable, Sendable {
    /// The method in capitals, for example `GET`.
    package var method: String
    /// The origin-form target as it stands on the request line: path, and query behind `?`, percent-encoded.
    package var target: String
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// The part of the target before the query, still percent-encoded.
    package var path: Substring {
        target[..<(target.utf8.firstIndex(of: ASCII.questionMark) ?? target.endIndex)]
    }

    /// The query's items, decoded; the last wins where a name is given twice.
    ///
    /// A `%` that no two hexadecimal digits follow stands for itself, and bytes that are not UTF-8 are replaced:
    /// bad input costs a wrong value, never a trap.
    package var query: [String: String] {
        var items: [String: String] = [:]
        for item in target[path.endIndex...].dropFirst().split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            items[percentDecoded(parts[0])] = parts.count > 1 ? percentDecoded(parts[1]) : ""
        }
        return items
    }
}

/// The text with `%XX` and `+` decoded, as query strings are written.
package func percentDecoded(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "+"):
            bytes.append(UInt8(ascii: " "))
        case UInt8(ascii: "%"):
            let digits = rest.prefix(2).compactMap(ASCII.hexadecimalDigit)
            if digits.count == 2 {
                bytes.append(UInt8(digits[0] * 16 + digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        default:
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The text with everything but RFC 3986's unreserved characters percent-encoded, for one query value or path segment;
/// `others` are further ASCII characters to keep.
package func percentEncoded(_ text: String, keeping others: String = "") -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        case _ where others.utf8.contains(byte):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }
    }
    return encoded
}
