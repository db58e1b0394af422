/// The members of a JSON object, read from its text by name and type; null counts as not there, as in Kubernetes.
///
/// The whole text is looked through once, so that one which is no JSON anywhere is refused; of the values only those are made
/// that are asked for.
package struct JSONFields: Sendable {
    private let bytes: [UInt8]
    private let members: [JSONReader.Member]
    /// The keys that lead here, for errors.
    private let path: [String]

    /// - Throws: `JSONError` where the text is not JSON, or no object.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        let bytes = Array(bytes)
        var reader = JSONReader(bytes)
        let members = try reader.document { reader throws(JSONError) in
            guard bytes[reader.position...].first == UInt8(ascii: "{") else {
                try reader.skipValue()
                return [JSONReader.Member]?.none
            }
            return try reader.members()
        }
        guard let members else { throw .wrongType(path: []) }
        self.init(bytes, members, path: [])
    }

    private init(_ bytes: [UInt8], _ members: [JSONReader.Member], path: [String]) {
        self.bytes = bytes
        self.members = members
        self.path = path
    }

    /// What the members are called, in the order of the alphabet.
    package var names: [String] {
        get throws(JSONError) {
            let reader = JSONReader(bytes)
            var names: [String] = []
            for member in members { names.append(try reader.text(member.key)) }
            return names.sorted()
        }
    }

    /// Any value; nil where there is none.
    package func value(_ key: String) throws(JSONError) -> JSONValue? {
        guard let place = place(key) else { return nil }
        var reader = JSONReader(bytes, from: place.lowerBound)
        return try reader.value()
    }

    /// A text; nil where there is none.
    package func string(_ key: String) throws(JSONError) -> String? {
        guard let place = place(key) else { return nil }
        guard bytes[place.lowerBound] == UInt8(ascii: "\"") else { throw wrongType(key) }
        return try JSONReader(bytes).text(place.dropFirst().dropLast())
    }

    /// A whole number, with or without a fraction of zeros; nil where there is none.
    package func integer(_ key: String) throws(JSONError) -> Int? {
        switch try value(key) {
        case nil: return nil
        case .integer(let number): return Int(number)
        case .number(let number):
            guard let number = Int(exactly: number) else { throw impossible(key) }
            return number
        case .unsigned: throw impossible(key)
        default: throw wrongType(key)
        }
    }

    /// A whole number that is not negative; nil where there is none.
    package func unsigned(_ key: String) throws(JSONError) -> UInt64? {
        if case .unsigned(let number) = try value(key) { return number }
        guard let number = try integer(key) else { return nil }
        guard let number = UInt64(exactly: number) else { throw impossible(key) }
        return number
    }

    /// An object's members; nil where there is none.
    package func fields(_ key: String) throws(JSONError) -> JSONFields? {
        guard let place = place(key) else { return nil }
        return try fields(at: place, path: path + [key])
    }

    /// The members of an array's objects; nil where there is none.
    package func elements(_ key: String) throws(JSONError) -> [JSONFields]? {
        guard let place = place(key) else { return nil }
        guard bytes[place.lowerBound] == UInt8(ascii: "[") else { throw wrongType(key) }
        var elements: [JSONFields] = []
        var reader = JSONReader(bytes, from: place.lowerBound)
        try reader.forEachElement { reader throws(JSONError) in
            elements.append(try fields(at: try reader.skipValue(), path: path + [key, "\(elements.count)"]))
        }
        return elements
    }

    /// What must be there.
    package func required<Value>(
        _ key: String,
        _ read: (String) throws(JSONError) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = try read(key) else { throw .missing(path: path + [key]) }
        return value
    }

    package func wrongType(_ key: String) -> JSONError { .wrongType(path: path + [key]) }

    package func impossible(_ key: String) -> JSONError { .impossible(path: path + [key]) }

    private func fields(at place: Range<Int>, path: [String]) throws(JSONError) -> JSONFields {
        guard bytes[place.lowerBound] == UInt8(ascii: "{") else { throw .wrongType(path: path) }
        var reader = JSONReader(bytes, from: place.lowerBound)
        return JSONFields(bytes, try reader.members(), path: path)
    }

    /// Where a value stands; nil where there is none.
    private func place(_ key: String) -> Range<Int>? {
        guard let place = members.last(where: { bytes.isKey(key, at: $0.key) })?.value,
            bytes[place.lowerBound] != UInt8(ascii: "n")
        else { return nil }
        return place
    }
}

extension [UInt8] {
    /// Whether a string of a JSON text is a key.
    func isKey(_ key: String, at place: Range<Int>) -> Bool {
        if place.count == key.utf8.count, self[place].elementsEqual(key.utf8) { return true }
        guard self[place].contains(UInt8(ascii: "\\")) else { return false }
        do throws(JSONError) {
            return try JSONReader(self).text(place).utf8.elementsEqual(key.utf8)
        } catch {
            return false
        }
    }
}
