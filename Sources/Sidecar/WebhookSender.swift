import Election
import HTTP
import Kubernetes
import Logging
import Notifications
import Runtime
import StatusAPI

/// Tells a webhook of changes, as a courier decides, on connections that are closed behind each request.
///
/// The body is computed when an attempt begins, and looked at once more when the connection is there: between the two a
/// name is resolved and a server reached, or this process was stopped for an hour.
final class WebhookSender: Subscriber {
    private let webhook: Webhook
    private let context: NotifierContext
    private let transfers: Transfers
    private var courier: WebhookCourier
    private let alarm: Alarm
    /// What waits for the last change to be told, and until when.
    private var drain: (end: Instant, completion: () -> Void)?

    init(_ webhook: Webhook, _ context: NotifierContext) {
        self.webhook = webhook
        self.context = context
        alarm = Alarm(loop: context.loop)
        transfers = Transfers(loop: context.loop)
        var random = SystemRandomNumberGenerator()
        courier = WebhookCourier(knowing: context.status.revision(), seed: random.next())
    }

    func settle() {
        let now = SystemClock.instant()
        if let drain, now >= drain.end { return endDrain() }
        switch courier.next(status: context.status, at: now) {
        case .send(let leadership):
            send(leadership, at: now)
            wake(at: drain?.end)
        case .wait(let instant):
            if let drain, instant >= drain.end { endDrain() } else { wake(at: instant) }
        case .underWay:
            wake(at: drain?.end)
        case .rest:
            wake(at: nil)
            endDrain()
        }
    }

    func drain(by end: Instant, completion: @escaping () -> Void) {
        drain = (end, completion)
        settle()
    }

    func close() {
        wake(at: nil)
    }

    private func send(_ leadership: Leadership, at now: Instant) {
        do throws(RuntimeError) {
            let request = try request(telling: leadership)
            transfers.start(
                request,
                to: try endpoint(),
                deadline: now + WebhookCourier.patience,
                ifStill: { [context] in context.status.revision() == leadership.revision },
                completion: { [unowned self] in end(WebhookCourier.Outcome($0)) }
            )
        } catch {
            // Never from within this call.
            context.loop.schedule(at: now) { [unowned self] in end(.failed("\(error)", retryAfter: nil)) }
        }
    }

    private func end(_ outcome: WebhookCourier.Outcome) {
        switch outcome {
        case .delivered: context.meter.metrics.notified(.webhook, .sent)
        case .refused, .failed: context.meter.metrics.notified(.webhook, .failed)
        case .outdated: break
        }
        if let remark = courier.ended(outcome, at: SystemClock.instant()) { tell(remark) }
        settle()
    }

    /// Key and authority are read each time: who replaces them does not restart us.
    private func request(telling leadership: Leadership) throws(RuntimeError) -> HTTPRequest {
        var request = HTTPRequest(method: "POST", target: webhook.target)
        request.body = StatusAPI.pushedBody(of: leadership, subject: context.subject)
        request.headers = [
            "Content-Type": "application/json",
            "User-Agent": "leader-elector/\(context.version)",
            "Connection": "close",
            "X-Leader-Elector-Delivery": leadership.revision.description,
        ]
        if let path = webhook.secretPath {
            guard let key = SigningKey(fileContents: try readFile(path)) else { throw .emptyFile(path: path) }
            request.headers["X-Leader-Elector-Signature-256"] = key.signature(of: request.body)
        }
        return request
    }

    private func endpoint() throws(RuntimeError) -> Endpoint {
        var endpoint = Endpoint(webhook.server)
        endpoint.proxy = webhook.proxy.map(Endpoint.Proxy.init)
        if let path = webhook.authorityPath { endpoint.authority = .pem(try readFile(path)) }
        return endpoint
    }

    private func endDrain() {
        defer { drain = nil }
        drain?.completion()
    }

    private func tell(_ remark: WebhookCourier.Remark) {
        let name = "the webhook at \(webhook.server.text)"
        switch remark {
        case .refused(let reason):
            context.logger.warning("\(name) was not told of a change: \(reason)")
        case .failing(let reason):
            context.logger.warning("\(name) cannot be told of a change, which is tried again: \(reason)")
        case .delivered(let failures):
            let skipped = courier.skipped
            context.logger.info("\(name) is told of changes again, after \(failures) failures; skipped: \(skipped)")
        }
    }

    private func wake(at instant: Instant?) {
        alarm.set(for: instant) { [unowned self] in settle() }
    }
}

extension WebhookCourier.Outcome {
    init(_ result: Result<HTTPResponse, TransferError>) {
        switch result {
        case .success(let response):
            self.init(response)
        case .failure(let error):
            self =
                switch error {
                case .withdrawn: .outdated
                // It was heard all the same.
                case .tooLarge: .refused("\(error)")
                case .timedOut, .cannotResolve, .cannotConnect, .tls, .badClientCertificate, .broken:
                    .failed("\(error)", retryAfter: nil)
                }
        }
    }
}
