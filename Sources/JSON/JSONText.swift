/// The text of a JSON object, of which some members are set, and all else stays as it is, byte for byte.
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

    /// The text of an object that was made here.
    package init(_ object: [String: JSONValue]) {
        bytes = JSONValue.object(object).bytes
    }

    /// Sets the value that the keys lead to, or removes it; what is no object on the way to it becomes one.
    ///
    /// - Parameter path: one key at least.
    package mutating func set(_ path: [String], to value: JSONValue?) throws(JSONError) {
        var start = 0
        for (index, key) in path.enumerated() {
            let (members, number) = try theOne(key, at: start)
            let rest = path[(index + 1)...]
            if let number, !rest.isEmpty, bytes[members[number].value.lowerBound] == UInt8(ascii: "{") {
                start = members[number].value.lowerBound
                continue
            }
            guard let value else {
                if let number, rest.isEmpty { remove(number, of: members) }
                return
            }
            let text = rest.reversed().reduce(value) { .object([$1: $0]) }.bytes
            if let number {
                bytes.replaceSubrange(members[number].value, with: text)
            } else {
                let member = Array(key.jsonQuoted.utf8) + [UInt8(ascii: ":")] + text
                bytes.insert(contentsOf: member + (members.isEmpty ? [] : [UInt8(ascii: ",")]), at: start + 1)
            }
            return
        }
    }

    /// The members of the object that begins at `start`, and which of them is called so; those before it are removed.
    private mutating func theOne(_ key: String, at start: Int) throws(JSONError) -> ([JSONReader.Member], Int?) {
        while true {
            var reader = JSONReader(bytes, from: start)
            let members = try reader.members()
            let numbers = members.indices.filter { bytes.isKey(key, at: members[$0].key) }
            guard numbers.count > 1 else { return (members, numbers.first) }
            remove(numbers[0], of: members)
        }
    }

    /// Removes a member, and the comma behind it, or before it if it is the last.
    private mutating func remove(_ number: Int, of members: [JSONReader.Member]) {
        var place = members[number].key.lowerBound - 1..<members[number].value.upperBound
        if number + 1 < members.count {
            place = place.lowerBound..<members[number + 1].key.lowerBound - 1
        } else if number > 0 {
            place = members[number - 1].value.upperBound..<place.upperBound
        }
        bytes.removeSubrange(place)
    }
}
