extension DecodingError {
    /// Where the text is wrong, and how, in words that fit into a sentence.
    package var cause: String {
        switch self {
        case .typeMismatch(_, let context):
            "'\(path(context.codingPath))' is of the wrong type"
        case .valueNotFound(_, let context):
            "'\(path(context.codingPath))' is null"
        case .keyNotFound(let key, let context):
            "'\(path(context.codingPath + [key]))' is missing"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(path(context.codingPath))' has an impossible value"
        case .dataCorrupted:
            "it is no JSON that can be read"
        @unknown default:
            "it cannot be decoded"
        }
    }

    private func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the whole" : keys.map(\.stringValue).joined(separator: ".")
    }
}
