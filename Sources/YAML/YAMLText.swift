/// The text of a document: checked UTF-8 without a byte order mark, each line ending in a line feed.
struct YAMLText {
    let bytes: [UInt8]

    /// - Throws: `YAMLError` for bytes that are no UTF-8, and for characters that YAML does not allow or that its
    ///   versions disagree about (NEL, LS and PS end a line in YAML 1.1 only).
    init(_ input: [UInt8]) throws(YAMLError) {
        guard input.count <= YAMLReader.limitBytes else { throw YAMLError(line: 1, column: 1, .tooLarge) }
        guard !input.starts(with: [0xff, 0xfe]), !input.starts(with: [0xfe, 0xff]) else {
            throw YAMLError(line: 1, column: 1, .utf16)
        }
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        var iterator = input.dropFirst(input.starts(with: mark) ? mark.count : 0).makeIterator()
        var decoder = UTF8()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(input.count)
        var (line, column) = (1, 1)
        var isBehindReturn = false
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .emptyInput:
                break decoding
            case .error:
                throw YAMLError(line: line, column: column, .notUTF8)
            case .scalarValue(let scalar):
                let wasReturn = isBehindReturn
                isBehindReturn = scalar == "\r"
                if scalar == "\n" && wasReturn { continue }
                if scalar == "\n" || scalar == "\r" {
                    bytes.append(UInt8(ascii: "\n"))
                    (line, column) = (line + 1, 1)
                    continue
                }
                guard Self.isAllowed(scalar.value) else {
                    throw YAMLError(line: line, column: column, .forbiddenCharacter(scalar.value))
                }
                bytes += UTF8.encode(scalar).map(Array.init) ?? []
                column += 1
            }
        }
        self.bytes = bytes
    }

    private static func isAllowed(_ value: UInt32) -> Bool {
        switch value {
        case 0x09, 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff:
            true
        default:
            false
        }
    }
}
