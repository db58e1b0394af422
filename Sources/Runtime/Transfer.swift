import CCurl
import Election
import HTTP

/// Whom a stream's parts are given to: the head once, the body piece by piece, the end once.
///
/// Nothing more is called after `onEnd`, nor after the stream has been cancelled.
package struct StreamHandlers {
    /// The status and headers, with an empty body.
    package var onHead: (HTTPResponse) -> Void
    package var onBytes: ([UInt8]) -> Void
    /// With nil, the body came to its regular end.
    package var onEnd: (TransferError?) -> Void

    package init(
        onHead: @escaping (HTTPResponse) -> Void,
        onBytes: @escaping ([UInt8]) -> Void,
        onEnd: @escaping (TransferError?) -> Void
    ) {
        self.onHead = onHead
        self.onBytes = onBytes
        self.onEnd = onEnd
    }
}

/// One request under way: libcurl's handle, what has come, and who waits for it.
final class Transfer {
    enum Recipient {
        case exchange((Result<HTTPResponse, TransferError>) -> Void)
        case stream(StreamHandlers)

        var isStream: Bool {
            switch self {
            case .exchange: false
            case .stream: true
            }
        }
    }

    let handle: EasyHandle
    private let endpoint: Endpoint
    private let recipient: Recipient
    private let isStillWanted: () -> Bool
    private var collector: ResponseCollector
    private var isHeadDelivered = false
    private var hasNews = false
    /// Is called when libcurl has brought something for the first time since the last delivery.
    private let onNews: (Transfer) -> Void
    /// Whether the answers still matter to somebody: not finished and not cancelled.
    var isActive = true
    /// The timers that give the transfer up, the one for the head first.
    var deadlines: [TimerID] = []

    init(
        handle: consuming EasyHandle,
        endpoint: Endpoint,
        recipient: Recipient,
        bodyLimitBytes: Int,
        ifStill isStillWanted: @escaping () -> Bool,
        onNews: @escaping (Transfer) -> Void
    ) {
        self.handle = handle
        self.onNews = onNews
        self.endpoint = endpoint
        self.recipient = recipient
        self.isStillWanted = isStillWanted
        collector = ResponseCollector(limits: .init(bodyBytes: bodyLimitBytes), isStream: recipient.isStream)
        self.handle.onData(
            context: Unmanaged.passUnretained(self).toOpaque(),
            header: { data, size, count, context in
                Transfer.take(data, size * count, context) { $0.collector.add(headerLine: $1) }
            },
            body: { data, size, count, context in
                Transfer.take(data, size * count, context) { $0.collector.add(body: $1) }
            }
        )
        self.handle.onConnection(context: Unmanaged.passUnretained(self).toOpaque()) { context, _, _, _, _ in
            guard let context else { return CURL_PREREQFUNC_ABORT }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.isStillWanted() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    var hasHead: Bool { collector.isHeadComplete }

    /// What libcurl calls; any result but the number of bytes ends the transfer.
    private static func take(
        _ data: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?,
        _ add: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        if !transfer.hasNews {
            transfer.hasNews = true
            transfer.onNews(transfer)
        }
        return add(transfer, UnsafeRawBufferPointer(start: data, count: count)) ? count : -1
    }

    /// Gives a stream's recipient what has come.
    func deliverNews() {
        hasNews = false
        guard case .stream(let handlers) = recipient, hasHead else { return }
        let bytes = collector.takeBody()
        if !isHeadDelivered {
            isHeadDelivered = true
            handlers.onHead(collector.response)
        }
        // The head's recipient may have cancelled the stream.
        if isActive && !bytes.isEmpty { handlers.onBytes(bytes) }
    }

    /// Tells the recipient how it ended, by libcurl's verdict.
    func finish(_ code: CURLcode) {
        switch collector.refusal {
        case .tooLarge(let part, let limitBytes):
            finish(.tooLarge(server: endpoint.name, part: part, limitBytes: limitBytes))
        case .malformed:
            finish(.broken(server: endpoint.name, reason: "the response is malformed"))
        case nil where code != CURLE_OK:
            finish(TransferError(code, endpoint: endpoint, reason: handle.reason(code)))
        case nil:
            finish(hasHead ? nil : .broken(server: endpoint.name, reason: "the response ends within its head"))
        }
    }

    /// Tells the recipient how it ended; nil is the regular end.
    func finish(_ error: TransferError?) {
        switch recipient {
        case .exchange(let completion):
            completion(error.map(Result.failure) ?? .success(collector.response))
        case .stream(let handlers):
            handlers.onEnd(error)
        }
    }
}
