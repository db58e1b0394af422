/// The members of a JSON object, read by name and type; null counts as not there, as in Kubernetes.
package struct JSONFields: Sendable {
    private let members: [String: JSONValue]
    /// The keys that lead here, for errors.
    private let path: [String]

    /// - Throws: `JSONError` where the text is not JSON, or no object.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        try self.init(JSONValue(parsing: bytes))
    }

    /// - Throws: `JSONError.wrongType` where the value is no object.
    package init(_ value: JSONValue) throws(JSONError) {
        try self.init(value, path: [])
    }

    private init(_ value: JSONValue, path: [String]) throws(JSONError) {
        guard case .object(let members) = value else { throw .wrongType(path: path) }
        self.members = members
        self.path = path
    }

    /// What the members are called, in the order of the alphabet.
    package var names: [String] { members.keys.sorted() }

    /// Any value; nil where there is none.
    package subscript(_ key: String) -> JSONValue? {
        guard let value = members[key], value != .null else { return nil }
        return value
    }

    /// A text; nil where there is none.
    package func string(_ key: String) throws(JSONError) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.string else { throw wrongType(key) }
        return text
    }

    /// A whole number, with or without a fraction of zeros; nil where there is none.
    package func integer(_ key: String) throws(JSONError) -> Int? {
        switch self[key] {
        case nil: return nil
        case .integer(let number): return Int(number)
        case .number(let number):
            guard let number = Int(exactly: number) else { throw impossible(key) }
            return number
        default: throw wrongType(key)
        }
    }

    /// A whole number that is not negative; nil where there is none.
    package func unsigned(_ key: String) throws(JSONError) -> UInt64? {
        if case .unsigned(let number) = self[key] { return number }
        guard let number = try integer(key) else { return nil }
        guard let number = UInt64(exactly: number) else { throw impossible(key) }
        return number
    }

    /// An object's members; nil where there is none.
    package func fields(_ key: String) throws(JSONError) -> JSONFields? {
        guard let value = self[key] else { return nil }
        return try JSONFields(value, path: path + [key])
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
}
