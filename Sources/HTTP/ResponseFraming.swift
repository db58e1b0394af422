/// What a request settles about the form of its response.
package struct ResponseFraming: Hashable, Sendable {
    /// Whether the connection stays open after the response; the server may set it to false, never to true.
    package var isKeepAlive: Bool
    /// Whether the request was a HEAD, whose response is sent without its body.
    package var isHead: Bool
    /// Whether the client speaks HTTP/1.0, which knows no chunks and closes unless told otherwise.
    package var isHTTP10: Bool

    package init(isKeepAlive: Bool, isHead: Bool = false, isHTTP10: Bool = false) {
        self.isKeepAlive = isKeepAlive
        self.isHead = isHead
        self.isHTTP10 = isHTTP10
    }

    /// For the response to something that was no request, or came too late: the last one of its connection.
    package static let closing = ResponseFraming(isKeepAlive: false)
}
