import HTTP

/// The warnings that an API server adds to its answers (KEP-1693), each text told once.
///
/// They come as header fields, `Warning: 299 - "text"` (RFC 7234, 5.5), with every answer that they concern: of a
/// deprecated kind, with every renewal.
package struct ServerWarnings: Hashable, Sendable {
    /// How many texts are remembered; further ones are not told, so that a text with a counter in it fills no log.
    package static let limit = 32

    private var told: Set<String> = []

    package init() {}

    /// The texts in an answer's head that have not been told before.
    package mutating func news(in headers: HTTPHeaders) -> [String] {
        var news: [String] = []
        for text in headers.values("Warning").flatMap(Self.texts) where told.count < Self.limit {
            let text = text.readable()
            if told.insert(text).inserted { news.append(text) }
        }
        return news
    }

    /// The texts of one field's warnings with code 299; where it makes no sense, the rest of it is left out.
    private static func texts(of field: String) -> [String] {
        var texts: [String] = []
        var rest = field[...]
        while true {
            rest = rest.drop { $0 == " " || $0 == "," }
            let code = rest.prefix { $0 != " " }
            // The agent, who is never told apart.
            rest = rest[code.endIndex...].drop { $0 == " " }.drop { $0 != " " }.drop { $0 == " " }
            guard let text = quoted(&rest), code.count == 3, code.allSatisfy(\.isNumber) else { return texts }
            if code == "299" { texts.append(text) }
            // A date may follow.
            _ = rest.first == " " ? quoted(&rest, after: " ") : nil
        }
    }

    /// Takes a quoted string (RFC 9110, 5.6.4) off the front.
    private static func quoted(_ rest: inout Substring, after space: String = "") -> String? {
        guard rest.hasPrefix(space + "\"") else { return nil }
        var tail = rest.dropFirst(space.count + 1)
        var text = ""
        while let character = tail.popFirst() {
            switch character {
            case "\"":
                rest = tail
                return text
            case "\\":
                guard let escaped = tail.popFirst() else { return nil }
                text.append(escaped)
            default:
                text.append(character)
            }
        }
        return nil
    }
}
