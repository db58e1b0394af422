/// The text of a JSON object, of which some members are changed, and all others keep their text, byte for byte.
package struct JSONText: Sendable {
    package private(set) var bytes: [UInt8]

    /// The text of the object under a key, or of the whole object where it has no such key.
    ///
    /// - Throws: `JSONError` where the source is not JSON, or no object.
    package init(of key: String, orAllOf source: [UInt8]) throws(JSONError) {
        var reader = JSONReader(source)
        let place = try reader.document { reader throws(JSONError) in
            let start = reader.position
            let members = try reader.members()
            return members.last { source.isKey(key, at: $0.key) }?.value ?? start..<reader.position
        }
        guard source[place.lowerBound] == UInt8(ascii: "{") else { throw .wrongType(path: [key]) }
        bytes = Array(source[place])
    }

    /// Changes the object as a merge patch says (RFC 7396): objects are merged, null removes, all else replaces.
    package mutating func merge(_ patch: [String: JSONValue]) throws(JSONError) {
        var merged: [UInt8] = []
        merged.reserveCapacity(bytes.count + 512)
        try append(patch, over: 0, to: &merged)
        bytes = merged
    }

    /// Writes an object: what a patch makes of the one that begins at `start`, or of an empty one.
    private func append(
        _ patch: [String: JSONValue],
        over start: Int?,
        to output: inout [UInt8]
    ) throws(JSONError) {
        var members: [JSONReader.Member] = []
        if let start {
            var reader = JSONReader(bytes, from: start)
            members = try reader.members()
        }
        output.append(UInt8(ascii: "{"))
        for member in members where !patch.contains(where: { bytes.isKey($0.key, at: member.key) }) {
            output += bytes[member.key.lowerBound - 1..<member.value.upperBound]
            output.append(UInt8(ascii: ","))
        }
        for (key, value) in patch.sorted(by: { $0.key < $1.key }) where value != .null {
            key.appendJSON(to: &output)
            output.append(UInt8(ascii: ":"))
            if case .object(let patch) = value {
                let old = members.last { bytes.isKey(key, at: $0.key) }?.value.lowerBound
                let isObject = old.map { bytes[$0] == UInt8(ascii: "{") } ?? false
                try append(patch, over: isObject ? old : nil, to: &output)
            } else {
                output += value.bytes
            }
            output.append(UInt8(ascii: ","))
        }
        if output.last == UInt8(ascii: ",") { output.removeLast() }
        output.append(UInt8(ascii: "}"))
    }
}
