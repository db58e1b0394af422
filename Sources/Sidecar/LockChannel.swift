import Election
import HTTP
import Kubernetes
import Runtime

/// Carries out what is decided about one lock: requests, the watch and one timer, and hands back what becomes of them.
///
/// It decides nothing. All of it happens on the loop, so events come one after the other and in order.
package final class LockChannel {
    private let session: LockSession
    private let client: APIClient
    private let loop: EventLoop
    private let renewDeadline: Duration
    private let watchSeconds: Int
    private let alarm: Alarm
    private var request: APICall?
    private var watch: OpenWatch?
    /// Called with the head of each answer.
    private let onHeaders: (HTTPHeaders) -> Void
    private let onEvent: (Elector.Event) -> Void

    /// - Parameters:
    ///   - client: with connections that no other lock uses.
    ///   - watchSeconds: after which the server is to end a watch in order.
    init(
        session: LockSession,
        client: APIClient,
        timing: Timing,
        watchSeconds: Int,
        loop: EventLoop,
        onHeaders: @escaping (HTTPHeaders) -> Void,
        onEvent: @escaping (Elector.Event) -> Void
    ) {
        self.session = session
        self.client = client
        self.loop = loop
        alarm = Alarm(loop: loop)
        renewDeadline = timing.renewDeadline
        self.watchSeconds = watchSeconds
        self.onHeaders = onHeaders
        self.onEvent = onEvent
    }

    /// Carries out what is about the lock; notices and the end are not.
    package func carryOut(_ action: Elector.Action) {
        switch action {
        case .read(let deadline):
            send(session.readRequest(), by: deadline, outcome: session.readOutcome)
        case .write(let write, let deadline):
            send(by: deadline, outcome: session.writeOutcome) { () throws(RequestFailure) in
                try session.writeRequest(write)
            }
        case .propose(let proposal, let deadline):
            send(by: deadline, outcome: session.proposalOutcome) { () throws(RequestFailure) in
                try session.proposalRequest(proposal)
            }
        case .watch(let version):
            openWatch(from: version)
        case .stopWatching:
            closeWatch()
        case .sleep(let instant):
            alarm.set(for: instant) { [unowned self] in onEvent(.timerFired) }
        case .note, .finish:
            break
        }
    }

    /// Gives everything up; no event follows.
    package func close() {
        alarm.set(for: nil)
        if let request { client.cancel(request) }
        closeWatch()
    }

    // MARK: Requests

    /// Sends a request that it may not be possible to make.
    private func send(
        by deadline: Instant,
        outcome: @escaping (Result<HTTPResponse, RequestFailure>) -> Elector.Event,
        _ request: () throws(RequestFailure) -> HTTPRequest
    ) {
        do throws(RequestFailure) {
            send(try request(), by: deadline, outcome: outcome)
        } catch {
            // The loop's next turn, so that an action is never answered from within its own event.
            loop.schedule(at: SystemClock.instant()) { [unowned self] in onEvent(outcome(.failure(error))) }
        }
    }

    private func send(
        _ request: HTTPRequest,
        by deadline: Instant,
        outcome: @escaping (Result<HTTPResponse, RequestFailure>) -> Elector.Event
    ) {
        self.request = client.send(request, by: deadline) { [unowned self] result in
            self.request = nil
            if case .success(let response) = result { onHeaders(response.headers) }
            onEvent(outcome(result))
        }
    }

    // MARK: The watch

    private func openWatch(from version: String?) {
        closeWatch()
        let now = SystemClock.instant()
        let headWait = max(renewDeadline / 2, .seconds(1))
        let opened = OpenWatch(LockWatch(of: session))
        watch = opened
        opened.call = client.stream(
            session.watchRequest(from: version, timeoutSeconds: watchSeconds),
            headBy: now + headWait,
            endBy: now + headWait + .seconds(watchSeconds),
            onHead: { [unowned self] head in
                onHeaders(head.headers)
                deliver(opened.session.receiveHead(status: head.status, headers: head.headers), of: opened)
            },
            onBytes: { [unowned self] bytes in deliver(opened.session.receive(bytes), of: opened) },
            onEnd: { [unowned self] failure in
                opened.call = nil
                deliver(opened.session.receiveEnd(failure), of: opened)
            }
        )
    }

    /// Hands on a watch's events, until one of them makes the elector drop that watch.
    private func deliver(_ events: [Elector.Event], of opened: OpenWatch) {
        if opened.session.isOver, let call = opened.call { client.cancel(call) }
        for event in events where watch === opened {
            if case .watchEnded = event { watch = nil }
            onEvent(event)
        }
    }

    private func closeWatch() {
        if let call = watch?.call { client.cancel(call) }
        watch = nil
    }
}

/// A watch and what carries it.
private final class OpenWatch {
    var session: LockWatch
    var call: APICall?

    init(_ session: LockWatch) {
        self.session = session
    }
}
