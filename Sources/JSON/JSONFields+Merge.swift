extension JSONFields {
    /// The object's text, changed as a merge patch says (RFC 7396): objects are merged, null removes, all else replaces.
    ///
    /// What the patch does not name keeps its text, byte for byte.
    package func merged(with patch: [String: JSONValue]) -> [UInt8] {
        var merged: [UInt8] = []
        merged.reserveCapacity(document.place(node).count + 512)
        append(patch, over: node, to: &merged)
        return merged
    }

    /// Writes an object: what a patch makes of another, or of an empty one.
    private func append(_ patch: [String: JSONValue], over object: Int?, to output: inout [UInt8]) {
        let patch = patch.sorted { $0.key < $1.key }
        output.append(UInt8(ascii: "{"))
        for key in object.map(document.children) ?? []
        where !patch.contains(where: { document.isText(key, $0.key) }) {
            output += document.bytes[document.place(key).lowerBound..<document.place(key + 1).upperBound]
            output.append(UInt8(ascii: ","))
        }
        for (key, value) in patch where value != .null {
            key.appendJSON(to: &output)
            output.append(UInt8(ascii: ":"))
            if case .object(let patch) = value {
                let old = object.flatMap { document.member(key, of: $0) }
                append(patch, over: old.flatMap { document.nodes[$0].kind == .object ? $0 : nil }, to: &output)
            } else {
                value.append(to: &output)
            }
            output.append(UInt8(ascii: ","))
        }
        if output.last == UInt8(ascii: ",") { output.removeLast() }
        output.append(UInt8(ascii: "}"))
    }
}
