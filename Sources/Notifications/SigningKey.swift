/// What a webhook's requests are signed with: the contents of a file without the line end behind them.
///
/// It never stands in a description: logs are read by others.
package struct SigningKey: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// - Returns: nil where the file holds nothing: a signature that everybody can make is none.
    package init?(fileContents: [UInt8]) {
        var bytes = fileContents[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        self.bytes = Array(bytes)
    }

    /// The value of `X-Leader-Elector-Signature-256` for a body: `sha256=` and the HMAC-SHA256 in hexadecimal digits.
    package func signature(of body: [UInt8]) -> String {
        let code = SHA256.authenticationCode(of: body, key: bytes)
        return "sha256=" + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package var description: String { "a signing key" }
}
