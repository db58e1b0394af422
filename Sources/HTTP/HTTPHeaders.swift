/// The header fields of one HTTP message, in order, looked up without regard to case (RFC 9110, 5.1).
package struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One field line.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The fields in the order in which they came or are to be sent.
    package private(set) var fields: [Field] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0, value: $1) }
    }

    /// Adds a field behind the others, also if one of that name is there.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The value of the first field of that name.
    ///
    /// Setting replaces all fields of that name by one; nil removes them.
    package subscript(_ name: String) -> String? {
        get { fields.first { equalIgnoringCase($0.name, name) }?.value }
        set {
            fields.removeAll { equalIgnoringCase($0.name, name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// The values of all fields of that name.
    package func values(_ name: String) -> [String] {
        fields.compactMap { equalIgnoringCase($0.name, name) ? $0.value : nil }
    }

    /// The members of a comma-separated list that may be spread over several fields (RFC 9110, 5.6.1).
    func list(_ name: String) -> [ArraySlice<UInt8>] {
        let members = values(name).flatMap { Array($0.utf8).split(separator: UInt8(ascii: ",")) }
        return members.map(\.trimmed).filter { !$0.isEmpty }
    }
}

/// Whether two strings are equal but for the case of ASCII letters, as header names and tokens are compared.
package func equalIgnoringCase(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    equalIgnoringCase(left.utf8, right.utf8)
}

/// Whether two texts are equal but for the case of ASCII letters.
func equalIgnoringCase(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { asciiLowercased($0) == asciiLowercased($1) }
}

private func asciiLowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
