/// A token that goes into the header `Authorization: Bearer …` (RFC 6750).
///
/// It never stands in a description: logs are read by others.
package struct BearerToken: Hashable, Sendable, CustomStringConvertible {
    private let text: String

    /// The token in a file, without the white space around it.
    ///
    /// - Throws: `TokenError` for an empty file, and for one whose contents would end the header or are no text of a
    ///   token's alphabet.
    package init(fileContents bytes: [UInt8]) throws(TokenError) {
        let token = Self.trimmed(bytes)
        guard !token.isEmpty else { throw .empty }
        guard token.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .notPrintable }
        text = String(decoding: token, as: UTF8.self)
    }

    /// The value of `Authorization`.
    package var headerValue: String { "Bearer \(text)" }

    package var description: String { "a bearer token" }

    /// The bytes without the spaces, tabs and line ends around them.
    static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var rest = bytes[...]
        while let byte = rest.first, isSpace(byte) { rest.removeFirst() }
        while let byte = rest.last, isSpace(byte) { rest.removeLast() }
        return rest
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}

/// What is wrong with a token file's contents; the token itself is never part of it.
package enum TokenError: Error, Hashable, CustomStringConvertible {
    case empty
    case notPrintable

    package var description: String {
        switch self {
        case .empty:
            "it is empty; it must hold one bearer token"
        case .notPrintable:
            "it holds a control character, a space or a letter outside of ASCII inside the token; it must hold one"
                + " bearer token and nothing else"
        }
    }
}
