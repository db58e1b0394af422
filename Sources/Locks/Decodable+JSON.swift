import FoundationEssentials

extension Decodable {
    /// Decodes a value from JSON text.
    ///
    /// - Throws: `DecodingError` where the text is not JSON, is nested deeper than 512 levels, or is not such a value.
    package init(json text: some Sequence<UInt8>) throws(DecodingError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(text))
        } catch let error as DecodingError {
            throw error
        } catch {
            throw .dataCorrupted(.init(codingPath: [], debugDescription: "\(error)", underlyingError: error))
        }
    }
}
