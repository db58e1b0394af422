/// Writes one compact JSON object (RFC 8259), its members in the order in which they are added.
///
/// The answers of the status server are a handful of flat objects; a coder would bring a dependency into a layer that
/// has none, and an order of keys that nobody chose.
package struct JSONObjectWriter: Sendable {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    package init() {}

    /// Adds a string, or `null`.
    package mutating func add(_ key: String, _ value: String?) {
        appendKey(key)
        if let value { value.appendJSON(to: &bytes) } else { appendNull() }
    }

    /// Adds a whole number, or `null`.
    package mutating func add(_ key: String, _ value: (some BinaryInteger)?) {
        appendKey(key)
        if let value { bytes.append(contentsOf: String(value).utf8) } else { appendNull() }
    }

    package mutating func add(_ key: String, _ value: Bool) {
        appendKey(key)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Adds a value that is JSON already.
    package mutating func add(_ key: String, json: [UInt8]) {
        appendKey(key)
        bytes.append(contentsOf: json)
    }

    /// The object's bytes, without a line end.
    package consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private mutating func appendKey(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        key.appendJSON(to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func appendNull() {
        bytes.append(contentsOf: "null".utf8)
    }
}
