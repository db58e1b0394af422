import Election

/// Keeps a token that its file's owner replaces now and then, and decides when to look at the file again.
///
/// Kubelet replaces a pod's token at 80 % of its life, of at least ten minutes, and the old one stays good for the rest:
/// looking every `period` misses none.
///
/// # What the caller must do
///
/// Before each request ask `isDue`, and if so read the file and hand over what came; add `token` to the request, and
/// without one send none: the server would take it for somebody unknown. Report a 401 with `refused`.
package struct TokenCache: Sendable {
    /// How long a token is used before its file is looked at again, if nothing speaks against it.
    package static let period = Duration.seconds(10)

    /// The newest token that could be read; nil before the first.
    ///
    /// An unreadable file does not take it away: the server
    /// judges for how long a token is good.
    package private(set) var token: BearerToken?
    private var lookedAt: Instant?
    private var wasRefused = false

    package init() {}

    /// Whether the file is to be read before the next request.
    package func isDue(at now: Instant) -> Bool {
        guard let lookedAt, !wasRefused, token != nil else { return true }
        return now - lookedAt >= Self.period
    }

    /// Takes in what the file held.
    ///
    /// - Throws: `TokenError` where that is no token; the one before is kept.
    package mutating func look(_ fileContents: [UInt8], at now: Instant) throws(TokenError) {
        failedToLook(at: now)
        token = try BearerToken(fileContents: fileContents)
    }

    /// The file could not be read: the token before, if there is one, is used on.
    package mutating func failedToLook(at now: Instant) {
        lookedAt = now
        wasRefused = false
    }

    /// A request with this token was answered 401: the file may hold a newer one already.
    package mutating func refused() {
        wasRefused = true
    }
}
