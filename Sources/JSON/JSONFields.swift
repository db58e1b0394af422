/// The members of a JSON object, read from its text by name and type; null counts as not there, as in Kubernetes.
///
/// The whole text is looked through once, so that one which is no JSON anywhere is refused; of the values only those are made
/// that are asked for.
package struct JSONFields: Sendable {
    let document: JSONDocument
    /// The object.
    let node: Int

    /// - Throws: `JSONError` where the text is not JSON, or no object.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        try self.init(JSONDocument(parsing: bytes), 0)
    }

    private init(_ document: JSONDocument, _ node: Int) throws(JSONError) {
        guard document.nodes[node].kind == .object else { throw .wrongType(path: document.path(to: node)) }
        self.document = document
        self.node = node
    }

    /// What the members are called, in the order of the alphabet.
    package var names: [String] { document.children(node).map(document.text).sorted() }

    /// Any value; nil where there is none.
    package func value(_ key: String) -> JSONValue? { place(key).map(document.value) }

    /// A text; nil where there is none.
    package func string(_ key: String) throws(JSONError) -> String? {
        guard let place = place(key) else { return nil }
        switch document.nodes[place].kind {
        case .string, .escapedString: return document.text(place)
        case .null, .yes, .no, .integer, .number, .array, .object: throw wrongType(key)
        }
    }

    /// A whole number, with or without a fraction of zeros; nil where there is none.
    package func integer(_ key: String) throws(JSONError) -> Int? {
        switch value(key) {
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
        if case .unsigned(let number) = value(key) { return number }
        guard let number = try integer(key) else { return nil }
        guard let number = UInt64(exactly: number) else { throw impossible(key) }
        return number
    }

    /// An object's members; nil where there is none.
    package func fields(_ key: String) throws(JSONError) -> JSONFields? {
        guard let place = place(key) else { return nil }
        return try JSONFields(document, place)
    }

    /// The members of an array's objects; nil where there is none.
    package func elements(_ key: String) throws(JSONError) -> [JSONFields]? {
        guard let place = place(key) else { return nil }
        guard document.nodes[place].kind == .array else { throw wrongType(key) }
        var elements: [JSONFields] = []
        for child in document.children(place) { elements.append(try JSONFields(document, child)) }
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

    /// The keys that lead here, for errors.
    private var path: [String] { document.path(to: node) }

    /// The node of a value; nil where there is none.
    private func place(_ key: String) -> Int? {
        guard let place = document.member(key, of: node), document.nodes[place].kind != .null else { return nil }
        return place
    }
}
