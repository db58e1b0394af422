import CCurl
import Election
import HTTP

/// The transfers that share a pool of kept-alive connections: one of libcurl's multi handles, tied to the loop.
///
/// Libcurl says which sockets to watch and when to wake it; the loop waits for them like for all others.
final class TransferPool {
    private let loop: EventLoop
    private let multi: UnsafeMutableRawPointer
    private var wakeUp: TimerID?
    private var sockets: Set<Int32> = []
    /// By their easy handles, by which libcurl names them.
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    /// Those that libcurl has brought something for, in this order.
    private var news: [Transfer] = []
    /// Whether the last transfer failed, which idle connections have likely done with it, without telling us.
    private var distrustsIdleConnections = false

    /// Makes a pool that keeps up to `idleConnections` connections for later requests.
    init(loop: EventLoop, idleConnections: Int) {
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl is out of memory") }
        self.loop = loop
        self.multi = multi
        ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnections)
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        ccurl_multi_set_socket_function(multi) { _, socket, interest, context, _ in
            if let context { TransferPool.at(context).watch(socket, interest) }
            return 0
        }
        ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        ccurl_multi_set_timer_function(multi) { _, milliseconds, context in
            if let context { TransferPool.at(context).wake(afterMilliseconds: milliseconds) }
            return 0
        }
    }

    deinit {
        ccurl_multi_set_socket_function(multi, nil)
        ccurl_multi_set_timer_function(multi, nil)
        if let wakeUp { loop.cancel(wakeUp) }
        sockets.forEach(loop.unwatch)
        for transfer in transfers.values {
            transfer.deadlines.forEach(loop.cancel)
            curl_multi_remove_handle(multi, transfer.handle.pointer)
        }
        curl_multi_cleanup(multi)
    }

    /// Sends a request; the transfer is given up at `deadline`, and at `headDeadline` if there is no whole head by then.
    func start(
        _ request: HTTPRequest,
        to endpoint: Endpoint,
        headDeadline: Instant,
        deadline: Instant,
        bodyLimitBytes: Int,
        ifStill isStillWanted: @escaping () -> Bool = { true },
        recipient: Transfer.Recipient
    ) -> Transfer {
        let handle = EasyHandle(
            request,
            endpoint: endpoint,
            connectTimeout: headDeadline - SystemClock.instant(),
            onFreshConnection: distrustsIdleConnections
        )
        let transfer = Transfer(
            handle: handle,
            endpoint: endpoint,
            recipient: recipient,
            bodyLimitBytes: bodyLimitBytes,
            ifStill: isStillWanted,
            onNews: { [unowned self] in news.append($0) }
        )
        transfers[transfer.handle.pointer] = transfer
        transfer.deadlines = [
            loop.schedule(at: headDeadline) { [unowned self] in
                if !transfer.hasHead { giveUp(transfer, .timedOut(server: endpoint.name)) }
            },
            loop.schedule(at: deadline) { [unowned self] in giveUp(transfer, .timedOut(server: endpoint.name)) },
        ]
        if request.headers.isSendable {
            curl_multi_add_handle(multi, transfer.handle.pointer)
            begin()
        } else {
            let reason = "a header of the request holds a line break"
            let refusal = TransferError.broken(server: endpoint.name, reason: reason)
            let timer = loop.schedule(at: SystemClock.instant()) { [unowned self] in giveUp(transfer, refusal) }
            transfer.deadlines.append(timer)
        }
        return transfer
    }

    /// Forgets a transfer, and closes its connection if it was still under way.
    func remove(_ transfer: Transfer) {
        transfer.isActive = false
        transfer.deadlines.forEach(loop.cancel)
        transfers[transfer.handle.pointer] = nil
        curl_multi_remove_handle(multi, transfer.handle.pointer)
    }

    private func giveUp(_ transfer: Transfer, _ error: TransferError) {
        remove(transfer)
        distrustsIdleConnections = true
        transfer.finish(error)
    }

    // MARK: What libcurl asks for

    private static func at(_ context: UnsafeMutableRawPointer) -> TransferPool {
        Unmanaged.fromOpaque(context).takeUnretainedValue()
    }

    /// Watches a socket anew, whatever was known of its number: libcurl closes and opens sockets in between.
    private func watch(_ socket: Int32, _ interest: Int32) {
        loop.unwatch(socket)
        sockets.remove(socket)
        guard interest != CURL_POLL_REMOVE else { return }
        var readiness: EventLoop.Readiness = []
        if interest & CURL_POLL_IN != 0 { readiness.insert(.read) }
        if interest & CURL_POLL_OUT != 0 { readiness.insert(.write) }
        do {
            try loop.watch(socket, for: readiness) { [unowned self] in act(on: socket, $0) }
            sockets.insert(socket)
        } catch {
            // Out of memory: the transfer runs into its deadline. Told of it, libcurl would give up all others as well.
        }
    }

    /// Replaces the one wake-up that libcurl asks for; it is negative for none.
    private func wake(afterMilliseconds milliseconds: Int) {
        if let wakeUp { loop.cancel(wakeUp) }
        wakeUp = nil
        guard milliseconds >= 0 else { return }
        wakeUp = loop.schedule(at: SystemClock.instant() + .milliseconds(milliseconds)) { [unowned self] in
            wakeUp = nil
            act(on: CURL_SOCKET_BAD, [])
        }
    }

    /// Lets libcurl send a new request at once, without a turn of the loop; what comes of it at once is told in the next.
    private func begin() {
        wake(afterMilliseconds: -1)
        var running: Int32 = 0
        curl_multi_socket_action(multi, CURL_SOCKET_BAD, 0, &running)
        guard !news.isEmpty || running < transfers.count else { return }
        loop.schedule(at: SystemClock.instant()) { [weak self] in self?.deliverNews() }
    }

    /// Lets libcurl work, and only then calls handlers, which may start and cancel transfers.
    private func act(on socket: Int32, _ readiness: EventLoop.Readiness) {
        var events: Int32 = 0
        if readiness.contains(.read) { events |= CURL_CSELECT_IN }
        if readiness.contains(.write) { events |= CURL_CSELECT_OUT }
        if readiness.contains(.hangup) { events |= CURL_CSELECT_ERR }
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, events, &running)
        deliverNews()
    }

    private func deliverNews() {
        let transfersWithNews = news
        news = []
        for transfer in transfersWithNews where transfer.isActive { transfer.deliverNews() }
        finishEnded()
    }

    private func finishEnded() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle, let transfer = transfers[easy] else {
                continue
            }
            let code = message.data.result
            // One that a handler has started just now may have ended already, and nothing of it has been told yet.
            transfer.deliverNews()
            guard transfer.isActive else { continue }
            remove(transfer)
            distrustsIdleConnections = code != CURLE_OK
            transfer.finish(code)
        }
    }
}

extension HTTPHeaders {
    /// Whether no field holds a byte that would end its line: a token read from a file may.
    fileprivate var isSendable: Bool {
        fields.allSatisfy { field in
            [field.name, field.value].allSatisfy { !$0.utf8.contains { $0 == 0 || $0 == 0x0a || $0 == 0x0d } }
        }
    }
}
