/// Why a text is not the JSON that was expected.
package enum JSONError: Error, Hashable, Sendable {
    /// It is no JSON in UTF-8, is nested too deep, or has a number beyond all bounds.
    case unreadable(atByte: Int)
    /// A member that has to be there is not, or is null; the path leads to it by keys.
    case missing(path: [String])
    /// A value is of another type than it has to be; the path is empty for the whole text.
    case wrongType(path: [String])
    /// A value has the right type, but does not mean anything.
    case impossible(path: [String])

    /// Where the text is wrong, and how, in words that fit into a sentence.
    package var cause: String {
        switch self {
        case .unreadable(let byte): "it is no JSON from byte \(byte) on"
        case .missing(let path): "\(Self.text(path)) is missing"
        case .wrongType(let path): "\(Self.text(path)) is of the wrong type"
        case .impossible(let path): "\(Self.text(path)) has an impossible value"
        }
    }

    private static func text(_ path: [String]) -> String {
        path.isEmpty ? "the whole" : "'\(path.joined(separator: "."))'"
    }
}
