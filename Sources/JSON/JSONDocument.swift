/// The text of one JSON value (RFC 8259), and where in it all its values stand.
///
/// A candidate reads its lock at every renewal, cold, so the text is looked at once, and of its values only those are made
/// that somebody asks for. Of members with one name the last counts, as in Go.
struct JSONDocument: Sendable {
    /// A value, or the key of a member, whose value is the node behind it; an array's and an object's are followed by
    /// those in them.
    struct Node: Sendable {
        /// Where it begins and ends in the text.
        var start: UInt32
        var end: UInt32
        /// The first node behind this one and all that is in it.
        var next: UInt32
        var kind: Kind
    }

    enum Kind: Sendable {
        case null, yes, no, integer, number, string, array, object
        /// A string with backslashes in it.
        case escapedString
    }

    let bytes: [UInt8]
    let nodes: [Node]

    /// - Throws: `JSONError.unreadable` where it is not JSON in UTF-8, is nested deeper than 512 levels or has a number beyond
    ///   all bounds.
    init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        self.bytes = Array(bytes)
        var scanner = JSONScanner(self.bytes)
        try scanner.scan()
        nodes = scanner.nodes
    }

    /// Where a node stands in the text.
    func place(_ node: Int) -> Range<Int> { Int(nodes[node].start)..<Int(nodes[node].end) }

    /// The first node behind this one and all that is in it.
    func next(_ node: Int) -> Int { Int(nodes[node].next) }

    /// The nodes of an array's elements, or of an object's keys.
    func children(_ node: Int) -> [Int] {
        var children: [Int] = []
        let step = nodes[node].kind == .object ? 1 : 0
        var child = node + 1
        while child < next(node) {
            children.append(child)
            child = next(child + step)
        }
        return children
    }

    /// The node of a member's value; nil where an object has no such member.
    func member(_ name: String, of object: Int) -> Int? {
        var found: Int?
        var key = object + 1
        while key < next(object) {
            if isText(key, name) { found = key + 1 }
            key = next(key + 1)
        }
        return found
    }

    /// Whether a string is this text.
    func isText(_ node: Int, _ text: String) -> Bool {
        if nodes[node].kind == .escapedString { return self.text(node).utf8.elementsEqual(text.utf8) }
        let place = place(node)
        // With its quotes.
        guard place.count == text.utf8.count + 2 else { return false }
        var text = text
        return text.withUTF8 { text in
            text.indices.allSatisfy { text[$0] == bytes[place.lowerBound + 1 + $0] }
        }
    }

    /// The text of a string.
    func text(_ node: Int) -> String {
        let text = bytes[place(node).dropFirst().dropLast()]
        guard nodes[node].kind == .escapedString else { return String(decoding: text, as: UTF8.self) }
        return String(decoding: JSONScanner.unescaped(text), as: UTF8.self)
    }

    /// The tree of a value.
    func value(_ node: Int) -> JSONValue {
        switch nodes[node].kind {
        case .null: return .null
        case .yes: return .bool(true)
        case .no: return .bool(false)
        case .string, .escapedString: return .string(text(node))
        case .array: return .array(children(node).map(value))
        case .object:
            var members: [String: JSONValue] = [:]
            for key in children(node) { members[text(key)] = value(key + 1) }
            return .object(members)
        case .integer, .number: return number(node)
        }
    }

    /// A number that no integer holds is a `Double`.
    private func number(_ node: Int) -> JSONValue {
        let text = String(decoding: bytes[place(node)], as: UTF8.self)
        if nodes[node].kind == .integer {
            if let number = Int64(text) { return .integer(number) }
            if let number = UInt64(text) { return .unsigned(number) }
        }
        guard let number = Double(text) else { preconditionFailure("a number that was read is none: \(text)") }
        return .number(number)
    }

    /// The keys that lead to a node, with the places of elements, for errors.
    func path(to node: Int) -> [String] {
        var path: [String] = []
        var place = 0
        while place != node {
            let isObject = nodes[place].kind == .object
            let children = children(place)
            guard let index = children.lastIndex(where: { $0 <= node }) else { break }
            path.append(isObject ? text(children[index]) : "\(index)")
            place = isObject ? children[index] + 1 : children[index]
        }
        return path
    }
}
