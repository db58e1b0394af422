/// How much of one request a server takes in before it refuses.
///
/// A bound on every part, so that a client costs a known amount of memory whatever it sends.
package struct RequestLimits: Hashable, Sendable {
    /// Bytes of the request line without its line end; 414 beyond.
    package var requestLineBytes: Int
    /// Bytes of all field lines with their line ends; 431 beyond.
    ///
    /// It bounds a chunked body's extensions and trailers too.
    package var headerBytes: Int
    /// Number of field lines; 431 beyond.
    package var headerFields: Int
    /// Bytes of the body, decoded; 413 beyond.
    package var bodyBytes: Int

    package init(
        requestLineBytes: Int = 8 * 1024,
        headerBytes: Int = 16 * 1024,
        headerFields: Int = 64,
        bodyBytes: Int = 64 * 1024
    ) {
        self.requestLineBytes = requestLineBytes
        self.headerBytes = headerBytes
        self.headerFields = headerFields
        self.bodyBytes = bodyBytes
    }
}
