import HTTP

/// The answer to one request, given at once or later, whole or as a stream.
///
/// What is called after the answer is complete, or after the connection has ended, does nothing. A request that is
/// never answered holds its connection for as long as the client likes: answering in time is its owner's duty.
package struct Responder {
    let connection: HTTPConnection
    /// Which of the connection's requests this answers.
    let exchange: UInt64

    /// Whether the answer is still wanted.
    package var isOpen: Bool { connection.isOpen(exchange) }

    /// Gives the whole answer; to a HEAD, without the body.
    package func respond(_ response: HTTPResponse) {
        connection.respond(response, to: exchange)
    }

    /// Begins an answer whose body follows piece by piece; the response's own body is left out.
    ///
    /// To a HEAD, this is the whole answer, and `onClose` tells that there is nobody to stream to.
    package func startStream(_ head: HTTPResponse) {
        connection.startStream(head, to: exchange)
    }

    /// Sends a piece of a stream's body, or cuts a reader that has fallen behind too far.
    package func send(_ bytes: [UInt8]) {
        connection.send(bytes, to: exchange)
    }

    /// Completes a stream.
    package func end() {
        connection.endStream(exchange)
    }

    /// Has the handler called, later from the loop, if the connection ends before the answer is complete.
    ///
    /// There is one handler; a second call replaces the first one's.
    package func onClose(_ handler: @escaping () -> Void) {
        connection.onClose(of: exchange, handler)
    }
}
