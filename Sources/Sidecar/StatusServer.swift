import Election
import HTTP
import Runtime
import StatusAPI

/// Serves the status API on one address.
final class StatusServer {
    /// How many questions may wait for a change at a time.
    private static let waitingLimit = 256

    private let api: StatusAPI
    private let status: StatusSource
    private let loop: EventLoop
    private var listener: HTTPListener?
    private var polls = LongPolls(limit: waitingLimit)
    private var waiting: [UInt64: Responder] = [:]
    private var lastPoll: UInt64 = 0
    private var timer: TimerID?

    /// Starts to listen.
    ///
    /// - Throws: `RuntimeError` where the address cannot be listened on.
    init(
        _ api: StatusAPI,
        on address: ListenAddress,
        status: StatusSource,
        loop: EventLoop
    ) throws(RuntimeError) {
        self.api = api
        self.status = status
        self.loop = loop
        var limits = HTTPListener.Limits()
        // No route takes a body.
        limits.request.bodyBytes = 4096
        listener = try HTTPListener(on: [address], loop: loop, limits: limits) { [unowned self] request, _, responder in
            switch api.reply(to: request, status: status) {
            case .now(let response): responder.respond(response)
            case .later(let poll): hold(responder, poll)
            }
        }
    }

    /// What is listened on, with the port that the kernel picked.
    var address: String { listener?.addresses.map(\.description).joined(separator: ", ") ?? "" }

    func close() {
        listener?.close()
        if let timer { loop.cancel(timer) }
    }

    /// Answers those who wait for a change that has come; to be called after every event of the election.
    func settle() {
        for id in polls.due(revision: status.revision(), at: SystemClock.instant()) {
            waiting.removeValue(forKey: id)?.respond(api.leader(status))
        }
        wakeForNextEnd()
    }

    private func hold(_ responder: Responder, _ poll: LongPoll) {
        lastPoll += 1
        let id = lastPoll
        guard polls.hold(id, knowing: poll.known, until: SystemClock.instant() + poll.wait) else {
            let sentence = "\(Self.waitingLimit) questions wait already; ask again without wait."
            return responder.respond(.error(503, sentence, headers: ["Retry-After": "1"]))
        }
        waiting[id] = responder
        responder.onClose { [weak self] in
            self?.polls.drop(id)
            self?.waiting[id] = nil
        }
        wakeForNextEnd()
    }

    private func wakeForNextEnd() {
        if let timer { loop.cancel(timer) }
        timer = polls.nextEnd.map { end in
            loop.schedule(at: end) { [unowned self] in
                timer = nil
                settle()
            }
        }
    }
}
