extension HTTPHeaders {
    /// How long the other side asks to wait before the next attempt: seconds as RFC 9110, 10.2.3 has them, from 1 to an
    /// hour; nil where it does not.
    ///
    /// None at all would mean to ask again at once, for ever. A date in their place counts as nothing, since no decision
    /// reads a clock from the wire.
    package var retryAfter: Duration? {
        guard let text = self["Retry-After"], let seconds = UInt32(text) else { return nil }
        return .seconds(min(max(seconds, 1), 3600))
    }
}
