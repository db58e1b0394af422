import Election
import HTTP

/// Names a transfer, so that it can be cancelled.
package struct TransferID: Hashable, Sendable {
    fileprivate let number: UInt64
}

/// The HTTP client: whole exchanges and endless streams over libcurl, without blocking the loop.
///
/// HTTP/1.1 with kept-alive connections, no redirects, no proxy but the one that an endpoint names. Streams have connections of
/// their own, so that none ever waits for another. The connection of a transfer that was given up or cancelled is
/// closed, and after a failure the next one gets a new connection, since idle ones have likely died with it; a request
/// with `Connection: close` has its connection closed behind it.
/// Handlers are called from the loop, never from within `start`. Keep it for as long as the loop runs.
package final class Transfers {
    private let loop: EventLoop
    private let exchanges: TransferPool
    private let streams: TransferPool
    private var active: [TransferID: (transfer: Transfer, pool: TransferPool)] = [:]
    private var lastNumber: UInt64 = 0
    /// How the exchange went that ended last; to be looked at by its completion.
    package private(set) var lastCourse: TransferCourse?

    package init(loop: EventLoop) {
        self.loop = loop
        exchanges = TransferPool(loop: loop, idleConnections: 1)
        streams = TransferPool(loop: loop, idleConnections: 1)
    }

    /// Sends a request and collects the response, whatever its status.
    ///
    /// - Parameters:
    ///   - request: Its method is GET, POST, PUT, PATCH or DELETE.
    ///   - deadline: For the whole exchange, from the name's resolution to the last byte.
    ///   - bodyLimitBytes: A response with a larger body is an error.
    ///   - isStillWanted: Is asked as soon as there is a connection, which may be before `start` returns; with false
    ///     nothing is sent, and the exchange ends with `TransferError.withdrawn`. It must not start or cancel any.
    ///   - completion: Is called once, unless the exchange is cancelled before.
    @discardableResult
    package func start(
        _ request: HTTPRequest,
        to endpoint: Endpoint,
        deadline: Instant,
        bodyLimitBytes: Int = 1 << 20,
        ifStill isStillWanted: @escaping () -> Bool = { true },
        completion: @escaping (Result<HTTPResponse, TransferError>) -> Void
    ) -> TransferID {
        let id = nextID()
        let recipient = Transfer.Recipient.exchange { [unowned self] result in
            var failure: TransferError?
            if case .failure(let error) = result { failure = error }
            lastCourse = active.removeValue(forKey: id)?.transfer.handle.course(failure: failure)
            completion(result)
        }
        let transfer = exchanges.start(
            request,
            to: endpoint,
            headDeadline: deadline,
            deadline: deadline,
            bodyLimitBytes: bodyLimitBytes,
            ifStill: isStillWanted,
            recipient: recipient
        )
        active[id] = (transfer, exchanges)
        return id
    }

    /// Sends a request and hands on the response as it comes, for watches.
    ///
    /// - Parameters:
    ///   - request: Its method is GET, POST, PUT, PATCH or DELETE.
    ///   - headDeadline: By then the whole head must have come.
    ///   - deadline: By then the stream must have ended.
    ///   - errorBodyLimitBytes: A larger body of a response that is not 2xx is an error.
    @discardableResult
    package func startStream(
        _ request: HTTPRequest,
        to endpoint: Endpoint,
        headDeadline: Instant,
        deadline: Instant,
        errorBodyLimitBytes: Int = 1 << 20,
        handlers: StreamHandlers
    ) -> TransferID {
        let id = nextID()
        var handlers = handlers
        handlers.onEnd = { [unowned self, onEnd = handlers.onEnd] error in
            active[id] = nil
            onEnd(error)
        }
        let transfer = streams.start(
            request,
            to: endpoint,
            headDeadline: headDeadline,
            deadline: deadline,
            bodyLimitBytes: errorBodyLimitBytes,
            recipient: .stream(handlers)
        )
        active[id] = (transfer, streams)
        return id
    }

    /// Gives a transfer up: its handlers are not called any more, and its connection is closed.
    ///
    /// Nothing happens if it has ended. The server may act on the request all the same.
    package func cancel(_ id: TransferID) {
        guard let (transfer, pool) = active.removeValue(forKey: id) else { return }
        pool.remove(transfer)
    }

    private func nextID() -> TransferID {
        lastNumber += 1
        return TransferID(number: lastNumber)
    }
}
