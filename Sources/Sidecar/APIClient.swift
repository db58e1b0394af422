import Election
import HTTP
import Kubernetes
import Runtime

/// Carries requests to the API server with the credentials of the moment, and tells failures in the election's terms.
final class APIClient {
    private let transfers: Transfers
    private let endpoint: Endpoint
    private let credentials: Cluster.Credentials
    private var token = TokenCache()

    init(cluster: Cluster, loop: EventLoop) {
        transfers = Transfers(loop: loop)
        endpoint = Endpoint(
            scheme: cluster.server.scheme == .https ? .https : .http,
            host: cluster.server.host,
            port: cluster.server.port,
            pathPrefix: cluster.server.pathPrefix,
            authority: cluster.endpointAuthority
        )
        credentials = cluster.credentials
    }

    /// Sends a request; the completion is called once, by the deadline, unless it is cancelled before.
    func send(
        _ request: HTTPRequest,
        by deadline: Instant,
        completion: @escaping (Result<HTTPResponse, RequestFailure>) -> Void
    ) -> TransferID {
        transfers.start(authorized(request), to: endpoint, deadline: deadline, bodyLimitBytes: LockSession.bodyLimit) {
            [unowned self] result in
            if case .success(let response) = result { look(at: response.status) }
            completion(result.mapError(RequestFailure.init))
        }
    }

    /// Opens a stream; nothing more is called after `onEnd` or `cancel`.
    func stream(
        _ request: HTTPRequest,
        headBy headDeadline: Instant,
        endBy deadline: Instant,
        onHead: @escaping (HTTPResponse) -> Void,
        onBytes: @escaping ([UInt8]) -> Void,
        onEnd: @escaping (RequestFailure?) -> Void
    ) -> TransferID {
        let handlers = StreamHandlers(
            onHead: { [unowned self] head in
                look(at: head.status)
                onHead(head)
            },
            onBytes: onBytes,
            onEnd: { onEnd($0.map(RequestFailure.init)) }
        )
        return transfers.startStream(
            authorized(request),
            to: endpoint,
            headDeadline: headDeadline,
            deadline: deadline,
            handlers: handlers
        )
    }

    func cancel(_ id: TransferID) {
        transfers.cancel(id)
    }

    /// After a 401 the token's file is read again before the next request: it may have been replaced.
    private func look(at status: Int) {
        if status == 401 { token.refused() }
    }

    private func authorized(_ request: HTTPRequest) -> HTTPRequest {
        guard case .tokenFile(let path) = credentials else { return request }
        let now = SystemClock.instant()
        if token.isDue(at: now) { readToken(path, at: now) }
        var authorized = request
        authorized.headers["Authorization"] = token.token?.headerValue
        return authorized
    }

    /// A file that cannot be read or holds no token leaves the one before in use; without any, the server's 401 or 403
    /// is what the log shows.
    private func readToken(_ path: String, at now: Instant) {
        do {
            try token.look(readFile(path), at: now)
        } catch {
            token.failedToLook(at: now)
        }
    }
}

extension Cluster {
    fileprivate var endpointAuthority: Endpoint.CertificateAuthority {
        switch authority {
        case .system, .nobody: .system
        case .pem(.file(let path)): .file(path: path)
        case .pem(.data(let bytes)): .pem(bytes)
        }
    }
}

extension RequestFailure {
    init(_ error: TransferError) {
        switch error {
        case .timedOut: self = .timedOut
        case .tooLarge: self = .nonsense("\(error)")
        case .cannotResolve, .cannotConnect, .tls, .broken: self = .unreachable("\(error)")
        }
    }
}
